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
  var keys = {
    "/": function () {
      var field = document.getElementById("log-find") || document.getElementById("find") || document.querySelector(".filters select, .filters input");
      if (field) { field.focus(); if (field.select) { field.select(); } }
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
    if (event.key === "Escape") {
      document.querySelectorAll("details.ask[open], details.drop[open]").forEach(function (d) {
        d.open = false;
        if (d.contains(document.activeElement)) { d.querySelector("summary").focus(); }
      });
      return;
    }
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
