"""How signatures and moments are written: printed name, local time with its zone, meaning, entry in the ledger."""

from collections.abc import Mapping
from datetime import datetime

from app.japan_time import JST
from app.signoff.binding import FORM_PARTS, OFFICIAL_PART
from app.signoff.ledger import Head
from app.signoff.model import Account, Process
from app.signoff.reference import FormUsed, Reference
from app.signoff.signed import Sign

ZONE_NOTE = "日時はすべて日本標準時（JST、UTC+09:00）です。"
UNSIGNED = "未署名"


def moment(time: str) -> datetime:
    """The moment that an entry's ``time`` (ISO 8601, UTC) names, with its zone."""
    return datetime.fromisoformat(time.replace("Z", "+00:00"))


def local_time(time: str) -> str:
    """``2026-11-22 13:45:12 JST``; empty for no time."""
    return moment(time).astimezone(JST).strftime("%Y-%m-%d %H:%M:%S JST") if time else ""


def who(account: str, name: str, logins: Mapping[str, str]) -> str:
    """Printed name and own login ID: names change, the ID stays one person's."""
    login = logins.get(account, account)
    return f"{name}（{login}）" if name and login else name or login or "―"


def sign_text(sign: Sign, logins: Mapping[str, str]) -> str:
    """A signature in three lines: meaning and name, time, number of its entry in the ledger and if a PIN was used."""
    return (
        f"{sign.meaning}　{who(sign.by, sign.name, logins)}\n{local_time(sign.time)}\n台帳 {sign.seq:,}{pin_word(sign)}"
    )


def pin_word(sign: Sign) -> str:
    """Beside a signature that a PIN was typed for; empty for a password."""
    return "　暗証番号" if sign.by_pin else ""


def logins_of(accounts: Mapping[str, Account]) -> dict[str, str]:
    """Login IDs by account id."""
    return {one.id: one.login for one in accounts.values()}


def head_rows(head: Head) -> list[tuple[str, str]]:
    """Where the ledger ended when the report was made: with it the paper proves the ledger, and the other way round."""
    from app.reports.pdf_text import grouped

    return [
        ("台帳の件数", f"{head.count:,} 件"),
        ("最後の記録のハッシュ", grouped(head.hash)),
        ("最後の記録の日時", local_time(head.time)),
    ]


def head_line(head: Head) -> str:
    """The same for the foot of every page."""
    return f"検版　台帳 {head.count:,} 件　{head.hash[:16]}…　{local_time(head.time)}"


DRAFT_WORD, MEASURED_WORD, OFFICIAL_WORD = "下書き様式", "実測様式", "正式な様式"
STAND_IN = f"{DRAFT_WORD}（検版の推定。承認なし）"


def approval(reference: Reference) -> str:
    """Who approved a form as a reference, when, and how far its items strayed at most."""
    spread = "" if reference.spread_um is None else f"　残差 最大 {reference.spread_um / 1000:.2f} mm"
    return f"承認 {reference.approved.name}　{local_time(reference.approved.time)}{spread}"


def form_words(reference: Reference | None, used: FormUsed | None = None, *, official: bool = False) -> str:
    """Which form a place or a picture of a sheet is from, as every screen and paper says it: 実測様式 with who approved
    it and when, or 下書き様式, the program's stand-in.

    ``reference``: what is approved for the process; ``used``: what was gone by, where that may be another one.
    ``official``: the forms are the agency's own artwork.
    """
    if used is not None and (reference is None or used.sha256 != reference.form):
        if not used.draft:
            return f"{MEASURED_WORD}（参照として未承認）"
        return OFFICIAL_WORD if official else f"{DRAFT_WORD}（参照として未承認：見本）"
    if reference is None:
        return OFFICIAL_WORD if official else STAND_IN
    return f"{DRAFT_WORD if reference.draft else MEASURED_WORD}（{approval(reference)}）"


def process_form(process: Process, used: FormUsed | None = None) -> str:
    """The same of what a process goes by, or of what was really gone by, as the ledger alone tells it."""
    forms = [part for part in process.parts if part.name.startswith(FORM_PARTS)]
    official = bool(forms) and all(OFFICIAL_PART in one.detail for one in forms)
    return form_words(process.reference, used, official=official)
