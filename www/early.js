// Runs before the first paint.

import { begin } from "./loader.js";

// A page set to dark must never flash white.
try {
  const theme = localStorage.getItem("coroscope.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* No storage: the system's choice is as good. */ }

// For engine.js: the engine's way is longer than the page's own, and goes beside it.
globalThis.coroscopeLoader = begin();
