// The way to one's own mail program follows what is typed, and the text can be copied. Without this, a button takes changes over.
const form = document.getElementById("draft");
const mail = document.getElementById("mail");

function update() {
  if (!mail) return;
  const to = encodeURIComponent(form.elements.to.value).replaceAll("%40", "@");
  const text = form.elements.text.value.replaceAll("\r\n", "\n").replaceAll("\n", "\r\n");
  mail.href = `mailto:${to}?subject=${encodeURIComponent(form.elements.subject.value)}&body=${encodeURIComponent(text)}`;
  document.getElementById("long").hidden = mail.href.length <= Number(form.dataset.longest);
}

form.addEventListener("input", update);
document.getElementById("copy").addEventListener("click", async () => {
  const said = document.getElementById("copied");
  try {
    await navigator.clipboard.writeText(form.elements.text.value);
  } catch {
    form.elements.text.select();
    document.execCommand("copy");
  }
  said.textContent = said.dataset.words;
});
update();
