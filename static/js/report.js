/* The period form, smoother: saved while typing. Without this file every button does the same. */
(function () {
  "use strict";

  var form = document.querySelector("form[data-keeps]");
  if (!form || !window.fetch || !window.FormData) return;

  var PAUSE = 1200, AGAIN = 15000;
  var version = form.elements.version;
  var bar = form.querySelector(".savebar-words");
  var save = form.querySelector("[data-save]");
  var send = form.querySelector("[data-send]");
  var conscious = "conscious" in form.dataset;      /* two versions: saved by the button only */
  var words = document.getElementById("save-words").dataset;
  var dirty = false, saving = false, leaving = null, timer = 0, stopped = conscious;

  function say(text, isTrouble) {
    var line = document.createElement("span");
    if (isTrouble) line.className = "late";
    line.textContent = text;
    bar.replaceChild(line, bar.firstElementChild);
  }

  function changed() {
    dirty = true;
    if (!stopped) later(PAUSE);
  }

  function later(pause) {
    window.clearTimeout(timer);
    timer = window.setTimeout(keep, pause);
  }

  /* Whatever stops the saving, the words stay on the page and the button stays. */
  function stop(text) {
    stopped = true;
    if (save) save.hidden = false;
    say(text, true);
  }

  function keep() {
    if (saving || !dirty || stopped) return;
    saving = true;
    dirty = false;
    window.fetch(form.getAttribute("action"), {       /* form.action would be a button of that name */
      method: "POST",
      body: new FormData(form),
      headers: { "X-Typing": "1" },
      credentials: "same-origin",
      redirect: "manual"
    }).then(function (answer) {
      if (answer.ok) return answer.text().then(function (html) { kept(answer, html); });
      dirty = true;
      if (answer.status === 409) stop(words.changed);
      else if (answer.status >= 500) trouble();
      else stop(words.ended);                          /* redirected to the sign-in, or refused */
    }).catch(function () {
      dirty = true;
      trouble();
    }).then(function () {
      saving = false;
      if (leaving) go(leaving);
      else if (dirty && !stopped && !timer) later(PAUSE);
    });
  }

  function trouble() {
    say(words.failed, true);
    later(AGAIN);
  }

  function kept(answer, html) {
    version.value = answer.headers.get("X-Version");
    bar.innerHTML = html;                              /* from our own server, escaped there */
    timer = 0;
    if (send) send.className = answer.headers.get("X-Missing") === "0" ? "button" : "button-waiting";
  }

  /* A button waits for the saving that is under way: it must send the version that comes back. */
  form.addEventListener("submit", function (event) {
    window.clearTimeout(timer);
    if (!saving) { dirty = false; stopped = true; return; }
    event.preventDefault();
    leaving = event.submitter;
  });

  function go(button) {
    leaving = null;
    form.requestSubmit(button);
  }

  form.addEventListener("click", function (event) {
    var copy = event.target.closest("[data-copy]");
    if (!copy) return;
    event.preventDefault();
    var text = document.getElementById(copy.dataset.copy);
    if (text.value.indexOf(copy.dataset.text) < 0) {
      text.value = text.value.trim() ? text.value.trim() + "\n\n" + copy.dataset.text : copy.dataset.text;
      changed();
    }
    text.focus();
  });

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("beforeunload", function (event) {
    if (dirty) event.preventDefault();
  });
  if (save && !conscious) save.hidden = true;
})();
