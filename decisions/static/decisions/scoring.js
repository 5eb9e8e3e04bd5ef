// The page where an assessor scores: saves what is written as it is written, and lets her score by
// the keyboard alone. Without this file the buttons do the same, and there are no shortcuts.

const form = document.querySelector("form[data-jot]");
const PAUSE = 1000; // milliseconds after the last key before what is written is saved
const AGAIN = 10000; // and between tries when there is no connection
const place = (name) => `bifall:${form.dataset.keep}:${name}`;
const dirty = new Set(); // names of what is written and not saved
let timer = 0;
let busy = false;
let leaving = false;

// Where things are

const stamp = (name) => form.elements[`stamp-${name}`];
const names = () => [...new Set([...form.elements].map((box) => box.name))].filter((name) => name && stamp(name));

function typed(name) {
  const found = form.elements[name];
  return found?.value ?? "";
}

function write(name, text) {
  const found = form.elements[name];
  if (found instanceof RadioNodeList) for (const box of found) box.checked = box.value === text;
  else if (found) found.value = text;
}

function say(what, fill = {}) {
  const status = form.querySelector("[data-status]");
  status.replaceChildren(form.querySelector(`[data-say="${what}"]`).content.cloneNode(true));
  for (const [key, text] of Object.entries(fill)) {
    const target = status.querySelector(`[data-${key}]`);
    if (key === "url") target.href = text;
    else target.textContent = text;
  }
}

// What is not saved is kept on this computer. A browser that keeps nothing is left in peace.

function keep(name) {
  try {
    localStorage.setItem(place(name), JSON.stringify({ stamp: stamp(name).value, text: typed(name) }));
  } catch {
    /* nowhere to keep it */
  }
}

function forget(name) {
  try {
    localStorage.removeItem(place(name));
  } catch {
    /* nothing was kept */
  }
}

function kept(name) {
  try {
    return JSON.parse(localStorage.getItem(place(name)));
  } catch {
    return null;
  }
}

// Saving

function later(name, pause = PAUSE) {
  dirty.add(name);
  keep(name);
  clearTimeout(timer);
  timer = setTimeout(save, pause);
}

async function save() {
  if (busy || leaving || !dirty.size) return;
  clearTimeout(timer);
  busy = true;
  const sent = new Map([...dirty].map((name) => [name, typed(name)]));
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, "page-back": form.dataset.back, "page-window": form.elements["page-window"].value });
  for (const [name, text] of sent) {
    body.set(name, text);
    body.set(`stamp-${name}`, stamp(name).value);
  }
  try {
    const answer = await fetch(form.dataset.jot, { method: "POST", body, redirect: "error" });
    told(answer, await answer.json().catch(() => ({ state: "failed" })), sent);
  } catch {
    say("offline");
    timer = setTimeout(save, AGAIN);
  } finally {
    busy = false;
  }
}

function told(answer, said, sent) {
  if (said.state !== "saved") return say(said.state, said.url ? { url: said.url } : {});
  for (const [name, text] of sent) {
    if (name in said.clashes) {
      clash(name, said.clashes[name], said.now[name]);
      dirty.delete(name);
      continue;
    }
    stamp(name).value = said.stamps[name] ?? stamp(name).value;
    if (typed(name) === text) {
      dirty.delete(name);
      forget(name);
    } else {
      keep(name);
    }
  }
  say("saved", { at: said.at });
  if (dirty.size) timer = setTimeout(save, PAUSE);
}

// The same text written in two windows: neither is thrown away, and she chooses.

function clash(name, text, now) {
  const where = form.querySelector(`[data-clash="${name}"]`);
  where.replaceChildren(form.querySelector('[data-say="clash"]').content.cloneNode(true));
  where.querySelector("[data-text]").textContent = text;
  const settle = (mine) => {
    if (!mine) write(name, text);
    stamp(name).value = now;
    where.replaceChildren();
    later(name, 0);
    control(name)?.focus();
  };
  where.querySelector("[data-mine]").addEventListener("click", () => settle(true));
  where.querySelector("[data-theirs]").addEventListener("click", () => settle(false));
  announce(where.textContent.trim());
}

// The keyboard

const ON = form?.dataset.shortcuts === "on";
const stops = form ? [...form.querySelectorAll("[data-criterion]")] : [];
const RECOMMEND = { g: "grant", p: "partly", n: "reject" };

function announce(words) {
  document.querySelector("[data-announce]").textContent = words;
}

function control(name) {
  const found = form.elements[name];
  return found instanceof RadioNodeList ? found[0] : found;
}

const writes = (element) => element.matches?.("textarea, select, input:not([type=radio], [type=checkbox]), [contenteditable]");

// The panel where the focus is; before any has had it, nothing.
const here = () => stops.findIndex((stop) => stop.contains(document.activeElement));

function go(by) {
  const at = here();
  const to = at < 0 ? 0 : Math.min(Math.max(at + by, 0), stops.length - 1);
  stops[to].focus();
  stops[to].scrollIntoView({ block: "nearest" });
}

function choose(panel, value) {
  const box = [...panel.querySelectorAll("input[type=radio], option")].find((one) => one.value === value && one.value !== "");
  if (!box) return false;
  if (box.tagName === "OPTION") box.parentElement.value = value;
  else box.checked = true;
  const name = box.name ?? box.parentElement.name;
  later(name ?? box.closest("select").name, 0);
  const words = box.labels?.[0]?.textContent ?? box.textContent;
  announce(`${panel.getAttribute("aria-label")}: ${words.trim()}`);
  return true;
}

function shortcut(event) {
  const panel = stops[here()];
  const key = event.key.toLowerCase();
  if (key === "j" || key === "arrowdown") return go(1) ?? true;
  if (key === "k" || key === "arrowup") return go(-1) ?? true;
  if (!panel) return false;
  if (/^\d$/.test(key)) return choose(panel, key);
  if (key === "x") return choose(panel, "-");
  if (key in RECOMMEND) return choose(panel, RECOMMEND[key]);
  if (key === "r" && panel.querySelector("textarea")) {
    panel.querySelector("textarea").focus();
    return true;
  }
  return false;
}

function pressed(event) {
  if (event.isComposing || event.altKey || event.metaKey) return;
  const at = event.target;
  if (writes(at)) {
    if (event.key === "Escape" && form.contains(at)) at.closest("[data-criterion]")?.focus();
    return;
  }
  if (at.closest?.("summary, a, button, select") && event.key === "Enter" && !event.ctrlKey) return;
  if (event.ctrlKey && event.key === "Enter") {
    event.preventDefault();
    return void form.requestSubmit(form.querySelector("button.btn-primary"));
  }
  if (event.ctrlKey) return;
  // The arrows belong to the circles where the focus is on one, and to what scrolls elsewhere.
  const arrow = event.key.startsWith("Arrow");
  if (arrow && (at.matches("input") || here() < 0)) return;
  if (shortcut(event)) event.preventDefault();
}

// What happens

if (form) {
  form.addEventListener("input", ({ target }) => stamp(target.name) && later(target.name));
  form.addEventListener("change", ({ target }) => stamp(target.name) && dirty.has(target.name) && later(target.name, 0));
  form.addEventListener("submit", () => {
    leaving = true; // the page itself is saved: nothing more is to be sent by itself
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("online", save);
  addEventListener("beforeunload", (event) => {
    if (dirty.size && !leaving) event.preventDefault();
  });
  document.querySelector("[data-shortcut-list]").hidden = false;
  if (ON) document.addEventListener("keydown", pressed);
  for (const name of names()) {
    const was = kept(name);
    if (!was) continue;
    if (was.text === typed(name)) forget(name);
    else if (was.stamp === stamp(name).value) {
      write(name, was.text);
      say("back");
      later(name);
    } else {
      const now = stamp(name).value;
      const there = typed(name);
      write(name, was.text);
      clash(name, there, now);
    }
  }
}
