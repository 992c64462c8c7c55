// A <details class="menu"> opens by itself; script only closes it: on Escape, on a click elsewhere, on another opening.
const open = () => document.querySelectorAll("details.menu[open], .tabbar details[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    if (menu.contains(event.target)) menu.querySelector("summary").focus();
  }
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
