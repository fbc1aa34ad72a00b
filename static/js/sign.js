// The pledge form: the proof of work that keeps robots out, and the name on the sample light.
//
// The widget (30 kB) is loaded when somebody begins to fill in the form and works by itself. Whatever goes wrong with
// it, the form is sent all the same: the server takes a pledge without proof by a slower way.

const PATIENCE = 20_000; // ms that a submission waits for the proof before it goes without

/** Load the widget's code and its workers; fulfilled when the element can be asked for a proof. */
function load(widget, { script, pbkdf2, sha }) {
  return new Promise((resolve, reject) => {
    widget.addEventListener("load", resolve, { once: true });
    const code = document.createElement("script");
    code.type = "module";
    code.src = script;
    code.addEventListener("error", reject);
    code.addEventListener("load", () => {
      const { algorithms } = globalThis.$altcha;
      for (const size of ["256", "384", "512"]) {
        algorithms.set(`PBKDF2/SHA-${size}`, () => new Worker(pbkdf2));
        algorithms.set(`SHA-${size}`, () => new Worker(sha));
      }
    });
    document.head.append(code);
  });
}

/** Begin the proof at the first touch of the form; a submission waits for it. */
function guard(form) {
  const widget = form.querySelector("altcha-widget");
  const line = form.querySelector("[data-proof]");
  if (!widget || !line || !isSecureContext) return; // browsers offer the arithmetic to secure pages only
  let loaded = null;
  let proof = null;
  let settled = false; // the proof is made, or will not be

  const say = (state, words = state) => {
    line.dataset.state = state;
    line.textContent = line.dataset[words];
  };
  const hush = () => {
    delete line.dataset.state;
    line.textContent = "";
  };
  const prove = async () => {
    try {
      loaded ??= load(widget, line.dataset);
      await loaded;
      if (await widget.verify()) say("done");
      else hush();
    } catch {
      hush(); // no proof, then: the pledge goes without
    }
    settled = true;
  };
  const begin = () => {
    if (!proof) {
      say("working");
      proof = prove();
    }
    return proof;
  };
  const forget = () => {
    proof = null;
    settled = false;
  };

  form.addEventListener("focusin", begin);
  form.addEventListener("pointerdown", begin);
  widget.addEventListener("statechange", (event) => {
    if (event.detail.state !== "expired") return;
    forget(); // somebody took their time: prove again
    begin();
  });
  form.addEventListener("submit", async (event) => {
    if (settled) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return; // pressed again while waiting
    form.setAttribute("aria-busy", "true");
    const { submitter } = event;
    const waiting = begin();
    say("working", "waiting");
    await Promise.race([waiting, new Promise((late) => setTimeout(late, PATIENCE))]);
    form.setAttribute("aria-busy", "false");
    settled = true;
    setTimeout(() => form.requestSubmit(submitter)); // not while this event is still on its way
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    forget(); // back from the next page: a proof serves once
    hush();
  });
}

/** A second press while the first is on its way sends nothing: one proof pays for one pledge. */
function once(form) {
  let sentAt = 0;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (Date.now() - sentAt < 8_000) event.preventDefault();
    else sentAt = Date.now();
  });
  addEventListener("pageshow", () => { sentAt = 0; });
}

/** Write the name under the sample light as it is typed. */
function mirror(form) {
  const name = form.querySelector("[name='full_name']");
  const shown = document.querySelector("[data-mirror]");
  if (!name || !shown) return;
  const empty = shown.textContent;
  const write = () => {
    const typed = name.value.trim();
    shown.textContent = typed || empty;
    shown.toggleAttribute("data-empty", !typed);
  };
  name.addEventListener("input", write);
  write();
}

document.querySelectorAll("[data-sign]").forEach((form) => {
  guard(form);
  once(form); // after guard: it looks whether the submission goes out
  mirror(form);
});
