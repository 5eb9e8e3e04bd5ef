// The page where a draft is written: saves each answer as it is typed, and loses none. Without this
// file the page is saved by its button; with it the button works just the same.

const form = document.querySelector("form[data-save]"); // a section, or the answer to a request for completion
const PAUSE = 1200; // milliseconds after the last key before an answer is saved
const AGAIN = 10000; // and between tries when there is no connection
const waiting = new Map(); // question -> timer, where something typed is not saved yet
const unanswered = new Map(); // question -> what was sent and never answered: it is sent again as it was
const busy = new Set();
const settled = new Map(); // question -> what was saved last: leaving the box saves it no second time

// Where things are

const line = (key) => document.getElementById(`line-${key}`);
const stamp = (key) => form.elements[`stamp-${key}`];
const place = (key) => `bifall:${form.dataset.keep}:${key}`;
const belongs = (name, key) => name === key || name.startsWith(`${key}-`);

function keyOf(element) {
  return element.closest?.("[data-key]")?.dataset.key;
}

// The names and texts of one answer as the form would send them.
function typed(key) {
  return [...new FormData(form)].filter(([name]) => belongs(name, key));
}

function say(key, what) {
  const status = document.getElementById(`status-${key}`);
  const words = typeof what === "string" ? document.getElementById(`say-${what}`).content.cloneNode(true) : what;
  status.replaceChildren(words);
  return status;
}

// What is not saved is kept on this computer. A browser that keeps nothing is left in peace.

function keep(key) {
  try {
    localStorage.setItem(place(key), JSON.stringify({ stamp: stamp(key).value, typed: typed(key) }));
  } catch {
    /* nowhere to keep it */
  }
}

function forget(key) {
  try {
    localStorage.removeItem(place(key));
  } catch {
    /* nothing was kept */
  }
}

function kept(key) {
  try {
    return JSON.parse(localStorage.getItem(place(key)));
  } catch {
    return null;
  }
}

function putBack(key, was) {
  const said = new Map();
  for (const [name, text] of was) said.set(name, [...(said.get(name) ?? []), text]);
  for (const box of form.elements) {
    if (!belongs(box.name ?? "", key)) continue;
    if (box.type === "checkbox" || box.type === "radio") box.checked = (said.get(box.name) ?? []).includes(box.value);
    else box.value = said.get(box.name)?.[0] ?? "";
  }
}

// Saving

function later(key, pause = PAUSE) {
  keep(key);
  clearTimeout(waiting.get(key));
  waiting.set(key, setTimeout(() => save(key), pause));
}

async function save(key) {
  if (busy.has(key)) return later(key);
  clearTimeout(waiting.get(key));
  const old = unanswered.get(key);
  const now = JSON.stringify(typed(key));
  const body = old?.body ?? new URLSearchParams(typed(key));
  if (!old) {
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("page-key", key);
    body.set("page-section", form.dataset.section);
    body.set("page-form", form.elements["page-form"].value);
    body.set(`stamp-${key}`, stamp(key).value);
    const choice = form.querySelector(`[name="choice-${key}"]:checked`);
    if (choice) body.set(choice.name, choice.value);
  }
  const sent = { body, typed: old?.typed ?? now };
  unanswered.set(key, sent);
  busy.add(key);
  try {
    const answer = await fetch(form.dataset.save, { method: "POST", body, redirect: "error" });
    const html = await answer.text();
    unanswered.delete(key);
    told(key, answer, html, sent.typed);
  } catch {
    say(key, "offline");
    waiting.set(key, setTimeout(() => save(key), AGAIN));
  } finally {
    busy.delete(key);
  }
}

function told(key, answer, html, sent) {
  const [state, fresh] = (answer.headers.get("X-Saved") ?? "").split(" ");
  waiting.delete(key);
  if (!state) return void say(key, "failed");
  const words = document.createElement("template");
  words.innerHTML = html;
  const question = words.content.querySelector("template[data-fresh]");
  if (question) document.getElementById(`q-${key}`).replaceWith(question.content.cloneNode(true));
  question?.remove();
  say(key, words.content);
  if (fresh) stamp(key).value = fresh;
  settled.delete(key);
  if (state === "saved") settled.set(key, sent);
  mark(key, state === "wrong");
  form.dispatchEvent(new CustomEvent("told", { detail: { key, state } })); // other parts of the page may follow
  if (state !== "saved" && state !== "theirs") return;
  if (state === "theirs" || JSON.stringify(typed(key)) === sent) forget(key);
  else later(key);
}

function mark(key, wrong) {
  line(key).querySelector(".field")?.classList.toggle("field-wrong", wrong);
  for (const box of line(key).querySelectorAll(".form-control, .form-select")) {
    if (wrong && box.name === key) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  }
  if (!wrong) line(key).querySelectorAll(".question .field-error").forEach((text) => text.remove());
}

// Questions that depend on an answer

function holds(question) {
  const on = question.dataset.whenQuestion;
  const above = document.getElementById(`q-${on}`);
  if (!above) return true; // it stands in another section: the words say when it is asked
  if (above.hidden) return false;
  const among = question.dataset.whenAmong.split(" ");
  return typed(on).some(([, text]) => among.includes(text));
}

function showAsked() {
  for (const question of form.querySelectorAll("[data-when-question]")) {
    question.hidden = !holds(question);
    const status = document.getElementById(`status-${question.id.slice(2)}`);
    if (status) status.hidden = question.hidden;
  }
}

// What happens

if (form) {
  form.addEventListener("input", (event) => {
    const key = keyOf(event.target);
    if (key && stamp(key)) later(key);
  });
  form.addEventListener("change", (event) => {
    const key = keyOf(event.target);
    showAsked();
    if (key && stamp(key) && settled.get(key) !== JSON.stringify(typed(key))) later(key, 0);
  });
  // The page itself is being saved: nothing more is to be sent by itself.
  form.addEventListener("submit", () => {
    for (const [key, timer] of waiting) {
      clearTimeout(timer);
      waiting.delete(key);
    }
    form.dataset.leaving = "yes";
  });
  addEventListener("online", () => [...unanswered.keys()].forEach(save));
  addEventListener("beforeunload", (event) => {
    if (waiting.size && !form.dataset.leaving) event.preventDefault();
  });
  showAsked();
  for (const { dataset } of form.querySelectorAll("[data-key]")) {
    const was = stamp(dataset.key) && kept(dataset.key);
    if (was) offer(dataset.key, was);
  }
}

// What was kept and never saved: put back where nothing has changed since, else shown beside.
function offer(key, was) {
  if (JSON.stringify(was.typed) === JSON.stringify(typed(key))) return forget(key);
  if (was.stamp === stamp(key).value) {
    putBack(key, was.typed);
    showAsked();
    say(key, "back");
    return void waiting.set(key, setTimeout(() => save(key), PAUSE));
  }
  const status = say(key, "kept");
  status.querySelector("[data-text]").textContent = was.typed.map(([, text]) => text).filter(Boolean).join("\n");
  status.querySelector("[data-put-back]").addEventListener("click", () => {
    putBack(key, was.typed);
    later(key, 0);
  });
  status.querySelector("[data-throw]").addEventListener("click", () => {
    forget(key);
    status.replaceChildren();
  });
}
