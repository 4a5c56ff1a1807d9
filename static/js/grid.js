/* The grid, smoother: a row is saved when it is left, and keys go from row to row.
   Without this file every button does the same. */
(function () {
  "use strict";

  var form = document.querySelector("form[data-rows]");
  if (!form || !window.fetch || !window.FormData) return;

  var token = form.elements.csrfmiddlewaretoken.value;
  var dirty = new Set(), saving = 0, leaving = null, going = false;

  function rowOf(node) {
    return node && node.closest ? node.closest("tr[data-row]") : null;
  }

  function inputs(row) {
    return Array.prototype.slice.call(row.querySelectorAll("input[name], select[name], textarea[name]"));
  }

  function say(row, text) {
    var line = document.createElement("p");
    line.className = "late";
    line.textContent = text;
    row.querySelector("[data-words]").replaceChildren(line);
  }

  /* One row alone, with the version of its report. */
  function words(row) {
    var body = new FormData();
    body.set("csrfmiddlewaretoken", token);
    body.set("action", "row:" + row.dataset.row);
    inputs(row).forEach(function (input) { body.append(input.name, input.value); });
    var version = row.closest("tbody").querySelector("[name^='version-']");
    body.set(version.name, version.value);
    return body;
  }

  function keep(row) {
    if (!dirty.has(row) || row.dataset.saving || "conscious" in row.dataset) return;
    dirty.delete(row);
    row.dataset.saving = "yes";
    saving += 1;
    row.querySelector("[data-words]").textContent = form.dataset.saving;
    window.fetch(form.getAttribute("action"), {
      method: "POST",
      body: words(row),
      headers: { "X-Row": "1" },
      credentials: "same-origin",
      redirect: "manual"
    }).then(function (answer) {
      if (answer.headers.has("X-Read")) return answer.text().then(function (html) { kept(row, answer, html); });
      dirty.add(row);
      say(row, answer.status === 409 ? form.dataset.gone : answer.status >= 500 ? form.dataset.failed : form.dataset.ended);
    }).catch(function () {
      dirty.add(row);
      say(row, form.dataset.failed);
    }).then(function () {
      delete row.dataset.saving;
      saving -= 1;
      if (leaving && !saving) { var button = leaving; leaving = null; form.requestSubmit(button); }
      else if (dirty.has(row) && answered(row) && document.activeElement && rowOf(document.activeElement) !== row) keep(row);
    });
  }

  /* Typed into again while it was being saved; what failed waits for its button. */
  function answered(row) {
    return !row.querySelector("[data-words] .late");
  }

  function kept(row, answer, html) {
    var box = document.createElement("template");
    box.innerHTML = html;                              /* from our own server, escaped there */
    var group = row.closest("tbody");
    var at = group.contains(document.activeElement) && document.activeElement.closest("[data-sheet]");
    var old = row.nextElementSibling;
    if (old && old.className === "grid-note") old.remove();
    row.querySelector("[data-words]").replaceChildren.apply(row.querySelector("[data-words]"), part(box, "words"));
    row.querySelectorAll("[aria-invalid]").forEach(function (input) { input.removeAttribute("aria-invalid"); });
    row.querySelectorAll("td .error").forEach(function (error) { error.remove(); });
    row.querySelectorAll("[data-words] a.late").forEach(function (link) {
      var field = document.getElementById(link.hash.slice(1));
      if (field) field.setAttribute("aria-invalid", "true");
    });
    row.querySelector("[name$='-read']").value = answer.headers.get("X-Read");
    if (answer.status === 409) {
      row.dataset.conscious = "";
      var note = part(box, "note");
      if (note.length) {
        var line = row.parentNode.insertRow(Array.prototype.indexOf.call(group.rows, row) + 1);
        line.className = "grid-note";
        var cell = line.insertCell();
        cell.colSpan = 10;
        cell.replaceChildren.apply(cell, note);
      }
    }
    if (answer.status !== 200) dirty.add(row);
    if (!at) {
      var sheet = group.querySelector("[data-sheet]");
      sheet.replaceChildren.apply(sheet, part(box, "sheet"));
    }
    var version = group.querySelector("[name^='version-']");
    version.value = answer.headers.get("X-Version");
  }

  function part(box, name) {
    return Array.prototype.slice.call(box.content.querySelector("[data-for='" + name + "']").childNodes);
  }

  /* Up and down: the same column of the next row, or its stage where that column is empty there. */
  function go(from, step) {
    var rows = Array.prototype.slice.call(form.querySelectorAll("tr[data-row]"));
    var row = rowOf(from);
    var next = rows[rows.indexOf(row) + step];
    if (!next) return false;
    var tail = from.name.slice(("row-" + row.dataset.row).length);
    var same = form.elements["row-" + next.dataset.row + tail];
    var there = same && same.offsetParent ? same : next.querySelector("select");
    there.focus();
    if (there.select) there.select();
    return true;
  }

  form.addEventListener("keydown", function (event) {
    var field = event.target, row = rowOf(field);
    if (!row || !field.name || event.isComposing || event.altKey || event.metaKey) return;
    if (field.type === "submit") return;
    var isArrow = event.key === "ArrowDown" || event.key === "ArrowUp";
    var isLine = field.tagName === "INPUT";
    if (event.key === "Enter" && field.tagName !== "TEXTAREA") {
      event.preventDefault();                          /* Enter never sends a half-filled grid */
      if (!go(field, event.shiftKey ? -1 : 1)) keep(row);
    } else if (isArrow && (event.ctrlKey || isLine)) {
      if (go(field, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
    }
  });

  function changed(event) {
    var row = rowOf(event.target);
    if (!row || !event.target.name || event.target.name.slice(-5) === "-read") return;
    if (!dirty.has(row)) say(row, form.dataset.unsaved);
    dirty.add(row);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("focusout", function (event) {
    var row = rowOf(event.target);
    if (row && rowOf(event.relatedTarget) !== row) keep(row);
  });

  /* A row's own button saves that row; every other button waits for what is under way. */
  form.addEventListener("submit", function (event) {
    var button = event.submitter;
    var row = button && button.value === "row:" + (rowOf(button) || { dataset: {} }).dataset.row ? rowOf(button) : null;
    if (row) {
      event.preventDefault();
      delete row.dataset.conscious;
      dirty.add(row);
      keep(row);
    } else if (saving) {
      event.preventDefault();
      leaving = button;
    } else {
      going = true;
    }
  });

  window.addEventListener("beforeunload", function (event) {
    if (dirty.size && !going) event.preventDefault();
  });

  form.querySelectorAll("tr[data-row]").forEach(function (row) {
    if (row.querySelector("[data-words] .late")) dirty.add(row);  /* words that came back with the page */
  });
})();
