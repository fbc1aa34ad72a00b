/* How many words a text has, under its box. Without script the server's count on the version's page serves. */
(() => {
  const label = document.currentScript.dataset.label;
  // As `pledges.viewsets.wording.count_words` does: Chinese by its characters, other writing by its words.
  const WORDS = /[㐀-鿿]|(?:(?![㐀-鿿])[\p{L}\p{N}_])+(?:[’'-][\p{L}\p{N}_]+)*/gu;
  const words = (area) => (area.value.normalize("NFC").replace(/\p{M}/gu, "").match(WORDS) || []).length;
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
