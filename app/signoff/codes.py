"""One-time codes of an authenticator, and the recovery codes for when it is lost."""

import base64
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.errors import KenpanError

_STEP_S = 30


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The 30-second step this code belongs to, now or one beside; ``None`` if it is none of them."""
    import pyotp

    totp = pyotp.TOTP(secret, interval=_STEP_S)
    current = int(now.timestamp()) // _STEP_S
    said = "".join(code.split())
    return next((step for step in (current - 1, current, current + 1) if totp.generate_otp(step) == said), None)


def recovery_code() -> str:
    """80 bits in 16 characters, none of which (0 1 8 9) looks like another."""
    return base64.b32encode(secrets.token_bytes(10)).decode("ascii")


def hashed(beside: Mapping[str, str], code: str) -> str:
    """What is kept of a recovery code: without the password, which opens the key to it, it cannot be guessed."""
    key = bytes.fromhex(beside.get("recovery", ""))
    return hmac.digest(key, code.encode("ascii", "replace"), "sha256").hex()


def use_code(secret: Mapping[str, Any], beside: Mapping[str, str], code: str, now: datetime) -> dict[str, Any] | None:
    """What changes in a person's ``secret`` by using this code up: ``used``, or ``recovery`` without it; ``None`` if it
    opens nothing. ``beside`` is what lies in the wrap with the key.
    """
    said = "".join(code.split()).upper()
    step, recovery = step_of(beside["otp"], said, now), hashed(beside, said)
    if step is not None and step > secret["used"]:
        return {"used": step}
    if recovery in secret["recovery"]:
        return {"recovery": [one for one in secret["recovery"] if one != recovery]}
    return None


def wrong_code() -> KenpanError:
    """The answer to a code that opens nothing, or nothing any more."""
    return KenpanError(
        "login.code_wrong", "確認コードが合いません。", "時計が合っているか確かめ、新しいコードを入力してください。"
    )
