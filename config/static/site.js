// What HTML cannot do by itself. Every page works without this file.

// The summary of errors takes focus, so that it is read and seen first.
document.querySelector("[data-focus]")?.focus();

// A form is sent once, however many times the button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
// Coming back with the browser's back button makes the form usable again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// Whoever signs out leaves nothing on the computer of what she wrote.
document.addEventListener("submit", (event) => {
  if (!event.target.getAttribute("action")?.includes("/logout/")) return;
  try {
    Object.keys(localStorage)
      .filter((name) => name.startsWith("bifall:"))
      .forEach((name) => localStorage.removeItem(name));
  } catch {
    /* a browser that keeps nothing has nothing to forget */
  }
});
