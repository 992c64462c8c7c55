// A list that could not be filtered or sorted says so, politely, until it answers again.
const LOST = "Connexion perdue : la liste n’est pas à jour.";
const SENTENCES = {
  "htmx:sendError": LOST,
  "htmx:timeout": LOST,
  "htmx:responseError": "Le service n’a pas répondu : la liste n’est pas à jour.",
};
const LISTS = "section[id^='list-']";

// Present and empty from the start: readers announce what changes in a region that they know.
const region = document.createElement("div");
region.setAttribute("role", "status");
document.querySelector(LISTS)?.before(region);

for (const [name, sentence] of Object.entries(SENTENCES)) {
  document.addEventListener(name, (event) => {
    if (!event.target.closest(LISTS)) return;
    const [message, words] = [document.createElement("div"), document.createElement("p")];
    message.className = "msg warn";
    words.textContent = sentence;
    message.append(words);
    region.className = "messages";
    region.replaceChildren(message);
  });
}

// What somebody types while the list is on its way stays typed: the answer brings the box as it was when it was asked.
let typed = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const box = document.activeElement;
  const isTyping = box?.id && box.matches("input.form-control") && event.detail.target.contains(box);
  typed = isTyping ? { id: box.id, value: box.value } : null;
});

document.addEventListener("htmx:afterSwap", () => {
  const box = typed && document.getElementById(typed.id);
  if (box && box.value !== typed.value) box.value = typed.value;
  typed = null;
  region.replaceChildren();
  region.className = "";
});
