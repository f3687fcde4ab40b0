// Runs before the first paint, so that a page set to dark never flashes white.
try {
  const theme = localStorage.getItem("coroscope.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* No storage: the system's choice is as good. */ }
