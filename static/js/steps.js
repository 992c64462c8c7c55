// A step of a long form, on a train: the network is tried before anything leaves, so that a lost one keeps the page
// and all that was typed. What leaves then is the form itself, as without script.
const PATIENCE = 8000;

async function answers(url) {
  try {
    return (await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })).ok;
  } catch {
    return false;
  }
}

function say(form, isLost) {
  const lost = form.querySelector("[data-lost]");
  lost.hidden = !isLost;
  if (!isLost) return;
  lost.scrollIntoView({ block: "center" });
  lost.querySelector("button").focus();
}

for (const form of document.querySelectorAll("form[data-alive]")) {
  let isAlive = false;
  form.addEventListener("submit", async (event) => {
    if (isAlive) return; // tried a moment ago: it goes
    event.preventDefault();
    if (form.dataset.trying) return;
    form.dataset.trying = "yes";
    form.setAttribute("aria-busy", "true");
    isAlive = await answers(form.dataset.alive);
    delete form.dataset.trying;
    form.removeAttribute("aria-busy");
    say(form, !isAlive);
    if (isAlive) form.requestSubmit(event.submitter);
  });
  addEventListener("pageshow", () => {
    isAlive = false; // back from the browser's memory
  });
}
