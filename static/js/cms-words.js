/* How many words a text has, under its box. Without script the server's count on the version's page serves. */
(() => {
  const label = document.currentScript.dataset.label;
  const words = (area) => area.value.split(/\s+/).filter(Boolean).length;
  document.querySelectorAll("textarea[data-words]").forEach((area) => {
    const shown = document.createElement("output");
    shown.className = "desk-words";
    shown.htmlFor = area.id;
    area.after(shown);
    const show = () => { shown.value = `${label} ${words(area)}`; };
    area.addEventListener("input", show);
    show();
  });
})();
