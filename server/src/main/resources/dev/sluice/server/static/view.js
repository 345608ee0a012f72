// Small things that only a script can do: clocks that go on, the graph's neighbours, the visitor's time zone.
(function () {
  "use strict";
  var zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && document.cookie.indexOf("zone=" + zone) < 0) {
    document.cookie = "zone=" + zone + "; path=/; max-age=31536000; samesite=lax";
  }

  function clock(seconds) {
    var s = seconds % 60, m = Math.floor(seconds / 60) % 60, h = Math.floor(seconds / 3600);
    function two(n) { return (n < 10 ? "0" : "") + n; }
    return h ? h + ":" + two(m) + ":" + two(s) : m + ":" + two(s);
  }
  setInterval(function () {
    if (document.hidden) { return; }
    document.querySelectorAll(".took[data-since]").forEach(function (element) {
      element.textContent = clock(Math.max(0, Math.floor((Date.now() - Number(element.dataset.since)) / 1000)));
    });
  }, 1000);

  // Only a page of https or of this machine may write to the clipboard; elsewhere one click marks the whole text.
  if (navigator.clipboard) {
    document.querySelectorAll("[data-copy]").forEach(function (button) { button.hidden = false; });
    document.addEventListener("click", function (event) {
      var button = event.target.closest && event.target.closest("[data-copy]");
      if (!button) { return; }
      navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent).then(function () {
        var said = document.getElementById("announce");
        if (said) { said.textContent = button.dataset.done; }
        button.textContent = button.dataset.done;
      });
    });
  }

  function light(box) {
    var graph = box.closest("#graph"), near = new Set([box.id.slice(1)]);
    (box.dataset.up + " " + box.dataset.down).split(" ").filter(Boolean).forEach(function (i) { near.add(i); });
    graph.querySelectorAll(".g-box").forEach(function (other) {
      other.classList.toggle("lit", near.has(other.id.slice(1)));
    });
    graph.querySelectorAll(".g-edge").forEach(function (edge) {
      edge.classList.toggle("lit", near.has(edge.dataset.from) && near.has(edge.dataset.to));
    });
  }
  function dark() {
    document.querySelectorAll("#graph .lit").forEach(function (element) { element.classList.remove("lit"); });
  }
  ["mouseover", "focusin"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var box = event.target.closest && event.target.closest(".g-box");
      if (box) { light(box); }
    });
  });
  ["mouseout", "focusout"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      if (event.target.closest && event.target.closest(".g-box")) { dark(); }
    });
  });
})();
