// A page that waits for a computation looks for it every few seconds, and is loaded again when it
// is there. Without this file a link does it.

const EVERY = 4000; // milliseconds

async function look() {
  try {
    const answer = await fetch(location.href, { redirect: "error" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok && !fresh.querySelector("[data-waits]")) return location.reload();
  } catch {
    // no connection just now
  }
  setTimeout(look, EVERY);
}

if (document.querySelector("[data-waits]")) setTimeout(look, EVERY);
