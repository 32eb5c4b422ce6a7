"""The proof itself: one look at every entry, oldest first."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from itertools import chain, islice
from typing import Any

from .custody import OF_CUSTODY, Custody, custody_after, custody_problems, known_of_itself
from .exchange import Exchange
from .incidents import OF_INCIDENTS, Incidents
from .kind import Kind, shape_of
from .kinds import KINDS, OLD
from .months import OF_MONTHS, Months
from .old_jobs import OLD_CHECKS
from .persons import People, Person
from .pins import Pins
from .proofs import CHECKS
from .rules import SINCE, WIDER, out_of_turn
from .shapes import shaped
from .texts import DOMAINS, FOUNDING, GENESIS, UnreadableError, canonical, digest, in_japan, parsed, verified
from .warm_ups import OF_WARM_UPS, WarmUps
from .works import OF_WORKS, Works, process_in

_TEXTS = ("prev", "time", "kind", "by", "name", "terminal", "meaning")
_ENTRY = {"seq": int, "data": dict, **dict.fromkeys(_TEXTS, str)}
_TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z")
_SHA256 = re.compile("[0-9a-f]{64}")
_PRACTICE = "練習／"
"""What stands before the name of the workstation in every entry of a ledger of practice, and in no other."""
_BEGINNING = ("ledger.begun", "account.created", "right.granted", "key.enrolled")
"""What a ledger begins with; in format 1 without the first of them."""
Lost = Callable[[Collection[str]], Collection[str]]
"""Which of these logs, named by their SHA-256, are not kept as they were."""


@dataclass(frozen=True, slots=True)
class Row:
    """One stored entry. ``line`` counts from 1, ``seq`` is a database's own column; ``fault`` says why it is none."""

    line: int
    body: str = ""
    hash: str = ""
    signature: str = ""
    seq: int | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, or worth knowing, and where: number of the entry and its line, 0 for none."""

    entry: int
    line: int
    text: str

    def __str__(self) -> str:
        if not self.entry:
            return self.text
        return f"{self.entry} 番（{self.line} 行目）：{self.text}" if self.line else f"{self.entry} 番：{self.text}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement, read from ``file``, that entry ``count`` of a ledger of this format has the hash ``head``."""

    file: str
    format: int
    count: int
    head: str
    by: str
    public_key: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Previous:
    """Where the ledger that this one takes on from ended: its format, number of entries, hash of the last."""

    format: int
    count: int
    head: str


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict. ``people`` are names as they are now; ``time`` (UTC) and ``head`` (hash) the last entry's;
    ``practice``: it was made to practise in, and proves nothing."""

    format: int
    previous: Previous | None
    entries: int
    people: tuple[str, ...]
    time: str
    head: str
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    checkpoints: int
    practice: bool = False

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify_entries(rows: Iterable[Row], checkpoints: Sequence[Checkpoint] = (), lost: Lost | None = None) -> Report:
    """Prove a ledger, oldest entry first. Whatever is wrong is in the report.

    ``lost`` is asked about the logs when all entries were read; ``None`` where there is nothing but entries.
    ``UnreadableError`` for a ledger of a format that only a newer verifier knows.
    """
    coming = iter(rows)
    first = tuple(islice(coming, max(FOUNDING.values())))
    number = _format(first)
    audit = _Audit(number, _founder(first[: FOUNDING[number]]))
    for row in chain(first, coming):
        audit.take(row)
    if not audit.count:
        audit.problems.append(Problem(0, 0, "記録がひとつもありません。"))
    if audit.unvouched:
        text = f"最後の {audit.unvouched} 件（ログインの失敗）には署名がなく、次の署名までは裏付けがありません。"
        audit.remarks.append(Problem(audit.last, 0, text))
    audit.look_for_logs(lost)
    for checkpoint in sorted(checkpoints, key=lambda one: one.count):
        audit.compare(checkpoint)
    people = tuple(person.name for person in audit.people.by_id.values())
    found = tuple(audit.problems), tuple(audit.remarks)
    head = audit.hashes[audit.last][0]
    counted = number, audit.previous, audit.count, people, audit.time, head, *found, len(checkpoints)
    return Report(*counted, audit.practice)


def altered(text: str, checkpoints: int) -> Report:
    """The verdict on a database none of whose entries can be believed."""
    return Report(0, None, 0, (), "", GENESIS, (Problem(0, 0, text),), (), checkpoints)


def held(old: Report, previous: Previous | None) -> Report:
    """The verdict on the ledger before, held against what the one after it says of it: that proves its end too."""
    if not old.format or (previous is not None and (old.format, old.entries, old.head) == astuple(previous)):
        return replace(old, checkpoints=old.checkpoints + 1)
    text = "新しい台帳の始まりに書かれた台帳と違います。後ろが失われたか、作り直されたか、別の台帳です。"
    return replace(old, problems=(*old.problems, Problem(0, 0, text)), checkpoints=old.checkpoints + 1)


def _format(first: Sequence[Row]) -> int:
    """The format that the first entry says it is of; format 1 had no such entry."""
    for row in first[:1]:
        try:
            entry = parsed(row.body, _ENTRY)
        except ValueError:
            return max(DOMAINS)
        if entry["kind"] != "ledger.begun":
            return 1
        number = entry["data"].get("format")
        if type(number) is int and number > max(DOMAINS) and row.hash == digest(row.body):
            raise UnreadableError(f"新しい形式（{number}）の台帳です。新しい検版で調べてください。")
    return max(DOMAINS)


def _founder(first: Sequence[Row]) -> tuple[str, Person] | None:
    """The first administrator, who signs their own registration with the key that the last of these entries enrols."""
    try:
        created, granted, enrolled = (parsed(row.body, _ENTRY) for row in first[-3:])
        kinds = created["kind"], granted["kind"], enrolled["kind"]
        who, given = created["data"]["account"], granted["data"]
        is_admin = (given["account"], given["role"]) == (who, "admin")
        if kinds != ("account.created", "right.granted", "key.enrolled") or not is_admin:
            return None
        data = created["data"]
        return who, Person(data["login"], data["name"], {"admin"}, str(enrolled["data"]["public_key"]))
    except (ValueError, KeyError, TypeError):
        return None


class _Audit:
    """What the entries so far say. ``hashes``: of each entry, as it is and as it was recorded."""

    def __init__(self, number: int, founder: tuple[str, Person] | None) -> None:
        self.format = number
        self.previous: Previous | None = None
        self.founder = founder
        self.people, self.works = People(number), Works(number)
        self.custody, self.incidents, self.exchange = Custody(), Incidents(), Exchange()
        self.months = Months(self.works, self.custody)
        self.pins = Pins(self.works)
        self.warm_ups = WarmUps(self.months)
        self.kinds = {**KINDS, **OLD} if number == 1 else KINDS
        self.count = self.last = self.unvouched = self.matched = 0
        self.time, self.practice = "", False
        self.hashes = {0: (GENESIS, GENESIS)}
        self.problems: list[Problem] = []
        self.remarks: list[Problem] = []

    def take(self, row: Row) -> None:
        """Look at the next entry."""
        self.count += 1
        try:
            entry = parsed(row.body, _ENTRY)
        except ValueError:
            self.last += 1
            self.hashes[self.last] = (digest(row.body), row.hash)
            text = row.fault or "内容を読めません。書き換えられています。"
            self.problems.append(Problem(self.last, row.line, text))
            return
        # The number in a content that is not the hashed one says nothing: such an entry is named by its place.
        is_whole = row.hash == digest(row.body)
        seq = entry["seq"] if is_whole else self.last + 1
        found = [] if is_whole else ["内容とハッシュが合いません。書き換えられています。"]
        found += [*self._order(row, entry, seq), *self._writing(row, entry, seq), *self._signer(row, entry, is_whole)]
        try:
            found += self._content(entry, seq)
        except (KeyError, TypeError, AttributeError, ValueError):  # in a format that asks for no shape
            found.append("記録の中身の形が違います。")
        self.problems += [Problem(seq, row.line, text) for text in found]

    def _order(self, row: Row, entry: dict[str, Any], seq: int) -> Iterator[str]:
        if seq > self.last + 1:
            yield f"この前の {seq - self.last - 1} 件（{self.last + 1} 番から）がありません。"
        elif seq <= self.last:
            yield "番号が順に並んでいません。並べ替えられたか、差し込まれています。"
        if row.seq not in (None, seq):
            yield f"欄の番号（{row.seq}）と内容の番号が違います。"
        if entry["prev"] not in self.hashes.get(seq - 1, (entry["prev"],)):
            yield "前の記録とつながっていません。"
        self.last, self.hashes[seq] = max(self.last, seq), (digest(row.body), row.hash)

    def _writing(self, row: Row, entry: dict[str, Any], seq: int) -> Iterator[str]:
        if entry["kind"] == "ledger.begun":
            self.practice = entry["data"].get("practice") is True
        if entry["terminal"].startswith(_PRACTICE) != self.practice:
            yield "練習の記録が本番の台帳に、または本番の記録が練習の台帳に入っています。"
        if not _TIME.fullmatch(entry["time"]) or canonical(entry) != row.body:
            yield "内容の書き方が決まりと違います。"
        elif entry["time"] < self.time:
            text = f"時計が戻っています（{in_japan(self.time)} → {in_japan(entry['time'])}）。"
            self.remarks.append(Problem(seq, row.line, text))
        self.time = entry["time"]

    def _signer(self, row: Row, entry: dict[str, Any], is_whole: bool) -> Iterator[str]:
        kind, by = entry["kind"], entry["by"]
        if kind in KINDS and not KINDS[kind].roles:
            self.unvouched += 1
            if row.signature:
                yield "署名のないはずの記録に署名があります。"
            if entry["name"] or (by and by not in self.people.by_id):
                yield "登録されていない人の記録です。"
            return
        self.unvouched = 0
        person = self._person(by)
        key = str(entry["data"].get("public_key")) if kind == "key.enrolled" else person.key if person else ""
        if _by_session(kind, entry["data"]):
            key = str(entry["data"]["session"])
            if person is None or not person.signs_in_session(key, entry["time"]):
                yield "セッションの期限の後か、終わったセッションの鍵で署名されています。"
        if is_whole and not verified(key, row.body, row.signature, self.format):
            yield "署名が、その人のその時の鍵と合いません。"
        if person is None:
            yield "登録されていない人の記録です。"
        elif not person.active:
            yield "停止された人の記録です。"
        elif not person.roles & _makers(kind, self.format):
            yield f"この記録を作る権限がない人の記録です（{kind}）。"
        elif entry["name"] != person.name:
            yield "氏名が、その人のその時の氏名と違います。"

    def _person(self, by: str) -> Person | None:
        """Who signs; the first administrator while the ledger is begun."""
        if self.count <= FOUNDING[self.format]:
            return self.founder[1] if self.founder is not None and self.founder[0] == by else None
        return self.people.by_id.get(by)

    def _content(self, entry: dict[str, Any], seq: int) -> Iterator[str]:
        name, data = entry["kind"], entry["data"]
        kind = self.kinds.get(name)
        if self.count <= FOUNDING[self.format] and name != _BEGINNING[-FOUNDING[self.format] :][self.count - 1]:
            yield "台帳の始まりの記録が、決まりと違います。"
        if kind is None:
            return
        if self.format < SINCE.get(name, 1):
            yield f"この形式の台帳にない記録です（{name}）。"
            return
        own = {key: value for key, value in data.items() if key != "session"} if _by_session(name, data) else data
        if self.format > 1 and not shaped(own, shape_of(kind, own)):
            yield "記録の中身の形が違います。"
            return
        if self.format > 1 and entry["meaning"] != kind.meaning:
            yield f"署名の意味が、この記録のものではありません（{name}）。"
        about, _, states = kind.stands.partition(" ")
        wanted = process_in(data) if about == "process" else data.get(about, "")
        stands = self._stands(about, str(wanted)) if about else ""
        if about and stands not in states.split():
            yield out_of_turn(name, about, stands)
        if about and (stands == "new") != (states == "new"):
            return  # there is nothing that it could change, or something that it must not replace
        found = list(self._refused(name, kind, entry, seq))
        yield from found
        if not (found and name == "key.enrolled"):  # a key that is not theirs must not speak for anybody later
            self._change(name, entry, seq)

    def _stands(self, about: str, wanted: str) -> str:
        if about == "month":
            return self.months.stands(wanted)
        return self.people.stands(wanted) if about == "account" else self.works.stands(about, wanted)

    def _refused(self, name: str, kind: Kind, entry: dict[str, Any], seq: int) -> Iterator[str]:
        data, by = entry["data"], entry["by"]
        if "second" in kind.marks and by in self.works.rounds[data["round"]].checkers:
            yield "この回を検査した人が、確認か判定をしています。"
        if "ground" in kind.marks and not self.works.is_on_ground(self.works.rounds[data["round"]]):
            yield "検証品が結び付いていたものと、工程に結び付いているものが違います（失効）。"
        if name == "piece.signed":
            yield from self.pins.refused(entry)
        yield from self.warm_ups.too_early(name, by, data, entry["time"])
        yield from self.exchange.refused(name, entry)
        if kind.stands.startswith("account"):
            yield from self.people.refused(name, by, data, entry["time"])
        elif name in OF_CUSTODY:
            known = set(self.months.by_id), self.works.decided()
            yield from custody_problems(self.custody, name, by, data, entry["time"], *known)
        elif name in OF_INCIDENTS:
            yield from self.incidents.refused(name, by, data)
        elif name in OF_WARM_UPS:
            yield from self.warm_ups.refused(name, data, entry["time"])
        elif name in OF_MONTHS:
            yield from self.months.refused(name, by, data)
        elif name in CHECKS:
            yield from CHECKS[name](self.works, by, data)
        elif name in OLD_CHECKS:
            yield from OLD_CHECKS[name](self.works, by, data)
        elif name == "checkpoint.made" and (data["count"], data["head"]) != (seq - 1, entry["prev"]):
            yield "チェックポイントの値が、ここまでの台帳と違います。"
        elif name == "ledger.begun" and (seq != 1 or data["format"] != self.format):
            yield "台帳の始まりの記録が、決まりと違います。"

    def _change(self, name: str, entry: dict[str, Any], seq: int) -> None:
        data = entry["data"]
        self.pins.follow(name, entry, seq)
        self.exchange.follow(name, entry)
        if self.kinds[name].stands.startswith("account"):
            self.people.change(name, data)
        elif name in OF_CUSTODY:
            custody_after(self.custody, name, entry["by"], data, seq)
        elif name in OF_INCIDENTS:
            self.incidents.change(name, entry["by"], data)
        elif name in OF_WARM_UPS:
            self.warm_ups.change(name, entry["by"], data)
        elif name in OF_MONTHS:
            self.months.change(name, entry["by"], data, seq)
        elif name in OF_WORKS:
            self.works.change(name, entry["by"], data, seq, self.hashes[seq][0])
        elif name == "ledger.begun" and data["previous"] is not None:
            self.previous = Previous(**data["previous"])
        if self.format > 1:
            known_of_itself(self.custody, name, entry["by"], data, seq)

    def look_for_logs(self, lost: Lost | None) -> None:
        """Whether the logs that entries speak of are there."""
        gone = self.custody.erased()
        logs = [log for log in self.works.logs() if log.sha256 not in gone]
        if logs and lost is None:
            text = f"添付したログ {len(logs)} 件は、台帳の写しに入っていないため調べていません。"
            self.remarks.append(Problem(self.last, 0, text))
        elif logs and lost is not None:
            asked = {log.sha256 for log in logs if _SHA256.fullmatch(log.sha256)}
            kept = asked.difference(lost(asked))
            found = (log for log in logs if log.sha256 not in kept)
            self.problems += [
                Problem(log.entry, 0, f"添付 {log.name} がないか、添付したときのものではありません。") for log in found
            ]

    def compare(self, one: Checkpoint) -> None:
        """Hold a checkpoint against the entries; those of smaller counts come first."""
        text = one.fault
        if not text and one.format != self.format:
            text = f"形式 {one.format} の台帳のチェックポイントです。この台帳は形式 {self.format} です。"
        elif not text and one.count > self.last:
            text = f"{one.count} 番まであったはずです。後ろが失われたか、前の状態に戻されています。"
        elif not text and self.hashes.get(one.count, ("",))[0] != one.head:
            text = f"{self.matched + 1}〜{one.count} 番のどこかから、台帳が作り直されています。"
        elif not text and self.people.keys.get(one.public_key) != one.by:
            text = "チェックポイントの署名が、台帳にある人のものではありません。"
        if text:
            self.problems.append(Problem(min(one.count, self.last), 0, f"{text}（{one.file}）"))
        else:
            self.matched = one.count


def _by_session(kind: str, data: dict[str, Any]) -> bool:
    """Whether an entry says that it was signed with the key of a session, as its kind may."""
    return kind in KINDS and "session" in KINDS[kind].marks and "session" in data


def _makers(kind: str, form: int) -> set[str]:
    """The roles that may make a kind."""
    row = KINDS.get(kind) or (OLD.get(kind) if form == 1 else None)
    return set() if row is None else {*row.roles.split(), *WIDER.get((form, kind), "").split()}
