// One event stream a page. An event says only that something changed; the page then fetches it anew.
(function () {
  "use strict";
  var root = document.documentElement, body = document.body;
  var source = null, barTimer = 0, retryTimer = 0, hideTimer = 0, paused = false, wasOpen = false;
  var stale = new Set();
  root.classList.add("js");

  function topics() { return (body.dataset.topics || "").split(" ").filter(Boolean); }
  function log() { return document.querySelector("#log[data-topic]:not([data-topic=''])"); }

  function raise(topic) {
    htmx.trigger(body, "live-" + topic);
    htmx.trigger(body, "live-any");
  }
  function raiseAll() { topics().forEach(raise); }

  function bar(show) {
    var element = document.getElementById("live-bar");
    clearTimeout(barTimer);
    barTimer = 0;
    if (!show) { element.hidden = true; return; }
    element.textContent = body.dataset.off + " ";
    var link = document.createElement("a");
    link.href = location.href;
    link.textContent = body.dataset.refresh;
    element.append(link);
    element.hidden = false;
  }

  function close() {
    clearTimeout(retryTimer);
    if (source) { source.close(); source = null; }
  }

  function open() {
    close();
    var follows = log();
    if (paused || document.hidden || (!topics().length && !follows)) { return; }
    var url = "/live?topics=" + encodeURIComponent(topics().join(","));
    if (follows) { url += "&log=" + encodeURIComponent(follows.dataset.topic + "@" + (follows.dataset.last || 0)); }
    // What happened while the page was on its way is told first.
    if (!wasOpen) { url += "&since=" + body.dataset.seen; }
    source = new EventSource(url);
    source.onopen = function () {
      bar(false);
      // What happened while nobody listened is not told again.
      if (wasOpen) { raiseAll(); }
      wasOpen = true;
    };
    source.onerror = function () {
      if (!barTimer) { barTimer = setTimeout(bar, 30000, true); }
      // A refused stream is not tried again by the browser itself.
      if (source && source.readyState === EventSource.CLOSED) { retryTimer = setTimeout(open, 5000); }
    };
    source.addEventListener("changed", function (event) { raise(event.data); });
    source.addEventListener("resync", raiseAll);
    ["log", "skipped", "end"].forEach(function (name) {
      source.addEventListener(name, function (event) {
        document.dispatchEvent(new CustomEvent("sluice:" + name, { detail: event.data }));
      });
    });
  }

  // A part that somebody is using keeps still until he is done.
  function inUse(target) {
    var active = document.activeElement;
    return target.querySelector("details.ask[open]") !== null
      || (target.contains(active) && active.matches("input, textarea, select"))
      || (/^(jobs|projects|overview)$/.test(target.id) && (target.contains(active) || target.matches(":hover")));
  }
  var byStream = false;
  function hold(event) {
    if (event.type === "htmx:beforeSwap") {
      var cause = (event.detail.requestConfig || {}).triggeringEvent;
      byStream = Boolean(cause) && /^live-/.test(cause.type);
    }
    if (byStream && inUse(event.detail.target)) {
      event.detail.shouldSwap = false;
      stale.add(event.detail.target.id);
    }
  }
  function release() {
    stale.forEach(function (id) {
      var target = document.getElementById(id);
      if (!target || !inUse(target)) {
        stale.delete(id);
        raiseAll();
      }
    });
  }
  body.addEventListener("htmx:beforeSwap", hold);
  body.addEventListener("htmx:oobBeforeSwap", hold);
  ["focusout", "mouseout"].forEach(function (name) {
    document.addEventListener(name, function () { if (stale.size) { setTimeout(release, 50); } });
  });
  document.addEventListener("toggle", function () { if (stale.size) { release(); } }, true);

  body.addEventListener("htmx:afterSettle", function () {
    var head = document.getElementById("run-head");
    if (head && head.dataset.title) {
      document.title = head.dataset.title;
      document.querySelector("link[rel=icon]").href = head.dataset.icon;
    }
  });
  document.addEventListener("sluice:reopen", open);
  document.addEventListener("visibilitychange", function () {
    clearTimeout(hideTimer);
    if (document.hidden) {
      // Over HTTP/1.1 a browser has six connections to a server; hidden pages give theirs back.
      hideTimer = setTimeout(close, 10000);
    } else if (!source) {
      open();
    }
  });

  var pause = document.getElementById("pause");
  if (pause) {
    pause.hidden = false;
    pause.addEventListener("click", function () {
      paused = !paused;
      pause.textContent = paused ? pause.dataset.resume : pause.dataset.pause;
      if (paused) { close(); } else { open(); }
    });
  }
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", function (event) { if (event.persisted) { open(); } });
  document.addEventListener("DOMContentLoaded", open);
})();
