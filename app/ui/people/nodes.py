"""What the tables of people and histories show, worked out from the ledger's entries. Nothing of Qt."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.signoff.ledger import Entry
from app.signoff.model import Account, State
from app.signoff.roles import ROLE_NAMES
from app.ui.people.words import role_names, shown_time

PEOPLE_HEADERS = ("ID", "氏名", "権限", "状態", "状態の日時")
RIGHTS_HEADERS = ("日時", "行った人", "対象の人", "内容", "理由", "端末", "台帳番号")
ACCESS_HEADERS = ("日時", "人", "内容", "くわしく", "端末", "台帳番号")

STOPPED, WAITING, ACTIVE = "× 停止", "△ 初回ログイン待ち", "○ 有効"
_NOBODY = "（登録されていない ID）"
_SINCE = frozenset({"account.created", "account.stopped", "account.restored", "password.reset", "key.enrolled"})


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its texts, what it is about, and whether it is to be looked at first."""

    cells: tuple[str, ...]
    key: str = ""
    alarm: bool = False


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
    rights: tuple[Row, ...] = ()
    access: tuple[Row, ...] = ()


def extended(log: Log, added: Iterable[Entry]) -> Log:
    """The log with the entries behind it, oldest first."""
    people, since = dict(log.people), dict(log.since)
    rights: list[Row] = []
    access: list[Row] = []
    count = log.count
    for entry in added:
        count = entry.seq
        about = str(entry.data.get("account", ""))
        if entry.kind == "account.created":
            people[about] = Known(entry.data["name"], entry.data["login"])
        if entry.kind in _SINCE:
            since[about] = shown_time(entry.time)
        if entry.kind in _RIGHTS:
            rights.append(_rights_row(entry, people))
        elif entry.kind in _ACCESS:
            access.append(_access_row(entry, people))
        if entry.kind == "account.renamed":
            people[about] = people[about]._replace(name=entry.data["name"])
    newer_rights, newer_access = tuple(reversed(rights)), tuple(reversed(access))
    return Log(count, people, since, newer_rights + log.rights, newer_access + log.access)


def people_rows(state: State, log: Log) -> tuple[Row, ...]:
    """Everybody, those who may work first, by ID."""
    people = sorted(state.accounts.values(), key=lambda one: (not one.active, one.login.casefold()))
    return tuple(
        Row(
            (one.login, one.name, role_names(one.roles), standing(one), log.since.get(one.id, "")),
            one.id,
            not one.active,
        )
        for one in people
    )


def standing(account: Account) -> str:
    """有効, 停止, or waiting for a first login after registration or reset."""
    if not account.active:
        return STOPPED
    return WAITING if account.enrolling else ACTIVE


Tell = Callable[[Mapping[str, Any]], str]


def _said(text: str) -> Tell:
    return lambda _data: text


_RIGHTS: Mapping[str, Tell] = {
    "account.created": _said("登録"),
    "account.renamed": lambda data: f"氏名を「{data['name']}」に変更",
    "account.stopped": _said("停止"),
    "account.restored": _said("停止の取り消し"),
    "right.granted": lambda data: f"権限を付与：{ROLE_NAMES[data['role']]}",
    "right.removed": lambda data: f"権限を削除：{ROLE_NAMES[data['role']]}",
    "password.reset": _said("パスワードと確認コードの再発行"),
    "key.enrolled": _said("本人がパスワードと署名の鍵を設定"),
    "password.changed": _said("本人がパスワードを変更"),
    "otp.enrolled": _said("本人が確認コードを登録"),
}
_WHY = {
    "password": "パスワードが違う",
    "code": "確認コードが違う",
    "stopped": "停止された ID",
    "unknown": "登録されていない ID",
}
_ACCESS: Mapping[str, tuple[str, Tell]] = {
    "access.login": ("ログイン", _said("")),
    "access.logout": ("ログアウト", _said("")),
    "access.screen_locked": ("画面をロック", _said("")),
    "access.screen_unlocked": ("画面のロックを解除", _said("")),
    "access.refused": ("× 認証を拒否", lambda data: _WHY.get(data["why"], "")),
    "access.locked": ("× 認証を一時停止", lambda data: f"続けて間違えた（あと {data['seconds']} 秒）"),
    "recovery.used": ("△ 回復コードを使用", lambda data: f"残り {data['left']} 個"),
    "media.opened": ("媒体を開いた", lambda data: _network(data, str(data["volume"]))),
    "media.refused": ("× 媒体を開かなかった", lambda data: _network(data, str(data["volume"]))),
    "export.made": ("書き出し", lambda data: f"{data['name']}（{data['size']:,} バイト）"),
    "checkpoint.made": ("台帳の控えを作成", lambda data: f"{data['count']:,} 件まで"),
}


def _network(data: Mapping[str, Any], volume: str) -> str:
    names = "、".join(data.get("network", ()))
    return f"{volume}　ネットワーク接続あり：{names}" if names else f"{volume}　ネットワーク：なし"


def _rights_row(entry: Entry, people: Mapping[str, Known]) -> Row:
    what = _RIGHTS[entry.kind](entry.data)
    about, reason = str(people[entry.data["account"]]), str(entry.data.get("reason", ""))
    cells = (shown_time(entry.time), str(people[entry.by]), about, what, reason, entry.terminal, f"{entry.seq}")
    return Row(cells, entry.hash)


def _access_row(entry: Entry, people: Mapping[str, Known]) -> Row:
    what, tell = _ACCESS[entry.kind]
    who = str(people[entry.by]) if entry.by in people else _NOBODY
    cells = (shown_time(entry.time), who, what, tell(entry.data), entry.terminal, f"{entry.seq}")
    return Row(cells, entry.hash, what.startswith(("×", "△")))
