// Long forms: go to the errors first, send once, and ask before leaving what was typed.
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();

const changed = new WeakSet();
let leaving = false;

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.matches("[data-guard]")) changed.add(form);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return; // sent by htmx: the page stays
  leaving = true;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault(); // a double click is one act
    return;
  }
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button:not([type='button'])")) button.setAttribute("aria-disabled", "true");
});

addEventListener("beforeunload", (event) => {
  if (leaving) return;
  for (const form of document.querySelectorAll("form[data-guard]")) {
    if (changed.has(form)) event.preventDefault();
  }
});

// The page may come back from the browser's memory: its buttons work again.
addEventListener("pageshow", () => {
  leaving = false;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
});

// A filter that is chosen applies at once; the button stays for those without script.
function isSettled(control) {
  const box = control.closest("[data-combobox]"); // words alone name nothing yet
  return control.tagName === "SELECT" || (box && (box.querySelector("input[type='hidden']").value || !control.value));
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && form.matches("[data-instant]") && isSettled(event.target)) form.requestSubmit();
});

// A filter left empty is not a parameter, nor are the words of a reference whose id is there: the address says only what was asked.
document.addEventListener("formdata", (event) => {
  if (event.target.method !== "get") return;
  for (const [name, value] of [...event.formData]) {
    const isSaidByItsId = name.endsWith("__text") && event.formData.get(name.slice(0, -"__text".length));
    if (value === "" || isSaidByItsId) event.formData.delete(name);
  }
});
