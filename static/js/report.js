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
  var SEEN = 20000;
  var others = document.getElementById("others"), besides = form.querySelector("[data-others]");
  var dirty = false, saving = false, leaving = null, timer = 0, stopped = conscious, over = false;

  function say(text, isTrouble) {
    var line = document.createElement("span");
    if (isTrouble) line.className = "late";
    line.textContent = text;
    bar.replaceChild(line, bar.firstElementChild);
  }

  function changed(event) {
    if (event && event.target.type === "file") return chosen();
    dirty = true;
    if (!stopped) later(PAUSE);
  }

  /* Files go with a button only: they are heavy, and come in once. */
  function files() {
    return Array.prototype.filter.call(form.querySelectorAll("input[type=file]"), function (input) {
      return input.files.length;
    });
  }

  function chosen() {
    if (files().length) say(words.chosen);
  }

  function typed() {
    var body = new FormData(form);
    form.querySelectorAll("input[type=file]").forEach(function (input) { body.delete(input.name); });
    return body;
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
      body: typed(),
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
    chosen();
    if (send) send.className = answer.headers.get("X-Missing") === "0" ? "button" : "button-waiting";
  }

  /* A button waits for the saving that is under way: it must send the version that comes back. */
  form.addEventListener("submit", function (event) {
    window.clearTimeout(timer);
    if (event.defaultPrevented) return;
    if (!saving) { dirty = false; stopped = true; over = true; return; }
    event.preventDefault();
    leaving = event.submitter;
  });

  function go(button) {
    leaving = null;
    form.requestSubmit(button);
  }

  /* Only an empty text is filled; of another it is said, beside the button, that it stays. */
  function start(copy) {
    var text = document.getElementById(copy.dataset.copy);
    if (text.value.trim()) {
      stays(copy);
    } else {
      text.value = copy.dataset.text;
      changed();
    }
    return text;
  }

  function stays(copy) {
    if (copy.nextElementSibling) return;
    var line = document.createElement("span");
    line.className = "note";
    line.setAttribute("role", "status");
    line.textContent = " " + words.stays;
    copy.parentNode.appendChild(line);
  }

  form.addEventListener("click", function (event) {
    var copy = event.target.closest("[data-copy]"), all = event.target.closest("[data-copy-all]");
    if (!copy && !all) return;
    event.preventDefault();
    if (copy) return start(copy).focus();
    Array.prototype.map.call(form.querySelectorAll("[data-copy]"), start)[0].focus();
  });

  /* How a text will read, in place; pressed again it goes. */
  form.addEventListener("click", function (event) {
    var button = event.target.closest("[data-shows]");
    if (!button) return;
    event.preventDefault();
    var shown = document.getElementById(button.getAttribute("aria-controls"));
    if (!shown.hidden) { shown.hidden = true; return; }
    var body = new FormData();
    body.append("text", document.getElementById(button.dataset.shows).value);
    ask(form.dataset.preview, body).then(function (html) {
      if (html === null) return say(words.failed, true);
      shown.lastElementChild.innerHTML = html;         /* from our own server, cleaned there */
      shown.hidden = false;
    });
  });

  function ask(address, body) {
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return window.fetch(address, { method: "POST", body: body, credentials: "same-origin", redirect: "manual" })
      .then(function (answer) { return answer.ok || answer.status === 422 ? answer.text() : null; })
      .catch(function () { return null; });
  }

  /* We are here, as long as the page is looked at; whoever else is comes back. */
  function here() {
    if (document.hidden || over) return;
    ask(form.dataset.presence, new FormData()).then(function (html) {
      if (html === null || html.trim() === others.innerHTML.trim()) return;
      others.innerHTML = html;
      besides.innerHTML = html;
    });
  }

  here();
  window.setInterval(here, SEEN);
  document.addEventListener("visibilitychange", here);

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("beforeunload", function (event) {
    if (dirty || (!over && files().length)) event.preventDefault();
  });
  if (save && !conscious) save.hidden = true;
})();
