// One event stream a page. An event says only that something changed; the page then fetches it anew.
(function () {
  "use strict";
  var root = document.documentElement, body = document.body;
  var source = null, lostTimer = 0, offTimer = 0, retryTimer = 0, hideTimer = 0, paused = false, wasOpen = false;
  var stale = new Set();
  root.classList.add("js");

  function topics() { return (body.dataset.topics || "").split(" ").filter(Boolean); }
  function log() { return document.querySelector("#log[data-topic]:not([data-topic=''])"); }

  function raise(topic) {
    htmx.trigger(body, "live-" + topic);
    htmx.trigger(body, "live-any");
  }
  function raiseAll() { topics().forEach(raise); }

  // The word in the footer, and a bar that cannot be overlooked while nothing arrives.
  function say(state) {
    var word = document.getElementById("live-state"), bar = document.getElementById("live-bar");
    if (word) {
      word.textContent = word.dataset[state] || "";
      word.dataset.state = state;
    }
    var wrong = state === "lost" || state === "off";
    bar.hidden = !wrong;
    if (!wrong) { return; }
    bar.textContent = body.dataset[state] + " ";
    var link = document.createElement("a");
    link.href = location.href;
    link.textContent = body.dataset.refresh;
    bar.append(link);
  }
  function calm() {
    clearTimeout(lostTimer);
    clearTimeout(offTimer);
    lostTimer = offTimer = 0;
  }
  // A page that is being left, or a connection that is back at once, is no news yet.
  function lost() {
    if (lostTimer) { return; }
    lostTimer = setTimeout(say, 1000, "lost");
    offTimer = setTimeout(say, 30000, "off");
  }

  function close() {
    clearTimeout(retryTimer);
    if (source) { source.close(); source = null; }
  }
  // Given up on purpose: nothing is lost then.
  function rest() {
    close();
    calm();
    say(paused ? "paused" : "");
  }

  function open() {
    close();
    var follows = log();
    if (paused || document.hidden || (!topics().length && !follows)) { return; }
    var url = "/live?topics=" + encodeURIComponent(topics().join(","));
    if (follows) { url += "&log=" + encodeURIComponent(follows.dataset.topic + "@" + (follows.dataset.last || 0)) + "&find=" + encodeURIComponent(follows.dataset.find || ""); }
    // What happened while the page was on its way is told first.
    if (!wasOpen) { url += "&since=" + body.dataset.seen; }
    source = new EventSource(url);
    source.onopen = function () {
      calm();
      say("on");
      // What happened while nobody listened is not told again.
      if (wasOpen) { raiseAll(); }
      wasOpen = true;
    };
    source.onerror = function () {
      lost();
      // A refused stream is not tried again by the browser itself.
      if (source && source.readyState === EventSource.CLOSED) { retryTimer = setTimeout(open, 3000); }
    };
    source.addEventListener("changed", function (event) { raise(event.data); });
    source.addEventListener("resync", raiseAll);
    ["log", "skipped", "end"].forEach(function (name) {
      source.addEventListener(name, function (event) {
        document.dispatchEvent(new CustomEvent("sluice:" + name, { detail: { data: event.data, last: Number(event.lastEventId.split(".l")[1]) } }));
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
      hideTimer = setTimeout(rest, 10000);
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
      if (paused) { rest(); } else { open(); }
    });
  }
  window.addEventListener("pagehide", rest);
  // A machine that leaves its network keeps a dead connection for minutes; it knows better itself.
  window.addEventListener("offline", function () { if (source) { close(); lost(); } });
  window.addEventListener("online", function () { if (!source) { open(); } });
  window.addEventListener("pageshow", function (event) { if (event.persisted) { open(); } });
  document.addEventListener("DOMContentLoaded", open);
})();
