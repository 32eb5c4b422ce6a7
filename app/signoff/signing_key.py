"""A person's signing key: Ed25519, wrapped (AES-256-GCM) under a key that only their password gives (Argon2id)."""

import base64
import re
import secrets
import unicodedata
from collections.abc import Collection
from dataclasses import astuple, dataclass, replace
from typing import Any, NamedTuple

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from Crypto.Cipher import AES
from Crypto.PublicKey import ECC
from Crypto.PublicKey.ECC import EccKey
from Crypto.Signature import eddsa

from app.errors import KenpanError
from app.signoff.boxes import box_key, public_half
from app.signoff.formats import FORMATS, NEWEST

_KEY, _SIGNATURE = re.compile("[0-9a-f]{64}"), re.compile("[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What one guess at a password costs. Kept with each wrap, so that it can be raised later."""

    passes: int = 3
    memory_kib: int = 65536
    lanes: int = 4


_HIGHEST = KdfCost(passes=16, memory_kib=1 << 20, lanes=16)
"""What a wrap may at most cost: more than any computer here should spend on a login, and was not asked for by us."""


class Published(NamedTuple):
    """What everybody may know of somebody's keys, 64 hex digits each: what proves their signatures, and the box that
    secrets are put in for them (:mod:`app.signoff.boxes`).
    """

    key: str
    box: str


@dataclass(frozen=True, slots=True)
class Unlocked:
    """An open key: ``account`` is whose it is. Kept only while it is needed; never written or shown.

    ``kinds``: the entries that it was opened to sign, if only for those. ``batch``: it is no person's own key but that
    of a session they opened (:mod:`app.signoff.batch`). ``pin``: it was opened with a PIN, in the row that this entry
    began (:mod:`app.signoff.pin`); 0 for a password.
    """

    account: str
    key: EccKey
    kinds: frozenset[str] | None = None
    batch: bool = False
    pin: int = 0

    def only(self, kinds: Collection[str]) -> "Unlocked":
        """The same key for entries of these kinds only."""
        return replace(self, kinds=frozenset(kinds))

    def sign(self, text: str) -> str:
        """Ed25519 signature of the newest format's domain + text in UTF-8, 128 hex digits."""
        return eddsa.new(self.key, "rfc8032").sign(FORMATS[NEWEST].domain + text.encode("utf-8")).hex()

    @property
    def public(self) -> str:
        """The public key, 64 hex digits."""
        return self.key.public_key().export_key(format="raw").hex()

    @property
    def box(self) -> EccKey:
        """The box that goes with it, open."""
        return box_key(self.key.seed)

    @property
    def published(self) -> Published:
        """The public halves of both."""
        return Published(self.public, public_half(self.box))

    def __repr__(self) -> str:
        return f"Unlocked({self.account!r})"


def new_key(account: str) -> Unlocked:
    """A fresh key for an account."""
    return Unlocked(account, ECC.generate(curve="ed25519"))


def new_seed() -> str:
    """What a fresh key follows from, 64 hex digits."""
    return secrets.token_bytes(32).hex()


def batch_key(account: str, seed: str) -> Unlocked:
    """The key of a session from its seed; ``ValueError`` for none."""
    return Unlocked(account, ECC.construct(curve="ed25519", seed=bytes.fromhex(seed)), batch=True)


def wrap(unlocked: Unlocked, password: str, cost: KdfCost, **beside: str) -> dict[str, Any]:
    """The key (and further secret texts, such as an OTP secret) under a password, as JSON content."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    cipher = _cipher(password, salt, nonce, cost, unlocked.account)
    inner = "\n".join([unlocked.key.seed.hex(), *(f"{name}={value}" for name, value in sorted(beside.items()))])
    sealed, tag = cipher.encrypt_and_digest(inner.encode("utf-8"))
    return {
        "kdf": {"name": "argon2id", "passes": cost.passes, "memory_kib": cost.memory_kib, "lanes": cost.lanes},
        "salt": _b64(salt),
        "nonce": _b64(nonce),
        "sealed": _b64(sealed + tag),
    }


def unwrap(account: str, wrapped: dict[str, Any], password: str) -> tuple[Unlocked, dict[str, str]]:
    """Open a wrap; ``KenpanError`` ``login.refused`` when the password is not the one it was made with,
    ``login.damaged`` when it is no wrap of ours, or one that would cost more than it may.
    """
    cost, salt, nonce, sealed = _parts(wrapped)
    try:
        inner = _cipher(password, salt, nonce, cost, account).decrypt_and_verify(sealed[:-16], sealed[-16:])
    except HashingError as error:  # not even that much memory
        raise damaged() from error
    except ValueError as error:
        raise refused() from error
    seed, *beside = inner.decode("utf-8").split("\n")
    key = ECC.construct(curve="ed25519", seed=bytes.fromhex(seed))
    return Unlocked(account, key), dict(line.split("=", 1) for line in beside)


def _parts(wrapped: dict[str, Any]) -> tuple[KdfCost, bytes, bytes, bytes]:
    """Cost, salt, nonce and sealed content of a wrap, none of which may be believed before it is looked at."""
    try:
        kdf = wrapped["kdf"]
        cost = KdfCost(kdf["passes"], kdf["memory_kib"], kdf["lanes"])
        pairs = list(zip(astuple(cost), astuple(_HIGHEST), strict=True))
        is_bearable = all(type(value) is int and 1 <= value <= highest for value, highest in pairs)
        salt, nonce, sealed = (base64.b64decode(wrapped[name], validate=True) for name in ("salt", "nonce", "sealed"))
    except (KeyError, TypeError, ValueError) as error:
        raise damaged() from error
    if not is_bearable or cost.memory_kib < 8 * cost.lanes or (len(salt), len(nonce)) != (16, 12) or len(sealed) < 16:
        raise damaged()
    return cost, salt, nonce, sealed


def damaged() -> KenpanError:
    """What is said of login secrets that somebody has changed in the database."""
    return KenpanError(
        "login.damaged",
        "この ID のログイン情報が壊れているか、書き換えられています。",
        "管理者に連絡し、パスワードの再発行を受けてください。",
    )


def refused() -> KenpanError:
    """The one answer to a wrong ID, password or code: it does not say which."""
    return KenpanError("login.refused", "ID、パスワード、確認コードのどれかが違います。", "入力し直してください。")


def verified(public: str, text: str, signature: str, number: int = NEWEST) -> bool:
    """Whether a signature by this public key (64 hex digits) is one of this text, in a ledger of this format."""
    if not _KEY.fullmatch(public) or not _SIGNATURE.fullmatch(signature):
        return False  # the same written otherwise would be another entry
    try:
        key = eddsa.import_public_key(bytes.fromhex(public))
        eddsa.new(key, "rfc8032").verify(FORMATS[number].domain + text.encode("utf-8"), bytes.fromhex(signature))
    except (ValueError, TypeError):
        return False
    return True


def is_weak(public: str) -> bool:
    """Whether a key is no key: with a point of small order, this made-up signature fits every text."""
    return verified(public, "", "01" + "00" * 63)


def _cipher(password: str, salt: bytes, nonce: bytes, cost: KdfCost, account: str) -> Any:
    # The same password whether the input method wrote it in full or half width; half a character is no fault.
    said = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    key = hash_secret_raw(said, salt, cost.passes, cost.memory_kib, cost.lanes, hash_len=32, type=Type.ID)
    cipher = AES.new(key, AES.MODE_GCM, nonce=nonce)
    cipher.update(account.encode("utf-8"))
    return cipher


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
