// The sums beside a budget follow the typing. Saving adds up too: the page works without this file.

const panel = document.querySelector("[data-totals]");
const form = panel?.closest("form");
let waits, last;

function costs() {
  const kept = new FormData();
  for (const [name, value] of new FormData(form)) {
    if (/^(budget-|amount$|cost_comments$|same_costs$|csrfmiddlewaretoken$)/.test(name)) kept.append(name, value);
  }
  return kept;
}

async function addUp() {
  last?.abort();
  last = new AbortController();
  try {
    const answer = await fetch(panel.dataset.totals, { method: "POST", body: costs(), signal: last.signal });
    // Not while somebody stands in the panel, and not a sign-in page instead of sums.
    if (!answer.ok || answer.redirected || panel.contains(document.activeElement)) return;
    panel.innerHTML = await answer.text();
    const said = panel.querySelector("[data-said]");
    document.getElementById("budget-said").textContent = said ? said.textContent : "";
  } catch (fault) {
    if (fault.name !== "AbortError") return; // no connection: the sums stay as they were
  }
}

form?.addEventListener("input", () => {
  clearTimeout(waits);
  waits = setTimeout(addUp, 600);
});
