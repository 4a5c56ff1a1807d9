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

  /* Words of a draft that are marked: a button beside them takes them into the box of their passage. */
  function pickWords(draft) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "button-quiet pick";
    button.textContent = draft.dataset.pick;
    button.hidden = true;
    draft.appendChild(button);
    var passage, words;
    document.addEventListener("selectionchange", function () {
      var marked = document.getSelection();
      var at = marked.anchorNode && (marked.anchorNode.parentElement || draft).closest(".passage-words");
      words = marked.toString().trim();
      passage = at && at.contains(marked.focusNode) && draft.contains(at) ? at.parentElement : null;
      button.hidden = !(passage && words);
      if (!button.hidden && button.previousElementSibling !== at) at.after(button);
    });
    button.addEventListener("mousedown", function (event) { event.preventDefault(); });
    button.addEventListener("click", function () {
      var box = passage.querySelector("details"), fields = box.querySelectorAll("textarea");
      box.open = true;
      fields[1].value = words;
      fields[0].focus();
      button.hidden = true;
    });
  }

  document.querySelectorAll("[data-passages]").forEach(pickWords);

  /* Words marked in what somebody sent: made a point, or redacted. Without this they are copied by hand. */
  function markWords(text) {
    var form = document.querySelector("[data-marked]");
    var field = document.querySelector("form:not([data-marked]) #text");   /* the words to redact */
    document.addEventListener("selectionchange", function () {
      var chosen = document.getSelection(), words = String(chosen).trim();
      if (!words || !chosen.rangeCount || !text.contains(chosen.getRangeAt(0).commonAncestorContainer)) return;
      if (!form) { if (field) field.value = words; return; }
      form.elements.selected.value = words;
      form.querySelector("[data-marked-words]").textContent = words;
      form.hidden = false;
    });
    if (form) form.addEventListener("submit", function (event) {
      if (event.submitter && event.submitter.dataset.mark) fillPoint(event, form.elements.selected.value);
    });
  }

  /* The first row without words takes them; where there is none, the server makes one. */
  function fillPoint(event, words) {
    var rows = document.querySelectorAll("textarea[name^='point-'][name$='-text']");
    var row = Array.prototype.find.call(rows, function (one) { return !one.value.trim(); });
    if (row) {
      event.preventDefault();
      var fold = row.closest("details");
      if (fold) fold.open = true;
      row.value = words;
      row.dispatchEvent(new Event("input", { bubbles: true }));
      row.focus();
    } else if (rows.length) {
      event.preventDefault();
      var more = document.createElement("input");
      more.type = "hidden";
      more.name = "selected";
      more.value = words;
      rows[0].form.appendChild(more);
      rows[0].form.requestSubmit(rows[0].form.querySelector("button[value=row]"));
    }
  }

  document.querySelectorAll(".board").forEach(openBoard);
  document.querySelectorAll("[data-words]").forEach(markWords);
  document.querySelectorAll("form[method=post]:not([data-keeps], [data-rows])").forEach(function (form) {
    if (form.querySelector("textarea")) askBeforeLeaving(form);
  });
  readErrors();
})();
