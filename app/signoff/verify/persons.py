"""What the ledger says of people, and what must not be done to them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .texts import canonical, is_box, is_weak, verified

_INSPECTED = {"admin", "lead", "checker"}
_ROLES = {*_INSPECTED, "trainer", "inspector"}


@dataclass(slots=True)
class Person:
    """One person as of now. ``key`` is empty before the first was enrolled; ``enrolling``: a new one may come, from
    whoever holds the key of ``initial``. ``session``: the key of the one that is open, and until when it is good.
    """

    login: str
    name: str
    roles: set[str] = field(default_factory=set)
    key: str = ""
    active: bool = True
    enrolling: bool = True
    initial: str = ""
    session: tuple[str, str] | None = None

    def signs_in_session(self, key: Any, time: str) -> bool:
        """Whether entries of this time may be signed with this key of a session."""
        return self.session is not None and key == self.session[0] and time <= self.session[1]


class People:
    """Everybody so far. ``keys``: every own key there was, and whose; ``used``: those, the initial ones, the boxes."""

    def __init__(self, form: int) -> None:
        self.form = form
        self.by_id: dict[str, Person] = {}
        self.logins: set[str] = set()
        self.keys: dict[str, str] = {}
        self.used: set[str] = set()

    def stands(self, who: str) -> str:
        """How a person stands: ``new`` where there is none."""
        person = self.by_id.get(who)
        return "new" if person is None else "active" if person.active else "stopped"

    def refused(self, kind: str, by: str, data: dict[str, Any], time: str) -> Iterator[str]:
        """Why an entry about somebody who stands as they must is wrong all the same."""
        person = self.by_id.get(data["account"])
        if kind == "account.created" and data["login"].casefold() in self.logins:
            yield _TWICE
        if self.form > 1 and kind in ("account.created", "password.reset") and self._is_no_key(data["initial_key"]):
            yield _NO_KEY
        if person is None:
            return
        if kind in ("password.changed", "otp.enrolled") and by != data["account"]:
            yield "ほかの人のパスワードか確認コードの記録です。"
        if kind == "key.enrolled":
            yield from self._enrolled(person, by, data)
        if kind in ("session.opened", "session.closed"):
            yield from self._session(person, kind, by, data, time)
        if kind == "right.granted" and not _may_get(person.roles, data["role"]):
            yield "すでにある権限か、ほかの権限と兼ねられない権限が与えられています。"
        if kind == "right.removed" and data["role"] not in person.roles:
            yield "ない権限が取り上げられています。"
        is_losing = kind == "account.stopped" or (kind == "right.removed" and data["role"] == "admin")
        if is_losing and self._admins() == [data["account"]]:
            yield "最後の管理者がなくなっています。"

    def _admins(self) -> list[str]:
        return [who for who, person in self.by_id.items() if person.active and "admin" in person.roles]

    def _is_no_key(self, key: str) -> bool:
        return key in self.used or is_weak(key)

    def _is_no_box(self, data: dict[str, Any]) -> bool:
        return self.form > 1 and (data["box"] in self.used or not is_box(data["box"]))

    def _enrolled(self, person: Person, by: str, data: dict[str, Any]) -> Iterator[str]:
        said = {"account": by, "public_key": data["public_key"], "what": "kenpan-enrolment"}
        if by != data["account"] or not person.enrolling:
            yield "登録も再設定もないのに、鍵が替えられています。"
        elif self._is_no_key(data["public_key"]) or self._is_no_box(data):
            yield _NO_KEY
        elif self.form > 1 and not verified(person.initial, canonical(said), data["by_initial"], self.form):
            yield "管理者が渡した初期の鍵を持たない人が、鍵を登録しています。"

    def _session(self, person: Person, kind: str, by: str, data: dict[str, Any], time: str) -> Iterator[str]:
        if by != data["account"]:
            yield "ほかの人のセッションの記録です。"
        if kind == "session.closed":
            if person.session is None:
                yield "開いていないセッションが閉じられています。"
            return
        if self._is_no_key(data["public_key"]):
            yield _NO_KEY
        if not timedelta(0) < datetime.fromisoformat(data["expires"]) - datetime.fromisoformat(time) <= _LONGEST:
            yield "セッションの時間が、決まりより長いか、終わっています。"

    def change(self, kind: str, data: dict[str, Any]) -> None:
        """What an entry about somebody makes of them."""
        if kind == "account.created":
            self.by_id.setdefault(data["account"], Person(data["login"], data["name"]))
            self.logins.add(data["login"].casefold())
        person = self.by_id[data["account"]]
        if kind in ("account.created", "password.reset"):
            person.key, person.enrolling, person.initial = "", True, data.get("initial_key", "")
            self.used.add(person.initial)
            person.session = None
        elif kind == "key.enrolled":
            person.key, person.enrolling = data["public_key"], False
            self.keys[person.key] = data["account"]
            self.used |= {person.key, data["box"]} if self.form > 1 else {person.key}
        elif kind == "account.renamed":
            person.name = data["name"]
        elif kind in ("account.stopped", "account.restored"):
            person.active, person.session = kind == "account.restored", None
        elif kind in ("password.changed", "session.closed"):
            person.session = None
        elif kind == "session.opened":
            person.session = data["public_key"], data["expires"]
            self.used.add(data["public_key"])
        elif kind == "right.granted":
            person.roles.add(data["role"])
            person.session = None
        elif kind == "right.removed":
            person.roles.discard(data["role"])
            person.session = None


_LONGEST = timedelta(minutes=480)
_TWICE = "同じ人か ID が二度登録されています。"
_NO_KEY = "使ってはならない鍵です。"


def _may_get(roles: set[str], role: str) -> bool:
    together = {*roles, role}
    return role in _ROLES - roles and not ("inspector" in together and together & _INSPECTED)
