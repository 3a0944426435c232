// Somebody can be drawn from one ring to another: with a mouse or a pen at once, with a finger after holding it still on them, so that a
// page that is swept scrolls as ever. Without this, and by keyboard, the menu on their page does the same.
const NEAR = 6;
const HOLD = 400; // milliseconds: shorter than a browser's own long press, which would open its menu of a link
let held = null;

function place(svg, event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
}

function ringAt(svg, point) {
  const rings = svg.dataset.rings.split(" ").map(Number);
  const out = Math.hypot(point.x, point.y / Number(svg.dataset.tall));
  return rings.reduce((best, ring, tier) => (Math.abs(ring - out) < Math.abs(rings[best] - out) ? tier : best), 0);
}

function showRing(svg, tier) {
  for (const ring of svg.querySelectorAll(".ring")) ring.classList.toggle("ring-over", Number(ring.dataset.tier) === tier);
}

function lift() {
  held.moving = true;
  held.dot.classList.add("carried");
  held.dot.parentNode.append(held.dot);
  showRing(held.svg, Number(held.dot.dataset.tier));
}

function letGo() {
  if (!held) return;
  clearTimeout(held.waits);
  held.dot.classList.remove("carried");
  held.dot.setAttribute("transform", held.began);
  showRing(held.svg, -1);
  held = null;
}

function stay(event) {
  event.preventDefault();
}

document.addEventListener("pointerdown", (event) => {
  if (held) return letGo(); // a second finger: they mean to zoom
  const dot = event.target.closest?.(".rings a[data-id]");
  if (!dot || event.button !== 0) return;
  const touch = event.pointerType === "touch";
  const { clientX: x, clientY: y, pointerId: pointer } = event;
  held = { dot, svg: dot.ownerSVGElement, began: dot.getAttribute("transform"), x, y, pointer, touch, moving: false, went: false };
  if (touch) held.waits = setTimeout(lift, HOLD);
});

document.addEventListener("pointermove", (event) => {
  if (!held || event.pointerId !== held.pointer) return;
  if (!held.went) {
    if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < NEAR) return;
    if (!held.moving && held.touch) return letGo();
    if (!held.moving) lift();
    held.went = true;
  }
  const point = place(held.svg, event);
  held.dot.setAttribute("transform", `translate(${point.x} ${point.y})`);
  showRing(held.svg, ringAt(held.svg, point));
});

document.addEventListener("pointerup", (event) => {
  if (!held || event.pointerId !== held.pointer) return;
  const { dot, svg, went } = held;
  if (!went) return letGo();
  const tier = ringAt(svg, place(svg, event));
  const form = document.getElementById("move");
  if (tier === Number(dot.dataset.tier) || !form) {
    letGo();
  } else {
    held = null;
    form.action = form.dataset.address.replace("_", dot.dataset.id);
    form.elements.tier.value = tier;
    form.submit();
  }
  // The click that follows, if one does, would open their page.
  addEventListener("click", stay, { capture: true });
  setTimeout(() => removeEventListener("click", stay, { capture: true }), 0);
});

// While somebody is carried, a finger neither scrolls the page nor opens the browser's menu of a link.
document.addEventListener("touchmove", (event) => held?.moving && event.preventDefault(), { passive: false });
document.addEventListener("contextmenu", (event) => held?.touch && event.preventDefault());
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.(".rings")) event.preventDefault();
});
document.addEventListener("pointercancel", letGo);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") letGo();
});
