// A <details class="menu"> opens by itself; script only closes it: on Escape, on a click elsewhere, on another opening.
const open = () => document.querySelectorAll("details.menu[open], .tabbar > details[open]");

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

// The places of a job stay open on the pages that are of no job (the morning, all places): the last one opened.
const JOB = "job";
const jobs = [...document.querySelectorAll("details.trade")];
const named = (job) => job.querySelector("summary span").textContent;

for (const job of jobs) {
  job.addEventListener("toggle", () => {
    if (job.open) sessionStorage.setItem(JOB, named(job));
  });
}

const beside = jobs.filter((job) => job.closest(".side"));
const last = beside.find((job) => named(job) === sessionStorage.getItem(JOB));
if (last && !beside.some((job) => job.open)) last.open = true;
