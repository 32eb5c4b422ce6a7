"""A person's box: an X25519 key pair that others put a secret in for them, such as the key of a month's store.

It follows from the seed of the person's signing key (HKDF-SHA256 under a label of its own) instead of being a secret
beside it. So nothing more lies in the database, no wrap changes its form, and who was reset has lost both together: the
public half is what the new key's own entry ``key.enrolled`` says, signed with that key, and stands as long as the key
does. The price: whoever has the signing seed has the box, but a seed alone already was everything a person is here. The
two uses do not meet: Ed25519 takes its scalar from SHA-512 of the seed, the box from HKDF of it.

A secret in a box (hex): public half of a key made for this one secret, then the secret by AES-256-GCM under a key from
X25519 of both, by HKDF-SHA256 over both public halves and a ``context`` that says what it is and whose.
"""

from typing import Any

from Crypto.Cipher import AES
from Crypto.Hash import SHA256
from Crypto.Protocol import DH
from Crypto.Protocol.KDF import HKDF
from Crypto.PublicKey import ECC
from Crypto.PublicKey.ECC import EccKey

_CURVE = "Curve25519"
_PRIME = (1 << 255) - 19
_OWN, _LOCK = b"kenpan-box-1\n", b"kenpan-box-secret-1\n"
_HALF, _TAG = 32, 16
_NONCE = bytes(12)
"""Each key locks one secret only."""


def box_key(seed: bytes) -> EccKey:
    """The pair that follows from a signing key's seed, 32 bytes."""
    return ECC.construct(curve=_CURVE, seed=_derived(seed, _OWN))


def public_half(key: EccKey) -> str:
    """The public half, 64 hex digits."""
    return key.public_key().export_key(format="raw").hex()


def is_box(public: str) -> bool:
    """Whether this (64 hex digits) is the public half of a box, in its one spelling: with a point of small order
    anybody could open what is put in.
    """
    raw = bytes.fromhex(public)
    if int.from_bytes(raw, "little") >= _PRIME:
        return False
    try:
        DH.import_x25519_public_key(raw)  # refuses the points of small order
    except ValueError:
        return False
    return True


def put_in(public: str, secret: bytes, context: bytes) -> str:
    """A secret for whoever has the private half, in hex; only :func:`taken_out` with the same context gives it back."""
    mine = ECC.generate(curve=_CURVE)
    half, theirs = public_half(mine), DH.import_x25519_public_key(bytes.fromhex(public))
    shared = DH.key_agreement(eph_priv=mine, static_pub=theirs, kdf=bytes)
    sealed, tag = _cipher(shared, half, public, context).encrypt_and_digest(secret)
    return f"{half}{(sealed + tag).hex()}"


def taken_out(key: EccKey, sealed: str, context: bytes) -> bytes:
    """The secret again; ``ValueError`` where it is another's, of another context, or changed."""
    raw = bytes.fromhex(sealed)
    half = raw[:_HALF].hex()
    if len(raw) < _HALF + _TAG or not is_box(half):
        raise ValueError("no secret in a box")
    shared = DH.key_agreement(static_priv=key, eph_pub=DH.import_x25519_public_key(raw[:_HALF]), kdf=bytes)
    cipher = _cipher(shared, half, public_half(key), context)
    return bytes(cipher.decrypt_and_verify(raw[_HALF:-_TAG], raw[-_TAG:]))


def _cipher(shared: bytes, half: str, public: str, context: bytes) -> Any:
    key = _derived(shared, _LOCK + bytes.fromhex(half + public) + context)
    return AES.new(key, AES.MODE_GCM, nonce=_NONCE)


def _derived(secret: bytes, label: bytes) -> bytes:
    made = HKDF(secret, 32, b"", SHA256, context=label)
    assert isinstance(made, bytes)
    return made
