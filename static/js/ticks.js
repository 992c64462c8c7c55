// Boxes of a list: how many are ticked stays in sight; all of the page, those of a department, or none at once.
// Without script each box is ticked by hand, and the buttons beside do the same work on the server.
const boxesOf = (form) => [...form.querySelectorAll("input[type='checkbox'][data-of]")];

function show(form) {
  const boxes = boxesOf(form);
  const ticked = boxes.filter((box) => box.checked).length;
  const said = `${ticked} cochée${ticked > 1 ? "s" : ""} sur ${boxes.length}`;
  form.querySelector("[data-ticks-count]").textContent = ticked ? said : "Cochez celles à proposer";
  for (const box of boxes) box.closest("tr").classList.toggle("sel", box.checked);
}

function tick(form, wanted) {
  for (const box of boxesOf(form)) box.checked ||= wanted(box);
  show(form);
}

function start(scope) {
  for (const bar of scope.querySelectorAll("[data-ticks]:not([data-started])")) {
    bar.dataset.started = "yes";
    const [form, by] = [bar.closest("form"), bar.querySelector("[data-ticks-by]")];
    const [all, places] = [by.querySelector("[data-tick-all]"), by.querySelector("select")];
    const counts = new Map();
    for (const { dataset } of boxesOf(form)) counts.set(dataset.of, (counts.get(dataset.of) ?? 0) + 1);
    for (const [name, count] of [...counts].sort(([a], [b]) => a.localeCompare(b, "fr"))) {
      places.add(new Option(`${name} : ${count}`, name));
    }
    by.hidden = false;
    all.addEventListener("click", () => tick(form, () => true));
    places.addEventListener("change", () => {
      tick(form, (box) => box.dataset.of === places.value);
      places.value = "";
    });
    form.addEventListener("change", () => show(form));
    form.addEventListener("reset", () => setTimeout(() => show(form)));
    show(form);
  }
}

start(document);
document.addEventListener("htmx:load", (event) => start(event.target));
// the browser ticks again what was ticked, for whoever comes back from the question
window.addEventListener("pageshow", () => {
  for (const bar of document.querySelectorAll("[data-ticks]")) show(bar.closest("form"));
});
