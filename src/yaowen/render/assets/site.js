// Adds to a page that works without it: the read beacon, relative times, the theme switch, notes in place.
(function () {
  "use strict";
  var root = document.documentElement;

  // A read counts once the page has been visible for a second, not while it is prerendered.
  var page = document.body.dataset.page;
  var seconds = 0, since = 0, timer = 0;
  function send() { if (navigator.sendBeacon) navigator.sendBeacon(document.body.dataset.reads || "/_/read", page); page = ""; }
  function watch() {
    clearTimeout(timer);
    if (since) seconds += (performance.now() - since) / 1000;
    since = 0;
    if (!page || document.visibilityState !== "visible" || document.prerendering) return;
    since = performance.now();
    timer = setTimeout(send, Math.max(0, 1 - seconds) * 1000);
  }
  if (page) {
    document.addEventListener("visibilitychange", watch);
    document.addEventListener("prerenderingchange", watch);
    watch();
  }

  // 3 小时前 instead of the hour, for two days; the full time stays a tooltip.
  var words = window.Intl && Intl.RelativeTimeFormat && new Intl.RelativeTimeFormat(root.lang, { numeric: "auto" });
  function relate(time) {
    var minutes = Math.round((Date.parse(time.dateTime) - Date.now()) / 60000);
    if (!(minutes <= 0 && minutes > -2880)) return;
    var text = minutes > -1 ? words.format(0, "minute") : minutes > -60 ? words.format(minutes, "minute")
      : minutes > -1440 ? words.format(Math.round(minutes / 60), "hour") : words.format(Math.round(minutes / 1440), "day");
    if (!time.title) time.title = time.textContent;
    if (time.textContent !== text) time.textContent = text;
  }
  function relateAll() { document.querySelectorAll("time[data-ago]").forEach(relate); }
  if (words) { relateAll(); setInterval(relateAll, 60000); }

  // Light and dark.
  var button = document.querySelector("[data-theme-switch]");
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  function dark() { return root.dataset.theme ? root.dataset.theme === "dark" : system.matches; }
  function label() { button.textContent = dark() ? button.dataset.light : button.dataset.dark; }
  if (button) {
    button.addEventListener("click", function () {
      root.dataset.theme = dark() ? "light" : "dark";
      try { localStorage.setItem("theme", root.dataset.theme); } catch (refused) { /* holds for this page only */ }
      label();
    });
    system.addEventListener("change", label);
    label();
    root.classList.add("scripted");
  }

  // The front page stays readable offline. The policy lets this one script be named, and no other.
  // It asks for pages of its own, so it waits until this one is here.
  function keep() {
    var worker = "/sw.js";
    try {
      if (window.trustedTypes) worker = trustedTypes.createPolicy("yaowen", { createScriptURL: function () { return "/sw.js"; } }).createScriptURL(worker);
      navigator.serviceWorker.register(worker).catch(function () { /* refused, or the disk is full: reading goes on */ });
    } catch (refused) { /* reading goes on */ }
  }
  if ("serviceWorker" in navigator) {
    if (document.readyState === "complete") keep(); else window.addEventListener("load", keep);
  }

  // Who says it: open the note in place, without leaving a trail in the history.
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a.says, .note a.close");
    if (!link) return;
    var note = link.classList.contains("says") ? document.getElementById(link.hash.slice(1)) : link.closest(".note");
    if (!note) return;
    event.preventDefault();
    var opened = note.classList.contains("open");
    document.querySelectorAll(".note.open").forEach(function (one) { one.classList.remove("open"); });
    note.classList.toggle("open", !opened);
    if (link.classList.contains("close")) {
      var source = document.querySelector('a.says[href="#' + note.id + '"]');
      if (source) source.focus();
    }
  });
})();
