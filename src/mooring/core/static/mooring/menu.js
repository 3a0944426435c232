// Menus are details and open without this. With it, Escape and a step outside close them, as they do elsewhere; Escape leaves a page that asks.
function openMenus() {
  return document.querySelectorAll("details.menu[open]");
}

function closeOthers(event) {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
}

document.addEventListener("click", closeOthers);
document.addEventListener("focusin", closeOthers);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  const open = openMenus();
  for (const menu of open) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
  if (open.length) return;
  // A page that asks is left as a dialog is; its address of return names what opened it, and the browser puts the focus there.
  const asking = document.querySelector(".dialog[data-leave]");
  if (asking) location.assign(asking.dataset.leave);
});
