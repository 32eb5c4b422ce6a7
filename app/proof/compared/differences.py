"""Differences as people go through them: those that are alike together, each with a number of its own."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Literal, NamedTuple

from app.notice.model import Side
from app.proof.printed.comparison import Comparison
from app.proof.printed.model import Difference, Severity

Decision = Literal["accept", "reprint"]
DECISIONS: Mapping[Decision, str] = {"accept": "差し支えなし", "reprint": "刷り直し"}
NEVER_ACCEPTED = frozenset({"print.pairing"})
"""Sides of different people on one paper: nobody can let that pass; the ledger holds the same."""
RULES: Mapping[str, str] = {
    "print.pairing": "表裏・宛名が別の人",
    "print.missing_page": "頁がない",
    "print.duplicate_page": "頁が重複",
    "print.stranger": "データにない頁",
    "print.missing": "印字もれ",
    "print.changed": "値が違う",
    "print.added": "余分な印字",
    "print.moved": "位置ずれ",
    "print.font": "外字の字形",
    "print.gannen": "元年でない",
    "print.barcode": "カスタマバーコード",
    "print.piece_id": "現品のコード",
    "print.graphic": "様式の線・図形",
    "print.hidden": "窓から見えない",
    "print.unreadable": "読み取り不可",
    "print.undecided": "判定できない",
    "print.order": "並び順",
}
"""What each rule is called on screens and papers, the gravest first."""
SIDE_NAMES: Mapping[Side, str] = {"sheet": "宛名面", "front": "通知 表", "back": "通知 裏"}
_ORDER = {rule: at for at, rule in enumerate(RULES)}


class DifferenceGroup(NamedTuple):
    """Differences that are alike. ``expected``/``found``: what stands against what, cut to what differs; ``members``:
    places in the comparison's findings, in the order of the pages.
    """

    rule: str
    severity: Severity
    side: Side | None
    item: str | None
    expected: str
    found: str
    message: str
    members: tuple[int, ...]
    place: str = ""
    """Where it is, if it stands for one difference that is decided by itself."""

    @property
    def key(self) -> str:
        """One text for it, in whatever comparison."""
        alike = [self.rule, self.side, self.item, self.expected, self.found, self.message]
        alike += [self.place] if self.place else []
        return hashlib.sha256(json.dumps(alike, ensure_ascii=False).encode()).hexdigest()


def grouped(findings: Sequence[Difference], *, apart: bool = False) -> tuple[DifferenceGroup, ...]:
    """The gravest rules first, of these the ones with most differences. ``apart``: what could not be told is no group,
    for on paper one blot is not like another.
    """
    found: dict[tuple[str, Severity, Side | None, str | None, str, str, str, str], list[int]] = {}
    for at, one in enumerate(findings):
        core = differing(one) if one.rule in ("print.changed", "print.font", "print.gannen") else ("", "")
        message = rule_title(one.rule) if _names_a_page(one) else one.message
        place = _place(one) if apart and one.rule == "print.undecided" else ""
        key = (one.rule, one.severity, one.side, one.item, *core, message, place)
        found.setdefault(key, []).append(at)

    def order(at: int) -> tuple[bool, int, int]:
        page = findings[at].page
        return page is None, page or 0, at

    groups = [DifferenceGroup(*key[:7], tuple(sorted(members, key=order)), key[7]) for key, members in found.items()]
    groups.sort(key=lambda one: (one.severity != "error", _ORDER.get(one.rule, len(_ORDER)), -len(one.members)))
    return tuple(groups)


def _place(one: Difference) -> str:
    """Which one it is among all, also once it was written and read again."""
    return ":".join(map(str, (one.file, one.record, one.page, one.expected, one.found)))


def _names_a_page(one: Difference) -> bool:
    """Whether its message names a page or a record of its own, and so is never like another one."""
    return one.rule in ("print.pairing", "print.duplicate_page", "print.piece_id")


def differing(one: Difference) -> tuple[str, str]:
    """What is expected and what is found, without what is alike at both ends."""
    want, got = ("".join(text.split()).strip("¥円") for text in (one.expected, one.found))
    head = _alike(want, got)
    tail = _alike(want[head:][::-1], got[head:][::-1])
    return want[head : len(want) - tail], got[head : len(got) - tail]


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def rule_title(rule: str) -> str:
    """What a rule is called."""
    return RULES.get(rule, rule)


def finding_sha256(one: Difference) -> str:
    """What names a difference in the ledger, where nothing of a record may stand."""
    return hashlib.sha256(json.dumps(one.as_json(), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def members_sha256(result: Comparison, group: DifferenceGroup) -> str:
    """The same of all differences of a group."""
    own = sorted(finding_sha256(result.findings[at]) for at in group.members)
    return hashlib.sha256("\n".join(own).encode("ascii")).hexdigest()


class Ruling(NamedTuple):
    """What a person decided on a group, and why."""

    decision: Decision
    reason: str


class DifferenceReview:
    """How far a person has come with the differences of a comparison: each that was looked at, each group decided."""

    def __init__(self, result: Comparison, *, apart: bool = False) -> None:
        self.result = result
        self.groups = grouped(result.findings, apart=apart)
        self.seen: set[int] = set()
        self.rulings: dict[int, Ruling] = {}
        """By place of the group."""
        self._group_of = {at: number for number, one in enumerate(self.groups) for at in one.members}
        self._on_page: dict[int, list[int]] = {}
        for at, finding in enumerate(result.findings):
            if finding.page is not None:
                self._on_page.setdefault(finding.page, []).append(at)

    def tick(self, at: int, on: bool = True) -> None:
        """That a difference (its place in the findings) was looked at, or not."""
        (self.seen.add if on else self.seen.discard)(at)

    def rule(self, group: int, ruling: Ruling | None) -> None:
        """Decide on a group; ``ValueError`` for what cannot be decided so."""
        if ruling is None:
            self.rulings.pop(group, None)
            return
        if not ruling.reason.strip() or not self.may(group, ruling.decision):
            raise ValueError("no such ruling")
        self.rulings[group] = ruling

    def may(self, group: int, decision: Decision) -> bool:
        """Whether a group may be decided so."""
        return decision == "reprint" or self.groups[group].rule not in NEVER_ACCEPTED

    def seen_of(self, group: int) -> int:
        """How many of a group were looked at."""
        return sum(at in self.seen for at in self.groups[group].members)

    @property
    def undecided(self) -> int:
        """How many differences (件) nobody decided on."""
        return sum(len(one.members) for at, one in enumerate(self.groups) if at not in self.rulings)

    @property
    def unseen(self) -> int:
        """How many (件) nobody looked at."""
        return len(self.result.findings) - len(self.seen)

    @property
    def reprints(self) -> int:
        """How many (件) mean that it is printed again."""
        return sum(len(self.groups[at].members) for at, one in self.rulings.items() if one.decision == "reprint")

    def group_of(self, at: int) -> int:
        """The group that a difference is in."""
        return self._group_of[at]

    def on_page(self, number: int) -> list[int]:
        """The differences on a page."""
        return self._on_page.get(number, [])
