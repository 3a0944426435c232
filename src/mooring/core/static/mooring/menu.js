// Menus are details and open without this. With it, Escape and a step outside close them, as they do elsewhere.
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
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
});
