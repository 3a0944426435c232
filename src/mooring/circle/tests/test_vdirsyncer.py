"""The address book against vdirsyncer, which others wrote: it finds the book and keeps a folder of cards in step with it, both ways."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mooring.circle.actions import devices, people
from mooring.circle.book import read
from mooring.circle.things import Tier
from mooring.people.models import Account
from mooring.testing import make_account

CONFIG = """
[general]
status_path = "{folder}/status"
[pair circle]
a = "here"
b = "there"
collections = ["from b"]
conflict_resolution = {wins}
[storage here]
type = "filesystem"
path = "{folder}/cards"
fileext = ".vcf"
[storage there]
type = "carddav"
url = "{url}/"
username = "{user}"
password = "{secret}"
"""


@dataclass
class Folder:
    """A folder of cards, and the program that keeps it in step."""

    path: Path
    url: str
    user: str
    secret: str

    @property
    def cards(self) -> dict[str, Path]:
        """The files by the name of whom they are about."""
        found = {}
        for file in sorted((self.path / "cards" / "circle").glob("*.vcf")):
            name = re.search(r"^FN:(.*?)\r?$", file.read_text(), re.MULTILINE)
            assert name
            found[name[1]] = file
        return found

    def run(self, *command: str, wins: str = "null", answers: str = "") -> subprocess.CompletedProcess[str]:
        config = self.path / "config"
        config.write_text(CONFIG.format(folder=self.path, url=self.url, user=self.user, secret=self.secret, wins=wins))
        program = str(Path(sys.executable).with_name("vdirsyncer"))
        return subprocess.run(
            [program, "-c", str(config), *command], input=answers, capture_output=True, text=True, check=False, timeout=60
        )

    def sync(self, wins: str = "null") -> None:
        done = self.run("sync", wins=wins)
        assert done.returncode == 0, done.stderr


def state(account: Account) -> dict[str, tuple[str, ...]]:
    book = read(account)
    return {line.name: book.contact(line.id).emails for line in book.lines()}


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


@pytest.mark.slow
def test_a_folder_and_the_circle_keep_in_step_both_ways(transactional_db: None, live_server: Any, tmp_path: Path) -> None:
    account = make_account(email="amara@example.net")
    ids = {name: people.add(account=account, said={"name": name, "emails": (f"{name}@example.net",)}).id for name in ("Ann", "Bo")}
    people.change(account=account, identity=ids["Ann"], said={"tier": Tier.INNER, "matters": "two dogs"})
    _device, secret = devices.make_device(account=account, name="Folder")
    folder = Folder(tmp_path, live_server.url, account.email, secret)

    # It finds the book by itself, and takes all of it.
    found = folder.run("discover", answers="y\ny\n")
    assert found.returncode == 0, found.stderr
    folder.sync()
    assert set(folder.cards) == {"Ann", "Bo"}
    assert "two dogs" not in folder.cards["Ann"].read_text()

    # Each side changes something, adds somebody, and lets somebody go.
    rewrite(folder.cards["Ann"], "Ann@example.net", "ann@new.example")
    folder.cards["Bo"].unlink()
    (tmp_path / "cards" / "circle" / "cy.vcf").write_text("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:cy\r\nFN:Cy\r\nN:;Cy;;;\r\nEND:VCARD\r\n")
    people.add(account=account, said={"name": "Dee"})
    folder.sync()
    assert state(account) == {"Ann": ("ann@new.example",), "Cy": (), "Dee": ()}
    assert [line.name for line in read(account).put_away()] == ["Bo"]
    assert read(account).contact(ids["Ann"]).matters == "two dogs"
    assert set(folder.cards) == {"Ann", "Cy", "Dee"}
    folder.sync()
    before = {name: file.read_text() for name, file in folder.cards.items()}
    folder.sync()
    assert {name: file.read_text() for name, file in folder.cards.items()} == before, "what is in step stays as it is"

    # Both change the same person: nobody's word is lost unless it was said whose counts.
    rewrite(folder.cards["Ann"], "ann@new.example", "ann@folder.example")
    people.change(account=account, identity=ids["Ann"], said={"emails": ("ann@circle.example",)})
    conflict = folder.run("sync")
    assert conflict.returncode != 0
    assert "conflict" in conflict.stderr.lower()
    assert state(account)["Ann"] == ("ann@circle.example",)
    assert "ann@folder.example" in folder.cards["Ann"].read_text()
    folder.sync(wins='"a wins"')
    folder.sync()
    assert state(account)["Ann"] == ("ann@folder.example",)

    # Somebody put away here leaves the folder; a password that was ended lets nothing through.
    people.put_away(account=account, identity=next(line.id for line in read(account).lines() if line.name == "Cy"))
    folder.sync()
    assert set(folder.cards) == {"Ann", "Dee"}
    devices.drop_device(account=account, device=account.circle_devices.get())
    assert folder.run("sync").returncode != 0
    assert set(folder.cards) == {"Ann", "Dee"}
