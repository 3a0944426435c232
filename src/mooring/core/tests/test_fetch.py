"""Reading from addresses that people name, against servers on this machine."""

from __future__ import annotations

import datetime as dt
import socket
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mooring.core import fetch
from mooring.core.fetch import FetchFailed, Problem
from mooring.core.tests.servers import say, served

CLOSED = [
    "http://192.0.2.1/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://10.1.2.3/",
    "https://172.16.0.1:8443/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[::]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://localhost/",
    "http://1.1.1.1/",
]
NO_ADDRESS = [
    "",
    "ftp://1.1.1.1/x",
    "file:///etc/passwd",
    "gopher://1.1.1.1",
    "https://",
    "https:///x",
    "https://me:secret@1.1.1.1/",
    "https://1.1.1.1:22/",
    "https://1.1.1.1:99999/",
    "https://1.1.1.1/a b",
    "https://1.1.1.1/\r\nX: y",
    "https://exämple.org/",
    "//1.1.1.1/",
    "cal.ics",
]


@pytest.mark.parametrize(("addresses", "problem"), [(CLOSED, Problem.CLOSED), (NO_ADDRESS, Problem.ADDRESS)])
def test_only_the_open_network_may_be_asked(addresses, problem):
    for address in addresses:
        with pytest.raises(FetchFailed) as refused:
            fetch.fetch(address)
        assert refused.value.problem is problem, address


def test_one_closed_address_closes_a_name(monkeypatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("1.1.1.1", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(FetchFailed, match="closed"):
        fetch.fetch("https://rebinds.example/")


def test_the_address_that_was_judged_is_the_one_connected_to(monkeypatch):
    answers = iter(["1.1.1.1", "127.0.0.1"])
    asked, connected = [], []

    def resolve(host, port, **_):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(place, timeout):
        connected.append(place)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(FetchFailed, match="silent"):
        fetch.fetch("https://rebinds.example/")
    assert (asked, connected) == (["rebinds.example"], [("1.1.1.1", 443)])


def test_a_calendar_link_is_read_by_https(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET, 1, 6, "", ("1.1.1.1", 443))])
    assert fetch.readable(" webcal://calendar.example/x.ics?y=1 ") == "https://calendar.example/x.ics?y=1"
    assert fetch.readable("https://calendar.example/") == "https://calendar.example/"


@pytest.fixture
def here(settings):
    settings.FETCH_NETWORKS = ["127.0.0.0/8"]


def test_an_open_network_is_read_by_http(here):
    with served(lambda one: say(one, body=b"hello", ETag='"1"')) as (address, seen):
        found = fetch.fetch(address + "/x?y=z", headers={"If-None-Match": '"0"'})
    assert (found.status, found.body, found.headers["etag"]) == (200, b"hello", '"1"')
    assert seen[0].path == "/x?y=z"
    assert seen[0].headers["Host"] == address.removeprefix("http://")
    assert seen[0].headers["If-None-Match"] == '"0"'


def test_a_redirect_is_judged_anew_and_carries_no_password_elsewhere(here):
    with served(lambda one: say(one, body=b"there")) as (there, arrived):

        def answer(one):
            onward = {"/in": "http://10.9.8.7/", "/round": "/round", "/there": there + "/x", "/scheme": "file:///etc/passwd"}
            say(one, 307, Location=onward[one.path])

        with served(answer) as (address, _):
            for path, problem in (("/in", "closed"), ("/round", "roundabout"), ("/scheme", "address")):
                with pytest.raises(FetchFailed, match=problem):
                    fetch.fetch(address + path)
            found = fetch.fetch(address + "/there", method="PROPFIND", headers={"Authorization": "Basic x", "Depth": "1"}, body=b"<x/>")
    assert (found.body, found.address) == (b"there", there + "/x")
    assert [(one.command, one.headers["Authorization"], one.headers["Depth"]) for one in arrived] == [("PROPFIND", None, "1")]


def test_too_much_too_slow_and_cut_short_are_told_apart(here):
    stop = threading.Event()

    def answer(one):
        if one.path == "/large":
            say(one, body=b"x" * 2000)
        elif one.path == "/endless":
            say(one, body=b"x" * 2000, Content_Length=None)
        elif one.path == "/short":
            say(one, body=b"x", Content_Length="100")
        elif one.path == "/bomb":
            say(one, body=b"x" * 50, Content_Encoding="gzip")
        else:
            one.send_response(200)
            one.end_headers()
            while not stop.wait(0.02):
                one.wfile.write(b"x")
                one.wfile.flush()

    with served(answer) as (address, _):
        for path, problem in (("/large", "large"), ("/endless", "large"), ("/short", "silent"), ("/slow", "slow")):
            with pytest.raises(FetchFailed, match=problem):
                fetch.fetch(address + path, most_bytes=1000, seconds=0.15)
        # What is packed is never unpacked.
        assert fetch.fetch(address + "/bomb", most_bytes=1000).body == b"x" * 50
        stop.set()
    with pytest.raises(FetchFailed, match="silent"):
        fetch.fetch(address)


@pytest.fixture
def certificate(tmp_path):
    """A key and a certificate for “calendar.example” that nobody knows yet."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "calendar.example")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(dt.datetime(2020, 1, 1)).not_valid_after(dt.datetime(2120, 1, 1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("calendar.example")]), critical=False)
    text = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = tmp_path / "certificate.pem"
    path.write_bytes(key.private_bytes(*text) + made.sign(key, hashes.SHA256()).public_bytes(text[0]))
    return path


def test_a_server_must_prove_the_name_it_was_asked_by(here, certificate, monkeypatch):
    loopback = socket.AF_INET, socket.SOCK_STREAM, 6, ""
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, port, *__, **___: [(*loopback, ("127.0.0.1", port))])
    with served(lambda one: say(one, body=b"safe"), certificate) as (address, seen):
        port = address.rpartition(":")[2]
        with pytest.raises(FetchFailed, match="certificate"):
            fetch.fetch(f"https://calendar.example:{port}/")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert fetch.fetch(f"https://calendar.example:{port}/").body == b"safe"
        with pytest.raises(FetchFailed, match="certificate"):
            fetch.fetch(f"https://other.example:{port}/")
    assert [one.headers["Host"] for one in seen] == [f"calendar.example:{port}"]
