// A list written whole: its rows are moved, added and taken off in place. The ranks typed without script say the order.
const list = document.querySelector("[data-rows]");
const said = document.querySelector("[data-said]");
const rows = () => [...list.querySelectorAll("[data-row]")];
const part = (row, name) => row.querySelector(`[name$="]${name}"]`);
let model;
let next = rows().length;

function settle() {
  let rank = 0;
  for (const [place, row] of rows().entries()) {
    part(row, "place").value = place + 1;
    const isGone = part(row, "gone")?.checked ?? false;
    row.classList.toggle("is-gone", isGone);
    if (!isGone) rank += 1;
    const shown = row.querySelector("[data-rank]");
    if (shown) shown.textContent = isGone ? "–" : rank;
  }
}

function changed(row, words) {
  settle();
  part(row, "title").dispatchEvent(new Event("input", { bubbles: true }));
  said.textContent = words;
}

function isBlank(row) {
  return !part(row, "public_id") && !part(row, "title").value.trim() && !part(row, "wording").value.trim();
}

function move(row, step) {
  const beside = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!beside) return;
  if (step < 0) beside.before(row);
  else beside.after(row);
  changed(row, `Article déplacé au rang ${rows().indexOf(row) + 1}.`);
}

function take(row, isGone) {
  const box = part(row, "gone");
  if (!box || (isGone && isBlank(row))) {
    const [other] = [row.nextElementSibling ?? row.previousElementSibling];
    row.remove();
    settle();
    if (other) part(other, "title").focus();
    return;
  }
  box.checked = isGone;
  changed(row, isGone ? "Article retiré ; il part à l’enregistrement." : "Article remis.");
  row.querySelector(isGone ? "[data-back]" : "[data-gone]").focus();
}

function add() {
  const row = model.cloneNode(true);
  const number = next++;
  for (const control of row.querySelectorAll("[name]")) {
    control.name = control.name.replace(/\[\d+\]/, `[${number}]`);
  }
  list.append(row);
  changed(row, "Un article est ajouté à la fin.");
  part(row, "title").focus();
}

if (list) {
  for (const row of rows().filter(isBlank)) {
    model = row;
    row.remove();
  }
  model.classList.remove("is-gone");
  for (const control of model.querySelectorAll("[id]")) control.removeAttribute("id");
  model.removeAttribute("id");
  model.querySelector(".n").innerHTML = "Article <span data-rank></span>";
  list.closest("form").classList.add("is-live");
  for (const shown of list.closest("form").querySelectorAll(".by-script")) shown.hidden = false;
  for (const shown of model.querySelectorAll(".by-script")) shown.hidden = false;
  settle();
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = button?.closest("[data-row]");
    if (!row) return;
    if (button.dataset.move) {
      move(row, Number(button.dataset.move));
      button.focus();
    } else take(row, "gone" in button.dataset);
  });
  document.querySelector("[data-add]").addEventListener("click", add);
  if (location.hash.startsWith("#article-")) document.querySelector(location.hash)?.querySelector("textarea")?.focus();
}
