// The log of a job: new lines, following, links to lines, finding. All HTML comes from the server.
(function () {
  "use strict";
  var LINES_MAX = 5000;
  var log = null, box = null, unseen = 0, from = 0, dropped = 0, announcedAt = 0, lookedAt = 0;

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

  // The list that the next line goes to: of the innermost section that is open, else of the log itself.
  function place() {
    var open = box.querySelectorAll("details.sec[data-runs]");
    return open.length ? open[open.length - 1] : el("log-lines");
  }
  function list(into) {
    var last = into.lastElementChild;
    if (!last || last.tagName !== "OL") { last = document.createElement("ol"); into.append(last); }
    return last;
  }
  function section(line) { return box.querySelector("details.sec[data-line='" + line + "']"); }
  // Who follows sees what a page that opens later shows: the script open, or what came last, and the rest folded.
  function fold(among) {
    var all = Array.from(among.children).filter(function (e) { return e.matches("details.sec"); });
    var main = all.find(function (e) { return e.dataset.name === "step_script"; }) || all[all.length - 1];
    all.forEach(function (e) {
      if (e !== main && e.dataset.fresh) { e.open = false; delete e.dataset.fresh; }
    });
  }
  // Puts what the server drew where it belongs: lines, a section that begins, the end of one.
  function put(element, stick) {
    if (element.matches("details.sec")) {
      if (section(element.dataset.line)) { return; }
      var into = place();
      into.append(element);
      if (stick) { fold(into); }
    } else if (element.matches(".sec-end")) {
      var ended = section(element.dataset.line);
      if (!ended || !ended.dataset.runs) { return; }
      delete ended.dataset.runs;
      ended.dataset.fresh = "true";
      if (!ended.querySelector("li, details, .gap")) { ended.querySelectorAll("ol").forEach(function (e) { e.remove(); }); }
      ended.querySelector(".sec-note").textContent = element.textContent;
      if (stick) { fold(ended.parentElement); }
    } else if (element.id && el(element.id)) {
      // Sent again because something is looked for since: its marks are new.
      el(element.id).querySelector("code").replaceWith(element.querySelector("code"));
    } else {
      list(place()).append(element);
    }
  }
  function drop(tooMany) {
    Array.from(box.querySelectorAll("li")).slice(0, tooMany).forEach(function (item) { item.remove(); });
    dropped += tooMany;
    var gap = el("dropped"), first = box.querySelector("li[id]");
    gap.hidden = false;
    gap.firstElementChild.textContent = gap.dataset.text.replace("{n}", dropped);
    gap.lastElementChild.href = job() + "?attempt=" + attempt() + "&from=" + Math.max(1, Number(first ? first.id.slice(1) : 1) - 1000);
  }
  function add(html, last) {
    if (!log) { return; }
    // Drawn by the server as all of the page is; a parsed document runs no scripts.
    var stick = follows() && atEnd(), drawn = new DOMParser().parseFromString(html, "text/html").body;
    var lines = Array.from(drawn.querySelectorAll("li")).filter(function (item) { return !el(item.id); }).length;
    Array.from(drawn.children).forEach(function (element) { put(document.adoptNode(element), stick); });
    if (last) { log.dataset.last = last; }
    var tooMany = box.querySelectorAll("li").length - LINES_MAX;
    if (tooMany > 0) { drop(tooMany); }
    if (stick) {
      toEnd();
    } else {
      unseen += lines;
      showUnseen();
    }
    if (lines && Date.now() - announcedAt > 10000) {
      announcedAt = Date.now();
      var all = box.querySelectorAll("li code");
      el("announce").textContent = log.dataset.status.replace("{n}", log.dataset.last).replace("{line}", all[all.length - 1].textContent.slice(0, 120));
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
  document.addEventListener("sluice:log", function (event) { add(event.detail.data, event.detail.last); });
  document.addEventListener("sluice:skipped", function (event) {
    if (!log) { return; }
    var note = document.createElement("li");
    note.className = "head";
    var told = event.detail.data.split("\n");
    note.textContent = log.dataset.skipped.replace("{n}", told[0]);
    list(place()).append(note);
    add(told[1] || "", 0);
  });
  document.addEventListener("sluice:end", function () {
    var waits = el("log-waits");
    if (waits) { waits.remove(); }
    if (log) { el("announce").textContent = log.dataset.ended; }
    if (log) { log.dataset.topic = ""; }
  });
  // A document keeps a bounded number of lines: where it is full, a gap's link leads to its own page instead.
  document.body.addEventListener("htmx:beforeRequest", function (event) {
    if (log && event.target.matches && event.target.matches("#log .find, #found a")) { lookedAt = Number(log.dataset.last); }
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
  // The server drew the lines of the matches once more, with what was found marked in them.
  function marks() {
    box.querySelectorAll("mark").forEach(function (mark) {
      var code = mark.closest("code");
      mark.replaceWith.apply(mark, Array.from(mark.childNodes));
      code.normalize();
    });
    var drawn = el("marked");
    if (drawn) {
      drawn.content.querySelectorAll("li[id] > code").forEach(function (code) {
        var item = el(code.parentElement.id);
        if (item) { item.querySelector("code").replaceWith(code.cloneNode(true)); }
      });
    }
    // Lines that come are marked as well, and those that came while the server searched.
    log.dataset.find = el("log-find").value;
    log.dataset.last = Math.min(log.dataset.last, lookedAt);
    if (log.dataset.topic) { document.dispatchEvent(new Event("sluice:reopen")); }
  }
  // The first match that is on the page is shown at once, also where its section is folded.
  document.body.addEventListener("htmx:afterSettle", function (event) {
    if (!log || !event.detail.target || event.detail.target.id !== "found" || document.querySelector("#found a.match[aria-current]")) { return; }
    marks();
    var here = Array.from(document.querySelectorAll("#found a.match[data-l]")).find(function (a) { return el("L" + a.dataset.l); });
    if (here) { show(here); }
  });
})();
