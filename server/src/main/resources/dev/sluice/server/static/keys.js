// Single keys. None acts while somebody types, none changes anything without asking, and all can be switched off.
(function () {
  "use strict";
  var prefix = 0;
  function on() { return localStorage.getItem("keys") !== "0"; }
  function go(href) { if (href) { location.href = href; } }
  function toggle(id) { var input = document.getElementById(id); if (input) { input.click(); } }
  function rows() {
    return Array.from(document.querySelectorAll("[data-row]")).filter(function (row) { return row.offsetParent !== null; });
  }
  function move(step) {
    var all = rows(), now = all.indexOf(document.activeElement);
    if (now < 0) { now = all.findIndex(function (row) { return row.hasAttribute("aria-current"); }); if (now >= 0) { now -= step > 0 ? 1 : -1; } }
    var next = all[Math.max(0, Math.min(all.length - 1, now + step))];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  }
  function up() {
    var crumbs = document.querySelectorAll(".crumbs a");
    go(crumbs.length ? crumbs[crumbs.length - 1].href : "/");
  }
  function beside(name) {
    var head = document.getElementById("run-head");
    go(head && head.dataset[name]);
  }
  function ask(selector) {
    var details = document.querySelector(selector);
    if (details) { details.open = true; details.querySelector("button, input:not([type=hidden])").focus(); }
  }
  // The palette: a form that works by itself, with a list of links that grows while somebody types.
  var palette = document.getElementById("palette"), find = document.getElementById("palette-find"), asked = "", shown = null;
  function jump() {
    if (!palette || palette.open) { return; }
    palette.showModal();
    find.select();
    htmx.trigger(find, "open");
  }
  function hits() { return Array.from(palette.querySelectorAll("[role=option]:not([aria-disabled])")); }
  function choose(hit) {
    hits().forEach(function (other) { other.setAttribute("aria-selected", String(other === hit)); });
    if (hit) { find.setAttribute("aria-activedescendant", hit.id); hit.scrollIntoView({ block: "nearest" }); } else { find.removeAttribute("aria-activedescendant"); }
  }
  if (palette) {
    document.getElementById("jump").addEventListener("click", function (event) {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); jump(); }
    });
    palette.addEventListener("click", function (event) { if (event.target === palette) { palette.close(); } });
    palette.addEventListener("htmx:beforeRequest", function () { asked = find.value; });
    palette.addEventListener("htmx:afterSwap", function () { shown = asked; choose(hits()[0]); });
    find.addEventListener("keydown", function (event) {
      var all = hits(), now = all.findIndex(function (hit) { return hit.getAttribute("aria-selected") === "true"; });
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        choose(all[(now + (event.key === "ArrowDown" ? 1 : all.length - 1)) % all.length]);
      } else if (event.key === "Enter" && all[now] && shown === find.value) {
        // Where the list is still of what was typed before, the form goes to the page of its own.
        event.preventDefault();
        go(all[now].querySelector("a").href);
      }
    });
  }
  var keys = {
    "/": function () {
      var field = document.getElementById("log-find");
      if (field) { field.focus(); field.select(); } else { jump(); }
    },
    "?": function () { var help = document.getElementById("help"); help.open = !help.open; if (help.open) { help.querySelector("summary").focus(); } },
    j: function () { move(1); },
    k: function () { move(-1); },
    u: up,
    "[": function () { beside("prev"); },
    "]": function () { beside("next"); },
    f: function () { window.sluiceLog.toError(); },
    n: function () { window.sluiceLog.match(1); },
    N: function () { window.sluiceLog.match(-1); },
    w: function () { toggle("wrap"); },
    l: function () { toggle("follow"); },
    r: function () { ask("#run-head details.ask[data-key=r]"); },
    ".": function () {
      var row = document.activeElement.closest("li, tr");
      var first = row && row.querySelector(".actions summary, .actions button, .actions a");
      if (first) { first.focus(); }
    }
  };
  var places = { p: "/", e: "/environments", a: "/environments?filter=approval", u: "/audit" };

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !(palette && palette.open)) {
      document.querySelectorAll("details.ask[open], details.drop[open]").forEach(function (d) {
        d.open = false;
        if (d.contains(document.activeElement)) { d.querySelector("summary").focus(); }
      });
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "k" && palette) {
      event.preventDefault();
      jump();
      return;
    }
    if (palette && palette.open) { return; }
    var typing = event.target.matches("input:not([type=checkbox]), textarea, select") || event.target.isContentEditable;
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !on()) { return; }
    if (prefix && Date.now() - prefix < 1200) {
      prefix = 0;
      if (places[event.key]) { event.preventDefault(); go(places[event.key]); }
      return;
    }
    if (event.key === "g") { prefix = Date.now(); return; }
    if (Object.prototype.hasOwnProperty.call(keys, event.key)) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  // Only one menu is open at a time, and a click elsewhere closes it.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details.drop[open], details.ask[open]").forEach(function (d) {
      if (!d.contains(event.target)) { d.open = false; }
    });
  });
  var box = document.getElementById("keys-on");
  box.checked = on();
  box.addEventListener("change", function () { localStorage.setItem("keys", box.checked ? "1" : "0"); });
})();
