// A question that has its own page (a[data-dialog]) is asked over this one; its form is then an ordinary form.
const dialog = document.getElementById("dialog");
const body = dialog?.querySelector(".body");

async function answerTo(link) {
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error("a page of its own is needed");
    return await answer.text();
  } finally {
    link.removeAttribute("aria-busy");
  }
}

async function ask(link) {
  body.innerHTML = await answerTo(link);
  const title = body.querySelector("h1, h2");
  if (title) {
    title.id ||= "dialog-title";
    dialog.setAttribute("aria-labelledby", title.id);
  }
  dialog.showModal();
  const first = body.querySelector("input:not([type='hidden']), select, textarea, button");
  if (first) first.focus();
}

if (dialog) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-dialog]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (document.querySelector("a[data-dialog][aria-busy]")) return; // asked already: the answer is on its way
    ask(link).catch(() => location.assign(link.href));
  });
  dialog.addEventListener("click", (event) => {
    const leaves = event.target === dialog || event.target.closest("[data-close]");
    if (!leaves) return;
    event.preventDefault();
    dialog.close();
  });
}
