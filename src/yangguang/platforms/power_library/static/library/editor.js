// Rows of the editor by drag. The buttons beside them do the same without this file.
"use strict";

const form = document.querySelector("form.lib-form");
const mover = form?.querySelector("[data-move]");
let dragged = null;

for (const handle of form?.querySelectorAll(".lib-handle") ?? []) {
  handle.hidden = false;
  handle.addEventListener("dragstart", (event) => {
    dragged = handle.closest("[data-row]");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.id);
    event.dataTransfer.setDragImage(dragged, 20, 20);
  });
  handle.addEventListener("dragend", () => {
    dragged = null;
    for (const row of form.querySelectorAll(".lib-over")) row.classList.remove("lib-over");
  });
}

// A row takes in only its neighbours: a choice cannot be dropped among the materials.
function goal(event) {
  const row = event.target.closest("[data-row]");
  let over = row;
  while (over && dragged && over.parentElement !== dragged.parentElement) {
    over = over.parentElement.closest("[data-row]");
  }
  return over && over !== dragged ? over : null;
}

form?.addEventListener("dragover", (event) => {
  const over = dragged && goal(event);
  for (const row of form.querySelectorAll(".lib-over")) row.classList.remove("lib-over");
  if (!over) return;
  event.preventDefault();
  over.classList.add("lib-over");
});

form?.addEventListener("drop", (event) => {
  const over = dragged && goal(event);
  if (!over) return;
  event.preventDefault();
  mover.value = `move:${over.parentElement.dataset.rows}:${dragged.dataset.row}:${over.dataset.row}`;
  form.requestSubmit(mover);
});

// What is being saved by itself is overtaken by what is sent on purpose.
form?.addEventListener("submit", () => window.htmx?.trigger(form, "htmx:abort"));
