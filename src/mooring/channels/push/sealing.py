"""Web push on the wire: a message that only the browser can read (RFC 8291), from a server the push service can tell apart (RFC 8292)."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from mooring.core.time import now, offset

LONGEST: Final = 3000
"""Bytes of a message: with what sealing adds, every push service takes it."""

_CURVE: Final = ec.SECP256R1()
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_RECORD: Final = 4096
_HOURS: Final = 12


class NotAKey(ValueError):
    """What a browser gave is no key of a push subscription."""


def sealed(message: bytes, public_key: str, secret: str, *, salt: bytes = b"", ours: ec.EllipticCurvePrivateKey | None = None) -> bytes:
    """A message as it is posted, in one record. ``salt`` and the key ``ours`` are made anew for each, but for tests."""
    salt = salt or secrets.token_bytes(16)
    ours = ours or ec.generate_private_key(_CURVE)
    theirs, auth = checked_keys(public_key, secret)
    mine = _point(ours.public_key())
    shared = ours.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs))
    key = _derived(shared, auth, b"WebPush: info\x00" + theirs + mine, 32)
    cipher = AESGCM(_derived(key, salt, b"Content-Encoding: aes128gcm\x00", 16))
    body = cipher.encrypt(_derived(key, salt, b"Content-Encoding: nonce\x00", 12), message + b"\x02", None)
    return salt + _RECORD.to_bytes(4, "big") + bytes([len(mine)]) + mine + body


def checked_keys(public_key: str, secret: str) -> tuple[bytes, bytes]:
    """The bytes of a subscription's two keys; NotAKey where they are none."""
    try:
        theirs, auth = unpacked(public_key), unpacked(secret)
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs)
    except ValueError as wrong:
        raise NotAKey from wrong
    if len(theirs) != 65 or len(auth) != 16:
        raise NotAKey
    return theirs, auth


def authorization(address: str) -> str:
    """Who we are, for the push service of an address, for half a day."""
    parts = urlsplit(address)
    contact = settings.PUBLIC_URL if settings.PUBLIC_URL.startswith("https://") else "mailto:mooring@localhost"
    until = int((now() - offset() + dt.timedelta(hours=_HOURS)).timestamp())  # services go by the real clock
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": until, "sub": contact}
    said = ".".join(packed(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    one, other = decode_dss_signature(_our_key(settings.SECRET_KEY).sign(said.encode(), ec.ECDSA(SHA256())))
    signature = packed(one.to_bytes(32, "big") + other.to_bytes(32, "big"))
    return f"vapid t={said}.{signature}, k={server_key()}"


def server_key() -> str:
    """The public key a browser subscribes with."""
    return packed(_point(_our_key(settings.SECRET_KEY).public_key()))


@lru_cache(maxsize=2)
def _our_key(secret: str) -> ec.EllipticCurvePrivateKey:
    """The server's key pair, made from the installation's secret: the same on every machine that holds it, and stored nowhere else."""
    number = int.from_bytes(_derived(secret.encode(), b"", b"mooring web push", 48), "big")
    return ec.derive_private_key(number % (_ORDER - 1) + 1, _CURVE)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt or None, info=info).derive(secret)


def packed(raw: bytes) -> str:
    """Bytes as they stand in addresses and headers, without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """The bytes of such a text; ValueError where it is none."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
