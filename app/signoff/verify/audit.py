"""The proof itself: one look at every entry, oldest first."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from itertools import chain, islice
from typing import Any

from .proofs import OF_PROOFS, Proofs
from .rules import MAY, UNSIGNED, Person, change_person
from .texts import DOMAINS, FOUNDING, GENESIS, UnreadableError, canonical, digest, is_weak, parsed, types, verified

_TEXTS = ("prev", "time", "kind", "by", "name", "terminal", "meaning")
_ENTRY = {"seq": int, "data": dict, **dict.fromkeys(_TEXTS, str)}
_PREVIOUS = {"format": int, "count": int, "head": str}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_SHA256 = re.compile("[0-9a-f]{64}")
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
    """The verdict. ``people`` are names as they are now; ``time`` (UTC) and ``head`` (hash) the last entry's."""

    format: int
    previous: Previous | None
    entries: int
    people: tuple[str, ...]
    time: str
    head: str
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    checkpoints: int

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
    people = tuple(person.name for person in audit.people.values())
    found = tuple(audit.problems), tuple(audit.remarks)
    head = audit.hashes[audit.last][0]
    return Report(number, audit.previous, audit.count, people, audit.time, head, *found, len(checkpoints))


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


def _founder(first: Sequence[Row]) -> dict[str, Person]:
    """The first administrator, who signs their own registration with the key that the last of these entries enrols."""
    try:
        created, granted, enrolled = (parsed(row.body, _ENTRY) for row in first[-3:])
        if (created["kind"], granted["kind"]) != ("account.created", "right.granted"):
            return {}
        data = created["data"]
        person = Person(data["login"], str(data["name"]), {granted["data"]["role"]}, enrolled["data"]["public_key"])
        return {data["account"]: person}
    except (ValueError, KeyError, TypeError):
        return {}


class _Audit:
    """What the entries so far say. ``hashes``: of each entry, as it is and as it was recorded."""

    def __init__(self, number: int, people: dict[str, Person]) -> None:
        self.format = number
        self.previous: Previous | None = None
        self.people = people
        self.count = self.last = self.unvouched = self.matched = 0
        self.time = ""
        self.proofs = Proofs(number)
        self.keys: dict[str, str] = {}
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
            found += self._content(entry["kind"], entry["by"], entry["data"], seq, entry["prev"])
        except (KeyError, TypeError, AttributeError):
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
        if not _TIME.fullmatch(entry["time"]) or canonical(entry) != row.body:
            yield "内容の書き方が決まりと違います。"
        elif entry["time"] < self.time:
            text = f"時計が戻っています（{self.time} → {entry['time']}）。"
            self.remarks.append(Problem(seq, row.line, text))
        self.time = entry["time"]

    def _signer(self, row: Row, entry: dict[str, Any], is_whole: bool) -> Iterator[str]:
        kind, person = entry["kind"], self.people.get(entry["by"])
        if kind in UNSIGNED:
            self.unvouched += 1
            if row.signature:
                yield "署名のないはずの記録に署名があります。"
            return
        self.unvouched = 0
        key = str(entry["data"].get("public_key")) if kind == "key.enrolled" else person.key if person else ""
        if is_whole and not verified(key, row.body, row.signature, self.format):
            yield "署名が、その人のその時の鍵と合いません。"
        if person is None:
            yield "登録されていない人の記録です。"
        elif not person.active:
            yield "停止された人の記録です。"
        elif not person.roles & MAY.get(kind, frozenset()):
            yield f"この記録を作る権限がない人の記録です（{kind}）。"
        elif entry["name"] != person.name:
            yield "氏名が、その人のその時の氏名と違います。"

    def _content(self, kind: str, by: str, data: dict[str, Any], seq: int, prev: str) -> Iterator[str]:
        if kind == "checkpoint.made" and (data["count"], data["head"]) != (seq - 1, prev):
            yield "チェックポイントの値が、ここまでの台帳と違います。"
        elif kind == "ledger.begun":
            yield from self._begin(data, seq)
        elif kind == "account.created" and seq > FOUNDING[self.format]:
            logins = {person.login.casefold() for person in self.people.values()}
            if data["account"] in self.people or data["login"].casefold() in logins:
                yield "同じ人か ID が二度登録されています。"
            self.people.setdefault(data["account"], Person(data["login"], str(data["name"])))
        elif kind == "key.enrolled":
            yield from self._enrol(by, data["account"], data["public_key"])
        elif kind in OF_PROOFS:
            yield from self.proofs.take(kind, by, data, seq, self.hashes[seq][0])
        elif "account" in data:
            change_person(self.people[data["account"]], kind, data)

    def _begin(self, data: dict[str, Any], seq: int) -> Iterator[str]:
        told = data["previous"]
        is_right = seq == 1 and types(data) == {"format": int, "program": str, "previous": type(told)}
        if not is_right or data["format"] != self.format or (told is not None and types(told) != _PREVIOUS):
            yield "台帳の始まりの記録が、決まりと違います。"
        elif told is not None:
            self.previous = Previous(**told)

    def _enrol(self, by: str, who: str, key: str) -> Iterator[str]:
        person = self.people[who]
        if by != who or not person.enrolling:
            yield "登録も再設定もないのに、鍵が替えられています。"
        elif key in self.keys or is_weak(key):
            yield "使ってはならない鍵です。"
        else:
            person.key, person.enrolling, self.keys[key] = key, False, who

    def look_for_logs(self, lost: Lost | None) -> None:
        """Whether the logs that entries speak of are there."""
        logs = self.proofs.logs()
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
        elif not text and self.keys.get(one.public_key) != one.by:
            text = "チェックポイントの署名が、台帳にある人のものではありません。"
        if text:
            self.problems.append(Problem(min(one.count, self.last), 0, f"{text}（{one.file}）"))
        else:
            self.matched = one.count
