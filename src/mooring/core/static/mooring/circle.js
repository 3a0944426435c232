// With a mouse or a pen, somebody can be drawn from one ring to another. Without this, and by keyboard or touch, the menu on their page does the same.
const NEAR = 6;
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

function letGo() {
  if (!held) return;
  held.dot.classList.remove("carried");
  held.dot.setAttribute("transform", held.began);
  showRing(held.svg, -1);
  held = null;
}

function stay(event) {
  event.preventDefault();
}

document.addEventListener("pointerdown", (event) => {
  const dot = event.target.closest?.(".rings a[data-id]");
  if (!dot || event.pointerType === "touch" || event.button !== 0) return;
  held = { dot, svg: dot.ownerSVGElement, began: dot.getAttribute("transform"), x: event.clientX, y: event.clientY, moving: false };
});

document.addEventListener("pointermove", (event) => {
  if (!held) return;
  if (!held.moving && Math.hypot(event.clientX - held.x, event.clientY - held.y) < NEAR) return;
  if (!held.moving) {
    held.moving = true;
    held.dot.classList.add("carried");
    held.dot.parentNode.append(held.dot);
  }
  const point = place(held.svg, event);
  held.dot.setAttribute("transform", `translate(${point.x} ${point.y})`);
  showRing(held.svg, ringAt(held.svg, point));
});

document.addEventListener("pointerup", (event) => {
  if (!held) return;
  const { dot, svg, moving } = held;
  if (!moving) {
    held = null;
    return;
  }
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

document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.(".rings")) event.preventDefault();
});
document.addEventListener("pointercancel", letGo);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") letGo();
});
