// A form on a train: the network is tried before anything leaves, so that a lost one keeps the page and all that was
// typed. What leaves then is the form itself, as without script.
const PATIENCE = 8000;
const alive = new WeakSet(); // tried a moment ago: it goes

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

async function tried(form, submitter) {
  form.dataset.trying = "yes";
  form.setAttribute("aria-busy", "true");
  const isAlive = await answers(form.dataset.alive);
  delete form.dataset.trying;
  form.removeAttribute("aria-busy");
  say(form, !isAlive);
  if (!isAlive) return;
  alive.add(form);
  form.requestSubmit(submitter);
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-alive]") || alive.delete(form)) return;
    event.preventDefault();
    if (!form.dataset.trying) tried(form, event.submitter);
  },
  true, // before what reacts to a form that leaves
);
