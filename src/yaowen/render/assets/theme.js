// Runs before the first paint, so that a chosen theme does not flash.
try { var chosen = localStorage.getItem("theme"); if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen; } catch (refused) { /* storage is off: the system decides */ }
