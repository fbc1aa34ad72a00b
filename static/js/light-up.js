// What every page may need. All of it works without; this only makes it quicker.

/** Show a line at the bottom of the page for six seconds, and say it to screen readers. */
function toast(text) {
  const place = document.querySelector("[data-toast]");
  if (!place || !text) return;
  const line = document.createElement("span");
  line.className = "toast__line";
  line.textContent = text;
  place.replaceChildren(line);
  setTimeout(() => line.remove(), 6000);
}

/** Offer the three themes; only a choice other than the system's is kept. */
function themeSwitch(box) {
  let kept = "system";
  try {
    kept = localStorage.getItem("theme") || "system";
  } catch {
    return; // without storage the choice would be lost on the next page: better not to offer it
  }
  const current = box.querySelector(`[value="${kept === "light" || kept === "dark" ? kept : "system"}"]`);
  if (current) current.checked = true;
  box.hidden = false;
  box.addEventListener("change", (event) => {
    const theme = event.target.value;
    if (theme === "system") {
      localStorage.removeItem("theme");
      delete document.documentElement.dataset.theme;
    } else {
      localStorage.setItem("theme", theme);
      document.documentElement.dataset.theme = theme;
    }
  });
}

/** Close a menu by Escape, by a click elsewhere, or when the focus leaves it. */
function menu(details) {
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary").focus();
  });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) details.open = false;
  });
  document.addEventListener("click", (event) => {
    if (!details.contains(event.target)) details.open = false;
  });
}

/** Take the focus to what is wrong, and from there to the field, opening what hides it. */
function summary(box) {
  box.focus({ preventScroll: true });
  box.scrollIntoView({ block: "start" });
  box.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    for (let node = field.closest("details"); node; node = node.parentElement.closest("details")) node.open = true;
    (field.closest(".field") || field).scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });
}

/** Copy a link, and say so. */
function copy(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      toast(button.dataset.done);
    } catch {
      const field = document.querySelector("[data-copy-source]");
      if (field) field.select();
    }
  });
}

/** Open the device's own share sheet. */
function share(button) {
  const { url, title, text } = button.dataset;
  if (!navigator.share) return;
  button.hidden = false;
  button.addEventListener("click", () => navigator.share({ url, title, text }).catch(() => {})); // closing the sheet is no error
}

/** Show by itself how a message fares, more and more seldom, and not while nobody looks. */
function fate(box) {
  let pause = 0;
  const next = () => {
    const again = Number(box.firstElementChild?.dataset.againIn);
    if (!again) return;
    pause = Math.max(again * 1000, pause * 1.2);
    setTimeout(look, pause);
  };
  const look = async () => {
    try {
      const answer = document.hidden ? null : await fetch(box.dataset.fate);
      if (answer?.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const line = page.body.firstElementChild;
        // The same words again would be read out again; and who stands on the link would lose their place.
        const isNew = line && line.textContent.trim() !== box.textContent.trim();
        if (isNew && !box.contains(document.activeElement)) box.replaceChildren(line);
      }
    } catch {
      // without a network the page stays as it is
    }
    next();
  };
  next();
}

const all = (selector, act) => document.querySelectorAll(selector).forEach(act);
all("[data-theme-switch]", themeSwitch);
all("[data-menu]", menu);
all("[data-summary]", summary);
all("[data-copy]", copy);
all("[data-share]", share);
all("[data-fate]", fate);
all("[data-copy-source]", (field) => field.addEventListener("focus", () => field.select()));

// Who has just confirmed is thanked on the certificate's page. It is kept and the same for everybody, so this tab remembers.
const confirmed = sessionStorage.getItem("confirmed");
sessionStorage.removeItem("confirmed");
all("form[data-confirms]", (form) => form.addEventListener("submit", () => sessionStorage.setItem("confirmed", "yes")));
if (confirmed) {
  all("[data-thanks]", (thanks) => {
    thanks.hidden = false;
    all("[data-thanked]", (ways) => ways.remove());
  });
}
