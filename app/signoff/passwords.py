"""What a password must be (N 仕様書 10(8)④): 12 characters of 3 of the 4 classes, or it ends after 90 days."""

import secrets
import string
import unicodedata
from datetime import datetime, timedelta

from app.errors import KenpanError

LONG, CLASSES, SHORTEST = 12, 3, 8
LASTS = timedelta(days=90)
_INITIAL = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


def is_strong(password: str) -> bool:
    """At least 12 characters from at least 3 of: capital letters, small letters, digits, others."""
    said = unicodedata.normalize("NFKC", password)
    others = any(char not in string.ascii_letters + string.digits for char in said)
    kinds = (
        any(char in string.ascii_uppercase for char in said),
        any(char in string.ascii_lowercase for char in said),
        any(char in string.digits for char in said),
        others,
    )
    return len(said) >= LONG and sum(kinds) >= CLASSES


def check_new(password: str, login: str, old: str = "") -> None:
    """Refuse what is too short, holds the login ID, or is the old one again (``password.weak``)."""
    said = unicodedata.normalize("NFKC", password)
    next_step = f"{LONG} 文字以上で、英大文字・英小文字・数字・記号のうち {CLASSES} 種類以上を使ってください。"
    if len(said) < SHORTEST or len(set(said)) < 4:
        raise KenpanError("password.weak", f"パスワードが短いか単純です（{SHORTEST} 文字以上）。", next_step)
    own = login.strip().casefold()
    if own and own in said.casefold():
        raise KenpanError("password.weak", "パスワードに ID が含まれています。", next_step)
    if old and said == unicodedata.normalize("NFKC", old):
        raise KenpanError("password.weak", "前と同じパスワードです。", next_step)


def is_expired(strong: bool, set_at: datetime, now: datetime) -> bool:
    """Whether a password must be changed before anything else."""
    return not strong and now - set_at >= LASTS


def initial_password() -> str:
    """A password to hand over once, without characters that look alike."""
    return "-".join("".join(secrets.choice(_INITIAL) for _ in range(5)) for _ in range(3))
