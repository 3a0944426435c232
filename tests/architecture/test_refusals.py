"""What an operator can put right is said in one line, and nothing half done is left by it."""

import errno
import json
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from mooring.config import secrets
from mooring.config.refusals import in_one_line


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (ImproperlyConfigured("MOORING_URL is wrong."), "mooring: MOORING_URL is wrong.\n"),
        (
            OSError(errno.ENOSPC, "No space left", "/data/x"),
            "mooring: The disk is full: /data/x did not fit. Make room, then start again.\n",
        ),
        (OSError(errno.EDQUOT, "Quota"), "mooring: The disk is full: a file did not fit. Make room, then start again.\n"),
        (
            OperationalError("database or disk is full"),
            "mooring: The disk is full: the database cannot grow. Make room, then start again.\n",
        ),
    ],
)
def test_what_can_be_put_right_is_one_line(capsys, wrong, sentence):
    with pytest.raises(SystemExit) as over, in_one_line():
        raise wrong
    assert over.value.code == 2
    assert capsys.readouterr().err == sentence


@pytest.mark.parametrize("wrong", [OSError(errno.EIO, "broken"), OperationalError("no such table"), ValueError("a fault of ours")])
def test_a_fault_is_not_dressed_up_as_something_else(wrong):
    with pytest.raises(type(wrong)), in_one_line():
        raise wrong


def test_secrets_are_made_once_for_their_owner_alone(tmp_path):
    made = secrets.load_or_make(tmp_path / "data")
    path = tmp_path / "data" / "secrets.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secrets.load_or_make(tmp_path / "data") == made
    assert [one.name for one in path.parent.iterdir()] == ["secrets.json"]


def test_secrets_that_did_not_fit_on_the_disk_leave_nothing_behind(tmp_path, monkeypatch):
    def full(_made, file, **_more):
        file.write('{"secret_key": "ha')
        raise OSError(errno.ENOSPC, "No space left")

    with monkeypatch.context() as patched:
        patched.setattr(json, "dump", full)
        with pytest.raises(OSError, match="No space left"):
            secrets.load_or_make(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert secrets.load_or_make(tmp_path)["secret_key"]


def test_of_two_who_make_secrets_at_once_both_have_the_same(tmp_path, monkeypatch):
    dump = json.dump

    def slow(made, file, **more):
        dump(made, file, **more)
        (tmp_path / "secrets.json").write_text('{"secret_key": "theirs", "field_keys": "theirs"}')
        (tmp_path / "secrets.json").chmod(0o600)

    monkeypatch.setattr(json, "dump", slow)
    assert secrets.load_or_make(tmp_path) == {"secret_key": "theirs", "field_keys": "theirs"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"secret_key": "x"}'])
def test_secrets_that_are_not_whole_are_refused_in_a_sentence(tmp_path, text):
    path = tmp_path / "secrets.json"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(secrets.InsecureSecrets, match="does not hold the secrets Mooring wrote: restore it from a backup"):
        secrets.load_or_make(tmp_path)
