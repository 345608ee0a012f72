// The log of a job: new lines, following, links to lines, finding. All HTML comes from the server.
(function () {
  "use strict";
  var LINES_MAX = 5000;
  var log = null, box = null, unseen = 0, from = 0, dropped = 0, announcedAt = 0;

  function el(id) { return document.getElementById(id); }
  function scroller() {
    return box.scrollHeight > box.clientHeight + 4 ? box : document.scrollingElement;
  }
  function atEnd() {
    var s = scroller();
    return s.scrollHeight - s.scrollTop - s.clientHeight < 40;
  }
  function job() { return el("job").dataset.href; }
  function attempt() { return log.querySelector(".find input[name=attempt]").value; }
  function toEnd() { var s = scroller(); s.scrollTop = s.scrollHeight; }
  function follows() { var follow = el("follow"); return follow !== null && follow.checked; }

  function showUnseen() {
    var button = el("new-lines");
    button.hidden = unseen === 0;
    button.textContent = log.dataset.new.replace("{n}", unseen);
  }

  function add(html) {
    if (!log) { return; }
    var stick = follows() && atEnd(), tail = el("log-tail"), before = tail.childElementCount;
    tail.insertAdjacentHTML("beforeend", html);
    var items = tail.children, lastItem = items[items.length - 1];
    if (lastItem) { log.dataset.last = lastItem.id.slice(1); }
    while (tail.childElementCount > LINES_MAX) { tail.firstElementChild.remove(); dropped++; }
    if (dropped) {
      var gap = el("dropped");
      gap.hidden = false;
      gap.firstElementChild.textContent = gap.dataset.text.replace("{n}", dropped);
      gap.lastElementChild.href = job() + "?attempt=" + attempt() + "&from=" + Math.max(1, Number(tail.firstElementChild.id.slice(1)) - 1000);
    }
    if (stick) {
      toEnd();
    } else {
      unseen += Math.max(0, items.length - before);
      showUnseen();
    }
    if (Date.now() - announcedAt > 10000 && lastItem) {
      announcedAt = Date.now();
      el("announce").textContent = log.dataset.status.replace("{n}", log.dataset.last).replace("{line}", lastItem.querySelector("code").textContent.slice(0, 120));
    }
  }

  function moved() {
    if (log && unseen && atEnd()) { unseen = 0; showUnseen(); }
  }

  function keep(name) {
    var input = el(name);
    if (!input) { return; }
    input.checked = localStorage.getItem("log." + name) === "1";
    function apply() {
      log.classList.toggle(name === "wrap" ? "wraps" : "times", input.checked);
      localStorage.setItem("log." + name, input.checked ? "1" : "0");
    }
    input.addEventListener("change", apply);
    apply();
  }

  function openAround(item) {
    for (var d = item.closest("details"); d; d = d.parentElement.closest("details")) { d.open = true; }
  }
  function goTo(item) {
    openAround(item);
    if (scroller() !== box) { item.scrollIntoView({ block: "center" }); return; }
    box.scrollTop = item.offsetTop - box.clientHeight / 3;
    var top = log.getBoundingClientRect().top;
    if (top < 48 || top > window.innerHeight / 2) { log.scrollIntoView(); }
  }

  function start() {
    var found = el("log");
    if (found === log) { return; }
    log = found;
    unseen = 0;
    from = 0;
    dropped = 0;
    if (!log) { return; }
    box = el("log-box");
    var items = box.querySelectorAll("li[id]");
    log.dataset.last = log.dataset.last || (items.length ? items[items.length - 1].id.slice(1) : 0);
    keep("wrap");
    keep("times");
    el("new-lines").addEventListener("click", function () { unseen = 0; showUnseen(); toEnd(); });
    box.addEventListener("scroll", moved, { passive: true });
    box.addEventListener("click", pick);
    el("copy-link").addEventListener("click", function () { copy(location.href, this); });
    el("copy-text").addEventListener("click", function () {
      copy(Array.from(box.querySelectorAll("li.hit code"), function (c) { return c.textContent; }).join("\n"), this);
    });
    var hit = box.querySelector("li.hit"), error = el("first-error");
    if (hit) {
      goTo(hit);
      var chosen = new URLSearchParams(location.search);
      var match = chosen.get("q") && document.querySelector("#found a.match[data-l='" + parseInt(chosen.get("l"), 10) + "']");
      if (match) { match.setAttribute("aria-current", "true"); at(); }
      var lines = range(location.search);
      if (lines) { mark(lines, false); }
    } else if (follows()) {
      toEnd();
      if (log.getBoundingClientRect().bottom > window.innerHeight) { log.scrollIntoView({ block: "end" }); }
    } else if (error) {
      var line = el("L" + new URLSearchParams(error.search).get("l"));
      if (line && scroller() === box) { openAround(line); box.scrollTop = line.offsetTop - box.clientHeight / 3; }
    }
  }

  function range(search) {
    var parts = (new URLSearchParams(search).get("l") || "").split("-").map(Number);
    return parts[0] ? [Math.min(parts[0], parts[1] || parts[0]), Math.max(parts[0], parts[1] || parts[0])] : null;
  }
  function mark(lines, push) {
    box.querySelectorAll("li.hit").forEach(function (item) { item.classList.remove("hit"); });
    for (var n = lines[0]; n <= lines[1] && n < lines[0] + LINES_MAX; n++) {
      var item = el("L" + n);
      if (item) { item.classList.add("hit"); }
    }
    el("selection").hidden = false;
    el("selection").firstElementChild.textContent = lines[0] === lines[1] ? lines[0] : lines[0] + "–" + lines[1];
    if (push) {
      var url = new URL(job(), location.href), query = new URLSearchParams(push).get("q");
      url.searchParams.set("attempt", attempt());
      if (query) { url.searchParams.set("q", query); }
      url.searchParams.set("l", lines[0] === lines[1] ? lines[0] : lines[0] + "-" + lines[1]);
      history.replaceState(history.state, "", url);
    }
  }
  function pick(event) {
    var link = event.target.closest("a.no");
    if (!link || event.ctrlKey || event.metaKey || event.button) { return; }
    event.preventDefault();
    var number = Number(link.dataset.n);
    if (event.shiftKey && from) {
      mark([Math.min(from, number), Math.max(from, number)], link.search);
    } else {
      from = number;
      mark([number, number], link.search);
    }
  }
  function copy(text, button) {
    navigator.clipboard.writeText(text).then(function () {
      el("announce").textContent = log.dataset.copied;
      var label = button.textContent;
      button.textContent = "✓ " + log.dataset.copied;
      setTimeout(function () { button.textContent = label; }, 1500);
    });
  }

  // Says which of the matches is shown.
  function at() {
    var place = el("match-at"), links = Array.from(document.querySelectorAll("#found a.match[data-l]"));
    var now = links.findIndex(function (a) { return a.hasAttribute("aria-current"); });
    if (place && now >= 0) { place.textContent = place.dataset.of.replace("{i}", Number(place.dataset.before) + now + 1); }
  }
  // Moves among the matches: on the page where the line is there, else by loading its window.
  function match(step) {
    var links = Array.from(document.querySelectorAll("#found a.match[data-l]"));
    if (!links.length) { return; }
    var now = links.findIndex(function (a) { return a.hasAttribute("aria-current"); });
    show(links[now < 0 ? (step > 0 ? 0 : links.length - 1) : (now + step + links.length) % links.length]);
  }
  function show(link) {
    var item = el("L" + link.dataset.l), number = Number(link.dataset.l);
    if (!item) { location.href = link.href; return; }
    document.querySelectorAll("#found a.match[aria-current]").forEach(function (a) { a.removeAttribute("aria-current"); });
    link.setAttribute("aria-current", "true");
    at();
    link.scrollIntoView({ block: "nearest", inline: "nearest" });
    mark([number, number], link.search);
    goTo(item);
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("#found [data-match]"), link = event.target.closest("#found a.match[data-l]");
    if (button) { match(Number(button.dataset.match)); }
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); show(link); }
  });

  function toError() {
    var error = el("first-error");
    if (!error) { return; }
    var item = el("L" + new URLSearchParams(error.search).get("l"));
    if (item && log) { mark([Number(item.id.slice(1)), Number(item.id.slice(1))], error.search); goTo(item); } else { error.click(); }
  }

  window.sluiceLog = { match: match, toError: toError };
  document.addEventListener("sluice:log", function (event) { add(event.detail); });
  document.addEventListener("sluice:skipped", function (event) {
    if (!log) { return; }
    var note = document.createElement("li");
    note.className = "head";
    note.textContent = log.dataset.skipped.replace("{n}", event.detail);
    el("log-tail").append(note);
  });
  document.addEventListener("sluice:end", function () {
    var waits = el("log-waits");
    if (waits) { waits.remove(); }
    if (log) { el("announce").textContent = log.dataset.ended; }
    if (log) { log.dataset.topic = ""; }
  });
  // A document keeps a bounded number of lines: where it is full, a gap's link leads to its own page instead.
  document.body.addEventListener("htmx:beforeRequest", function (event) {
    var link = event.target.closest && event.target.closest(".gap a");
    if (link && box && box.querySelectorAll("li").length + 1000 > LINES_MAX) {
      event.preventDefault();
      location.href = link.href;
    }
  });
  document.addEventListener("scroll", moved, { passive: true });
  document.addEventListener("DOMContentLoaded", start);
  document.body.addEventListener("htmx:afterSettle", function () {
    var before = log;
    start();
    // Where the list stands above the log, the job that was chosen is brought into view.
    var chosen = document.activeElement.closest(".job-row");
    if (chosen && before !== log && window.innerWidth <= 1100) {
      var head = document.querySelector("#job h2");
      head.focus({ preventScroll: true });
      el("job").scrollIntoView();
    }
    if (before !== log) { document.dispatchEvent(new Event("sluice:reopen")); }
    moveOn();
  });
  // A new attempt has a log of its own: the head told of it, and the pane moves on to it as a whole.
  var moving = false;
  function moveOn() {
    var head = el("job-head"), told = head ? head.dataset.attempt : "0";
    if (moving || told === "0" || (log && attempt() === told)) { return; }
    moving = true;
    htmx.ajax("GET", job(), { target: "#job", swap: "outerHTML show:none" }).finally(function () { moving = false; });
  }
  // The first match that is on the page is shown at once, also where its section is folded.
  document.body.addEventListener("htmx:afterSettle", function (event) {
    if (!log || !event.detail.target || event.detail.target.id !== "found" || document.querySelector("#found a.match[aria-current]")) { return; }
    var here = Array.from(document.querySelectorAll("#found a.match[data-l]")).find(function (a) { return el("L" + a.dataset.l); });
    if (here) { show(here); }
  });
})();
