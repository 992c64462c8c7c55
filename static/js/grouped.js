// Many boxes in folded groups: counted as they are ticked, a group ticked whole, found by typing. Without script the
// groups still open, and a group ticked whole is understood by the server.
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").toLowerCase().trim();

class Grouped {
  constructor(root) {
    this.root = root;
    this.groups = [...root.querySelectorAll("[data-group]")];
    this.find = root.querySelector("[data-find]");
    this.find.hidden = false;
    root.addEventListener("change", (event) => this.ticked(event.target));
    this.find.addEventListener("input", () => this.search());
    this.find.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // the form is not sent from its search box
    });
    this.count();
  }

  boxes(scope) {
    return [...scope.querySelectorAll(".boxes input:not([data-whole])")];
  }

  ticked(box) {
    if (box === this.find) return;
    if ("whole" in box.dataset) {
      for (const other of this.boxes(box.closest("[data-group]"))) other.checked = box.checked;
    }
    this.count();
  }

  count() {
    const names = [];
    for (const group of this.groups) {
      const boxes = this.boxes(group);
      const held = boxes.filter((box) => box.checked);
      const whole = group.querySelector("[data-whole]");
      whole.checked = held.length === boxes.length;
      whole.indeterminate = held.length > 0 && !whole.checked;
      const said = group.querySelector("[data-held]");
      said.textContent = held.length ? `${held.length} sur ${boxes.length}` : boxes.length;
      said.classList.toggle("some", held.length > 0);
      names.push(...held.map((box) => box.parentElement.textContent.trim()));
    }
    const count = names.length ? `${names.length}\u00a0choisi${names.length > 1 ? "s" : ""}` : "Aucun choisi";
    this.root.querySelector("[data-count]").textContent = count;
    this.root.querySelector("[data-names]").textContent = names.join(", ");
  }

  search() {
    const words = fold(this.find.value);
    let isFound = false;
    for (const group of this.groups) {
      const isNamed = words && ` ${fold(group.querySelector("summary span").textContent)}`.includes(` ${words}`);
      let shown = 0;
      for (const label of group.querySelectorAll(".boxes label:not(.whole)")) {
        const isIn = !words || isNamed || ` ${fold(label.textContent)}`.includes(` ${words}`);
        label.hidden = !isIn;
        shown += isIn;
      }
      group.hidden = !shown;
      group.open = Boolean(words && shown);
      isFound ||= shown > 0;
    }
    this.root.querySelector("[data-none]").hidden = isFound;
  }
}

for (const root of document.querySelectorAll("[data-grouped]")) new Grouped(root);
