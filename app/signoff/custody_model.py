"""What is held of the agency's personal data, what was handed in, what was erased: as the ledger knows it.

What is written down is N 仕様書 10(3)②, 別紙10 (個人情報等管理台帳); a copy in a computer is one more (note there).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from app.signoff.signed import Sign

Medium = Literal["paper", "media", "data"]
How = Literal["returned", "moved", "discarded", "erased"]
MEDIUM_WORDS: Mapping[str, str] = {"paper": "紙媒体", "media": "外部電磁的記録媒体", "data": "電子データ"}
HOW_WORDS: Mapping[str, str] = {"returned": "返却", "moved": "移送", "discarded": "廃棄", "erased": "消去"}
IMPERSONAL = frozenset(
    (
        "ledger", "rights", "access", "analysis", "checkpoint", "reception_sheet", "comparison.form",
        "paper.lists_read", "paper.result", "paper.monthly", "paper.inspection", "paper.custody", "paper.sla",
        "paper.returned", "paper.training",
    )
)  # fmt: skip
"""Kinds of file written out that hold nothing of the agency's: names of our own people at most."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a holding: ``on`` which day, ``method`` how and whereto; ``confirmed`` by somebody else."""

    how: How
    on: str
    method: str
    signature: Sign
    confirmed: Sign | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """One line of 個人情報等管理台帳. ``key`` names it in entries; ``month`` (id) is empty where it is no month's;
    ``source`` is what made it known: ``media``, ``lists``, ``dummies``, ``store``, ``export`` or ``own``.
    """

    key: str
    source: str
    month: str
    number: str
    what: str
    quantity: str
    medium: Medium
    purpose: str
    copy: bool
    place: str
    made: str
    by: str
    signature: Sign
    moved: Moved | None = None

    @property
    def is_settled(self) -> bool:
        """Given back or erased, and that confirmed."""
        return self.moved is not None and self.moved.confirmed is not None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper for the agency: ``kinds`` of export that are it; ``monthly``: 報告 rests on its being handed in."""

    title: str
    annex: str
    kinds: frozenset[str]
    monthly: bool = True


def _made(title: str, annex: str, kind: str, *, monthly: bool = True) -> Paper:
    return Paper(title, annex, frozenset((kind,)), monthly)


PAPERS: Mapping[str, Paper] = MappingProxyType(
    {
        "lists_read": _made("別送・引き抜きリスト読込確認票", "委託要領 6(3)", "paper.lists_read"),
        "redirected": _made("別送対象事業所結果一覧表", "委託要領別紙10-1", "paper.redirected"),
        "pulled": _made("引き抜き対象事業所結果一覧表", "委託要領別紙10-2", "paper.pulled"),
        "list_errors": _made("別送・引き抜き結果エラーリスト", "委託要領別紙10-3", "paper.list_errors"),
        "no_barcode": _made("カスタマバーコード印字不可分", "委託要領別紙8", "no_barcode"),
        "result": _made("委託結果報告書", "仕様書別紙13-1", "paper.result"),
        "monthly": _made("月間報告書", "仕様書別紙13-2", "paper.monthly"),
        "inspection": _made("受託業務 自主点検結果報告書", "仕様書別紙12", "paper.inspection"),
        "defects": _made("記録媒体不備報告書", "委託要領別紙9", "defects", monthly=False),
        "custody": _made("個人情報等管理台帳", "仕様書別紙10", "paper.custody", monthly=False),
        "sla": _made("サービス水準の達成状況", "仕様書別紙4", "paper.sla", monthly=False),
        "returned": _made("個人情報等の返却・廃棄等に関する報告書", "仕様書別紙11", "paper.returned", monthly=False),
        "training": _made("研修実施報告書", "仕様書別紙9", "paper.training", monthly=False),
    }
)
"""By id, in the order in which they are due."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A paper that was handed in: which file, on which day, how."""

    paper: str
    sha256: str
    on: str
    way: str
    signature: Sign


@dataclass(frozen=True, slots=True)
class Erasure:
    """An attachment whose bytes go: who asked, what it was called, and who decided; its hash stays."""

    name: str
    kept_until: str
    reason: str
    asked: Sign
    erased: Sign | None = None
    method: str = ""


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of an evidence pack."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Pack:
    """An evidence pack that was made of a month; ``missing``: what it says that it lacks."""

    files: tuple[PackedFile, ...]
    missing: tuple[str, ...]
    signature: Sign
