"""Which words of a page were never marked for translation: whatever the pseudo-language left as it was and is no data."""

from __future__ import annotations

import re

from django.apps import apps
from django.conf import settings
from django.db import models

from mooring.circle.book import read
from mooring.circle.imports.held import Held
from mooring.circle.models import Circle, Import
from mooring.circle.things import packed
from mooring.core import time
from mooring.core.pseudo import CLOSE, OPEN

WORD = re.compile(r"[A-Za-z]{3,}")
# Words that are the same in every language.
SAME = {
    "pseudo",
    "mooring",
    "utc",
    "gmt",
    "ics",
    "csv",
    "json",
    "jitsi",
    "totp",
    "starttls",
    "tls",
    "smtp",
    "http",
    "https",
    "localhost",
    "deutsch",
    "english",
}

# What a reader meets: text, and the attributes that are read out or shown.
READ = """() => {
  const seen = [document.title];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!node.parentElement.closest("script, style, textarea, [data-as-written]")) seen.push(node.textContent);
    } else {
      for (const name of ["aria-label", "alt", "title", "placeholder"]) {
        if (node.hasAttribute(name)) seen.push(node.getAttribute(name));
      }
      if (node.matches("input[type=submit], input[type=button]")) seen.push(node.value);
    }
  }
  return seen;
}"""


def unmarked(texts: list[str], data: set[str]) -> list[str]:
    """The words outside the pseudo-language's brackets that are neither data nor the same everywhere."""
    left: list[str] = []
    depth = 0
    for text in texts:
        for piece in re.split(f"([{OPEN}{CLOSE}])", text):
            if piece == OPEN:
                depth += 1
            elif piece == CLOSE:
                depth = max(0, depth - 1)
            elif not depth:
                left.append(piece)
    found = {word for piece in left for word in WORD.findall(piece)}
    return sorted(word for word in found if word.lower() not in data and word.lower() not in SAME)


def data_words() -> set[str]:
    """Every word that stands in the database, what is sealed opened, and the names of zones: data, shown as it was written."""
    found: set[str] = set()
    for zone in time.zones():
        found.update(word.lower() for word in WORD.findall(zone))
    for code, _ in settings.LANGUAGES:
        found.add(code)
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                for value in model._default_manager.values_list(field.attname, flat=True):
                    found.update(word.lower() for word in WORD.findall(str(value)))
    for circle in Circle.objects.select_related("account"):
        for thing in read(circle.account).everything():
            found.update(word.lower() for word in WORD.findall(packed(thing).decode()))
    for held in map(Held, Import.objects.select_related("account")):
        said = [held.head.name, *(row for _at, row in held.some_rows(list(range(len(held.kinds())))))]
        if held.parts("file").exists():
            said.append(held.file().read().decode())
        found.update(word.lower() for word in WORD.findall(str(said)))
    return found
