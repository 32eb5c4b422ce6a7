"""What the tables of people and histories show, worked out from the ledger's entries. Nothing of Qt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.reports.access_log import ACCESS_KINDS
from app.reports.rights_history import RIGHTS_KINDS
from app.shown import shown
from app.signoff.ledger import Entry
from app.signoff.model import Account, State
from app.signoff.people import reissue_of
from app.signoff.roles import ROLE_NAMES
from app.signoff.wording import KIND_NAMES, describe
from app.ui.kit.words import role_names, shown_time

PEOPLE_HEADERS = ("ID", "氏名", "権限", "状態", "状態の日時")
RIGHTS_HEADERS = ("日時", "行った人", "対象の人", "内容", "理由", "端末", "台帳番号")
ACCESS_HEADERS = ("日時", "人", "内容", "くわしく", "端末", "台帳番号")

STOPPED, WAITING, ACTIVE = "× 停止", "△ 初回ログイン待ち", "○ 有効"
_NOBODY = "（登録されていない ID）"
_SIGNS = {"access.refused": "× ", "access.locked": "× ", "media.refused": "× ", "recovery.used": "△ "}
_SINCE = frozenset({"account.created", "account.stopped", "account.restored", "password.reset", "key.enrolled"})


@dataclass(frozen=True, slots=True)
class PlainRow:
    """A line of a table: its texts, what it is about, and whether it is to be looked at first."""

    cells: tuple[str, ...]
    key: str = ""
    alarm: bool = False

    def __post_init__(self) -> None:
        # Names and texts of other people's making: nothing in them may hide or turn round what stands beside it.
        object.__setattr__(self, "cells", tuple(shown(cell, keep="\n") for cell in self.cells))


class Known(NamedTuple):
    """A person as called at one moment of the ledger."""

    name: str
    login: str

    def __str__(self) -> str:
        return f"{self.name}（{self.login}）"


@dataclass(frozen=True, slots=True)
class Log:
    """What ``count`` entries say; ``rights`` and ``access`` newest first, ``since`` when each person's state began."""

    count: int = 0
    people: Mapping[str, "Known"] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)
    rights: tuple[PlainRow, ...] = ()
    access: tuple[PlainRow, ...] = ()


def extended(log: Log, added: Iterable[Entry]) -> Log:
    """The log with the entries behind it, oldest first."""
    people, since = dict(log.people), dict(log.since)
    rights: list[PlainRow] = []
    access: list[PlainRow] = []
    count = log.count
    for entry in added:
        count = entry.seq
        about = str(entry.data.get("account", ""))
        if entry.kind == "account.created":
            people[about] = Known(entry.data["name"], entry.data["login"])
        if entry.kind in _SINCE:
            since[about] = shown_time(entry.time)
        if entry.kind in ACCESS_KINDS:
            access.append(_access_row(entry, people))
        elif entry.kind in RIGHTS_KINDS:
            rights.append(_rights_row(entry, people))
        if entry.kind == "account.renamed":
            people[about] = people[about]._replace(name=entry.data["name"])
    newer_rights, newer_access = tuple(reversed(rights)), tuple(reversed(access))
    return Log(count, people, since, newer_rights + log.rights, newer_access + log.access)


def people_rows(state: State, log: Log) -> tuple[PlainRow, ...]:
    """Everybody, those who may work first, by ID."""
    people = sorted(state.accounts.values(), key=lambda one: (not one.active, one.login.casefold()))
    return tuple(
        PlainRow(
            (one.login, one.name, role_names(one.roles), standing(one), log.since.get(one.id, "")),
            one.id,
            not one.active,
        )
        for one in people
    )


def standing(account: Account) -> str:
    """有効, 停止, or waiting for a first login after registration or reset; and when a reset brought another key."""
    now = WAITING if account.enrolling else ACTIVE
    reissue = reissue_of(account)
    since = "" if reissue is None else f"　鍵の再発行 {shown_time(reissue.time)} {reissue.by}"
    return f"{now if account.active else STOPPED}{since}"


def _rights_row(entry: Entry, people: Mapping[str, Known]) -> PlainRow:
    data = entry.data
    changed = ROLE_NAMES[data["role"]] if "role" in data else data["name"] if entry.kind == "account.renamed" else ""
    what = f"{KIND_NAMES[entry.kind]}：{changed}" if changed else KIND_NAMES[entry.kind]
    about, reason = str(people.get(data.get("account", entry.by), _NOBODY)), str(data.get("reason", ""))
    cells = (shown_time(entry.time), str(people[entry.by]), about, what, reason, entry.terminal, f"{entry.seq}")
    return PlainRow(cells, entry.hash)


def _access_row(entry: Entry, people: Mapping[str, Known]) -> PlainRow:
    sign = _SIGNS.get(entry.kind, "")
    who = str(people.get(entry.by, _NOBODY))
    what = f"{sign}{KIND_NAMES[entry.kind]}"
    cells = (shown_time(entry.time), who, what, describe(entry, State()), entry.terminal, f"{entry.seq}")
    return PlainRow(cells, entry.hash, bool(sign))
