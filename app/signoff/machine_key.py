"""The keys of a machine that exchanges forms: Ed25519 to sign with, X25519 that is sealed to, one seed for both.

A machine signs under domains of its own, so that no signature of it is one of a person's, nor the other way round.
"""

import re

from Crypto.PublicKey import ECC
from Crypto.PublicKey.ECC import EccKey
from Crypto.Signature import eddsa

from app.canonical import digest
from app.signoff.boxes import box_key, is_box, public_half

RECEIPT, MANIFEST, FILING = "kenpan-receipt-1", "kenpan-manifest-1", "kenpan-filing-1"
"""What is signed: its name is the domain, and the ``format`` that it says it has."""
_KEY, _SIGNATURE = re.compile("[0-9a-f]{64}"), re.compile("[0-9a-f]{128}")
_GROUP = 8


class MachineKey:
    """An open machine key; it never leaves the encrypted store."""

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self._sign = ECC.construct(curve="ed25519", seed=seed)
        self.box: EccKey = box_key(seed)

    @property
    def sign_key(self) -> str:
        """The public key that proves its signatures, 64 hex digits."""
        return self._sign.public_key().export_key(format="raw").hex()

    @property
    def seal_key(self) -> str:
        """The public half of its box, 64 hex digits."""
        return public_half(self.box)

    @property
    def id(self) -> str:
        """The fingerprint of both."""
        return fingerprint(self.sign_key, self.seal_key)

    def sign(self, domain: str, text: str) -> str:
        """Its signature of a text as something, 128 hex digits."""
        return eddsa.new(self._sign, "rfc8032").sign(f"{domain}\n{text}".encode()).hex()


def machine_verified(public: str, domain: str, text: str, signature: str) -> bool:
    """Whether a machine's signature is one of this text as this."""
    if not _KEY.fullmatch(public) or not _SIGNATURE.fullmatch(signature):
        return False
    try:
        key = eddsa.import_public_key(bytes.fromhex(public))
        eddsa.new(key, "rfc8032").verify(f"{domain}\n{text}".encode("utf-8", "replace"), bytes.fromhex(signature))
    except (ValueError, TypeError):
        return False
    return True


def fingerprint(sign_key: str, seal_key: str) -> str:
    """What people compare of a machine's keys, 64 hex digits."""
    return digest(f"kenpan-machine-1\n{sign_key}\n{seal_key}")


def are_keys(sign_key: str, seal_key: str) -> bool:
    """Whether both are keys that only their owner can use: with a point of small order, a made-up signature fits."""
    return not machine_verified(sign_key, "", "", "01" + "00" * 63) and is_box(seal_key)


def spoken(machine: str) -> str:
    """A fingerprint in groups, to be read out: its first 32 digits."""
    short = machine[:32].upper()
    return " ".join(short[at : at + _GROUP // 2] for at in range(0, len(short), _GROUP // 2))
