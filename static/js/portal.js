/* What CSS cannot do. Every page works without this file. */
(function () {
  "use strict";

  /* The board opens at the current period where it does not fit (phones). */
  function openBoard(board) {
    var held = board.querySelector("thead th");
    var current = board.querySelector("thead .current");
    if (!held || !current || board.scrollWidth <= board.clientWidth) return;
    var gap = current.getBoundingClientRect().left - board.getBoundingClientRect().left;
    board.scrollLeft += gap - held.getBoundingClientRect().width;
  }

  /* An error summary takes the focus, so that it is read first. */
  function readErrors() {
    var errors = document.querySelector(".errors[tabindex]");
    if (errors) errors.focus();
  }

  /* Words that were typed and not sent: leaving asks first. The report and the table of rows see to their own. */
  function askBeforeLeaving(form) {
    var typed = false;
    form.addEventListener("input", function () { typed = true; });
    form.addEventListener("submit", function () { typed = false; });
    window.addEventListener("beforeunload", function (event) {
      if (typed) event.preventDefault();
    });
  }

  document.querySelectorAll(".board").forEach(openBoard);
  document.querySelectorAll("form[method=post]:not([data-keeps], [data-rows])").forEach(function (form) {
    if (form.querySelector("textarea")) askBeforeLeaving(form);
  });
  readErrors();
})();
