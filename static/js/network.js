// A form on a train: the network is tried before anything leaves, so that a lost one keeps the page and all that was
// typed; what is too heavy to be taken stays too. What leaves then is the form itself, as without script.
const PATIENCE = 8000;
const alive = new WeakSet(); // tried a moment ago: it goes
const words = document.getElementById("unsent"); // says both, and where the network is tried

async function answers() {
  try {
    return (await fetch(words.dataset.alive, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })).ok;
  } catch {
    return false;
  }
}

// As it is counted where it arrives: files have their own measure.
function weight(form, submitter) {
  const texts = [...new FormData(form, submitter)].filter(([, value]) => typeof value === "string");
  return new URLSearchParams(texts).toString().length;
}

function message(form, name) {
  const known = form.querySelector(`[data-unsent="${name}"]`);
  if (known) return known;
  const said = words.content.querySelector(`[data-unsent="${name}"]`).cloneNode(true);
  const acts = form.querySelector(".form-acts, .stick");
  acts ? acts.before(said) : form.append(said);
  return said;
}

function say(form, name, submitter) {
  for (const other of form.querySelectorAll("[data-unsent]")) other.hidden = true;
  if (!name) return;
  const said = message(form, name);
  said.hidden = false;
  said.scrollIntoView({ block: "center" });
  const again = said.querySelector("button");
  if (!again) return;
  again.onclick = () => form.requestSubmit(submitter);
  again.focus();
}

async function tried(form, submitter) {
  form.dataset.trying = "yes";
  form.setAttribute("aria-busy", "true");
  const isAlive = await answers();
  delete form.dataset.trying;
  form.removeAttribute("aria-busy");
  say(form, isAlive ? "" : "lost", submitter);
  if (!isAlive) return;
  alive.add(form);
  form.requestSubmit(submitter);
}

// A button alone has nothing typed to lose: it leaves at once.
const TYPED = "input:not([type='hidden']), select, textarea";

function leaves(form) {
  const isPost = form.getAttribute("method")?.toLowerCase() === "post" && !form.hasAttribute("hx-post");
  return isPost && [...form.elements].some((element) => element.matches(TYPED));
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!leaves(form) || alive.delete(form)) return;
    event.preventDefault();
    if (form.dataset.trying || form.dataset.sent) return;
    if (weight(form, event.submitter) > words.dataset.largest) say(form, "heavy");
    else tried(form, event.submitter);
  },
  true, // before what reacts to a form that leaves
);
