// Reading pairs from the keyboard: each control that says data-key answers to that key, never while somebody types.
// One switch turns it off for good on this machine, as single keys must allow (WCAG 2.1.4).
const OFF = "nqt-review-keys-off";
const room = document.querySelector("[data-review]");
const toggle = document.querySelector("[data-review-toggle]");

function isTyping(element) {
  return element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);
}

function isOff() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function show() {
  if (!toggle) return;
  toggle.setAttribute("aria-pressed", String(!isOff()));
}

toggle?.addEventListener("click", () => {
  try {
    localStorage.setItem(OFF, isOff() ? "0" : "1");
  } catch {
    return;
  }
  show();
});

document.addEventListener("keydown", (event) => {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!room || !isPlain || isOff() || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const control = document.querySelector(`[data-key~="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!control) return;
  event.preventDefault();
  if (isTyping(control)) control.focus();
  else control.click();
});

room?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
show();
