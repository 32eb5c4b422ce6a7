"""How a process, a month, people, rights and times are written on every screen."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from app.japan_time import JST, month_text
from app.reports.signs import moment
from app.shown import shown
from app.signoff.gates import GateState
from app.signoff.model import Account, Month, Process
from app.signoff.roles import ROLE_NAMES, ROLES, Role
from app.ui.kit.tokens import Tone

GATE_TONES: Mapping[GateState, Tone] = {
    "closed": "good",
    "ready": "doing",
    "open": "waiting",
    "void": "bad",
}


def short_due(when: str) -> str:
    """Day and time of a deadline, as narrow as a column: ``12/17 12:00``."""
    day, _, rest = when.partition("（")
    _year, month, number = day.split("-")
    clock = rest.partition("）")[2].removesuffix("まで").strip()
    return f"{int(month)}/{int(number)} {clock}".strip()


def process_text(process: Process) -> str:
    """That it is a process, and its title."""
    return f"工程　{process.title}"


def named_month(month: Month) -> str:
    """Period and title."""
    return f"{month_text(month.period)}　{month.title}"


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
