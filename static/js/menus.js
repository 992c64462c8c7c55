// A <details class="menu"> opens by itself; script only closes it: on Escape, on a click elsewhere, on another opening.
const open = () => document.querySelectorAll("details.menu[open], .tabbar details[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    if (menu.contains(event.target)) menu.querySelector("summary").focus();
  }
});

// A part that htmx brings again and again stays as it is while a menu is open in it, and gives the focus back.
let held = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target } = event.detail;
  if (!target?.getAttribute("hx-trigger")?.startsWith("every")) return;
  const focused = target.contains(document.activeElement) ? document.activeElement : null;
  held = focused && { tag: focused.tagName, words: focused.textContent };
  if (target.querySelector("details.menu[open]")) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:afterSwap", () => {
  const controls = held ? [...document.querySelectorAll(`main ${held.tag}`)] : [];
  controls.find((control) => control.textContent === held.words)?.focus({ preventScroll: true });
  held = null;
});

document.addEventListener("click", (event) => {
  for (const menu of open()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.open) return;
    for (const menu of open()) {
      if (menu !== event.target && !menu.contains(event.target)) menu.open = false;
    }
  },
  true,
);
