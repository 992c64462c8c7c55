// A reference among thousands: type, choose. Without script the typed text is sent and the server answers with choices.
const PAUSE = 200;

class Combobox {
  constructor(root) {
    this.input = root.querySelector("[role='combobox']");
    this.value = root.querySelector("input[type='hidden']");
    this.list = root.querySelector("[role='listbox']");
    this.said = root.querySelector("[role='status']");
    this.chosen = this.input.value;
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("[role='option']");
      if (option) this.choose(option);
    });
  }

  get options() {
    return [...this.list.querySelectorAll("[role='option']")];
  }

  get active() {
    return this.list.querySelector("[aria-selected='true']");
  }

  typed() {
    if (this.input.value !== this.chosen) this.value.value = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.suggest(), PAUSE);
  }

  async suggest() {
    const text = this.input.value.trim();
    if (text.length < 2) return this.close();
    const url = new URL(this.input.dataset.search, location.href);
    url.searchParams.set("search", text);
    this.asking?.abort();
    this.asking = new AbortController();
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: this.asking.signal });
      if (answer.ok) this.show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(html) {
    this.list.innerHTML = html;
    const count = this.options.length;
    if (this.input.dataset.none) this.list.append(this.wayOn());
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.options.forEach((option, rank) => (option.id = `${this.list.id}-${rank}`));
    this.said.textContent = count ? `${count} proposition${count > 1 ? "s" : ""}` : "Aucune proposition";
  }

  // what was typed may be kept where none of the rows is meant
  wayOn() {
    const option = document.createElement("li");
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.className = "way-on";
    option.dataset.value = "words";
    option.dataset.label = this.input.value.trim();
    option.textContent = this.input.dataset.none;
    return option;
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  move(step) {
    const options = this.options;
    if (!options.length) return;
    const rank = options.indexOf(this.active);
    this.active?.setAttribute("aria-selected", "false");
    const next = options[(rank + step + options.length) % options.length] ?? options[0];
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", next.id);
  }

  choose(option) {
    this.value.value = option.dataset.value;
    this.input.value = this.chosen = option.dataset.label ?? option.textContent.trim();
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
    this.close();
  }

  key(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      event.preventDefault();
      this.list.hidden ? this.suggest() : this.move(moves[event.key]);
    } else if (event.key === "Enter" && this.active && !this.list.hidden) {
      event.preventDefault();
      this.choose(this.active);
    } else if (event.key === "Escape") {
      this.close();
    }
  }
}

function start(scope) {
  for (const root of scope.querySelectorAll("[data-combobox]:not([data-started])")) {
    root.dataset.started = "yes";
    new Combobox(root);
  }
}

start(document);
document.addEventListener("htmx:load", (event) => start(event.target));
