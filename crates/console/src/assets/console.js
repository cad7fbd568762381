// What a page can do without, and does better with. Each part looks for its own attribute and does nothing else.
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // data-filter="<id of a table>": rows are filtered while typing.
  const filters = (within) => all("[data-filter]", within).forEach((box) => {
    const table = document.getElementById(box.dataset.filter);
    const input = box.querySelector("input");
    const count = document.getElementById(box.dataset.filter + "-count");
    if (!table || !input) return;
    const rows = all("tbody tr", table);
    box.hidden = false;
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) shown += 1;
      }
      if (count) count.textContent = words.length ? `${shown} of ${rows.length} rows` : `${rows.length} rows`;
    });
  });

  // data-copy="<text>": a button that copies it.
  const copies = (within) => navigator.clipboard && all("[data-copy]", within).forEach((button) => {
    button.hidden = false;
    const label = button.textContent;
    button.addEventListener("click", () => navigator.clipboard.writeText(button.dataset.copy).then(() => {
      button.textContent = "copied";
      setTimeout(() => { button.textContent = label; }, 2000);
    }, () => {}));
  });

  // data-dialog: an unfolding question becomes a dialog.
  const dialogs = (within) => all("details[data-dialog]", within).forEach((details) => {
    const panel = details.querySelector(".panel");
    const summary = details.querySelector("summary");
    if (!panel || !summary || !window.HTMLDialogElement) return;
    const dialog = document.createElement("dialog");
    const name = panel.getAttribute("aria-labelledby");
    if (name) dialog.setAttribute("aria-labelledby", name);
    dialog.append(panel);
    details.after(dialog);
    summary.addEventListener("click", (event) => { event.preventDefault(); dialog.showModal(); });
    all("[data-close]", dialog).forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => dialog.close());
    });
    dialog.addEventListener("close", () => summary.focus());
  });

  // A form is sent once: a second press while the first is on its way does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

  // Puts a part of another page in the place of the same part of this one.
  let asked = 0;
  const swap = async (address, ids) => {
    const mine = ++asked;
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    if (!answer.ok || mine !== asked) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ids) {
      const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
      if (!old || !fresh || old.contains(document.activeElement) && old.matches("form")) continue;
      const open = all("details[open][id],details[open]>summary", old).map((part) => part.textContent);
      old.replaceWith(fresh);
      all("details>summary", fresh).forEach((part) => { if (open.includes(part.textContent)) part.parentElement.open = true; });
      enhance(fresh);
    }
    return true;
  };

  // data-swap="<ids>": a question changes those parts of the page and the address, not the whole page.
  const swaps = (within) => all("form[data-swap]", within).forEach((form) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const address = form.getAttribute("action") + "?" + new URLSearchParams(new FormData(form));
      try {
        if (await swap(address, form.dataset.swap.split(" "))) history.replaceState(null, "", address);
      } catch { location.assign(address); }
    });
  });

  // data-slider="<id of a date input>": a slider of days that moves the date.
  const sliders = (within) => all("[data-slider]", within).forEach((box) => {
    const date = document.getElementById(box.dataset.slider);
    const range = box.querySelector("input");
    if (!date || !range) return;
    const first = Date.parse(box.dataset.first + "T00:00:00Z");
    const written = () => new Date(first + range.value * 864e5).toISOString().slice(0, 10);
    let wait;
    box.hidden = false;
    range.addEventListener("input", () => {
      date.value = written();
      range.setAttribute("aria-valuetext", date.value);
      clearTimeout(wait);
      wait = setTimeout(() => date.form.requestSubmit(), 120);
    });
  });

  // data-live="<address>" on the body: a stream whose messages are ids of parts that have changed.
  const live = () => {
    const address = document.body.dataset.live;
    if (!address) return;
    const waiting = new Set();
    let timer;
    new EventSource(address).addEventListener("message", (event) => {
      event.data.split(/\s+/).filter(Boolean).forEach((id) => waiting.add(id));
      clearTimeout(timer);
      timer = setTimeout(() => { const ids = [...waiting]; waiting.clear(); swap(location.href, ids).catch(() => {}); }, 200);
    });
  };

  const enhance = (within) => [filters, copies, dialogs, swaps, sliders].forEach((part) => part(within));
  enhance(document);
  live();
  const problem = document.querySelector("[data-focus]");
  if (problem) problem.focus();
})();
