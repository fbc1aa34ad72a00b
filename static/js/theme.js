// In the head, before the first paint: the theme that the visitor chose, if they chose one. Nothing is stored otherwise.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // storage may be forbidden; then the system decides
}
