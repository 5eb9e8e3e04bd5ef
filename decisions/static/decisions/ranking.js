// When an amount has been saved, the sums and the line follow. Without this file they follow when
// the page is saved by its button.

const form = document.querySelector("form[data-save]");
let asked = 0;

form?.addEventListener("told", async ({ detail }) => {
  if (detail.state !== "saved" && detail.state !== "theirs") return;
  const turn = ++asked;
  let fresh;
  try {
    const answer = await fetch(location.href, { redirect: "error" });
    if (!answer.ok) return;
    fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // the sums follow after the next save
  }
  if (turn !== asked) return;
  for (const part of fresh.querySelectorAll("[data-follows]")) {
    document.getElementById(part.id)?.replaceWith(part);
  }
  document.getElementById("budget-line")?.remove();
  const line = fresh.getElementById("budget-line");
  const below = line && document.getElementById(line.nextElementSibling?.id);
  below?.before(line);
  for (const row of fresh.querySelectorAll("tr[id^=row-]")) {
    const here = document.getElementById(row.id);
    if (here) here.className = row.className;
  }
});
