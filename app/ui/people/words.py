"""How people, rights and times are written."""

from collections.abc import Iterable
from datetime import datetime

from app.errors import KenpanError
from app.japan_time import JST
from app.reports.signs import moment
from app.shown import shown
from app.signoff.book import Book
from app.signoff.model import Account
from app.signoff.roles import ROLE_NAMES, ROLES, Role


def person(account: Account) -> str:
    """Name and ID."""
    return shown(f"{account.name}（ID {account.login}）")


def role_names(roles: Iterable[Role]) -> str:
    """In the order of the table of roles."""
    held = frozenset(roles)
    return "・".join(ROLE_NAMES[role] for role in ROLES if role in held) or "権限なし"


def shown_time(time: str) -> str:
    """``2025-11-04 09:08:07`` in Japan, from an entry's time."""
    return f"{moment(time).astimezone(JST):%Y-%m-%d %H:%M:%S}"


def shown_clock(now: datetime) -> str:
    """The same for people to read at length."""
    local = now.astimezone(JST)
    return f"{local.year}年{local.month}月{local.day}日　{local:%H:%M:%S}"


def clock_behind(book: Book) -> KenpanError | None:
    """A clock that went back is told before anybody signs by it."""
    last = book.state.time
    if not last or book.clock() >= moment(last):
        return None
    return KenpanError(
        "clock.back",
        f"この端末の時計が、台帳の最後の記録（{shown_time(last)}）より前です。",
        "時計を合わせてから作業してください。このまま署名すると、記録に印が付きます。",
    )
