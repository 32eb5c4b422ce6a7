"""What 受入 knows of the opened medium, as plain values, and the counts of a month that the next one compares with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from app.checks.catalogue import RULES
from app.checks.rules.created import written_date
from app.checks.run import CheckResult
from app.checks.totals import OfficeLine
from app.media.manifest import manifest
from app.media.model import OpenedMedia
from app.media.volume import load_expected
from app.month.reception.typed import Office
from app.records.counts import CountTable
from app.records.layouts import Scheme
from app.records.units import ENVELOPES, NOTICES, Count


@dataclass(frozen=True, slots=True)
class TableFacts:
    """A 件数表 of the medium: its 作成年月日, its 合計 (枚), and how many errors it has."""

    scheme: Scheme
    name: str
    created: date | None
    total: int | None
    errors: int


@dataclass(frozen=True, slots=True)
class Medium:
    """The opened medium.

    ``label`` is as found, from the disc, the folder's or the files' names (``label_source``); ``title`` the same with
    its side. ``sha256`` names its content, the same for 正 and 副. ``expected`` files it must hold, ``opened`` could be
    read; ``missing``, ``unexpected`` and ``unread`` name the others. ``offices`` are all offices with their 01, 02 and
    件数表; ``tables`` by scheme. ``notices`` 件 and ``envelopes`` 通 are all of it. ``broken`` counts errors in the
    structure of the medium, ``errors`` all others that the check found, which its own gate deals with.
    """

    volume: str
    label: str
    title: str
    side: str
    label_source: str
    sha256: str
    expected: int
    opened: int
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    unread: tuple[str, ...]
    offices: tuple[OfficeLine, ...]
    tables: Mapping[Scheme, TableFacts]
    notices: Count
    envelopes: Count
    broken: int
    errors: int
    is_sample: bool = False

    @property
    def lines(self) -> tuple[Office, ...]:
        """The offices whose numbers are typed from the paper, in the order of the 件数表."""
        return tuple(Office(one.scheme, one.office, one.name) for one in self.offices)


_STAGES = {rule.name: rule.stage for rule in RULES}


def medium_facts(
    media: OpenedMedia, tables: Mapping[str, CountTable], result: CheckResult, *, is_sample: bool = False
) -> Medium:
    """The facts of an opened and checked medium; ``tables`` are its 件数表 by file name."""
    volume = media.volume
    errors = [one for one in result.findings if one.severity == "error"]
    # What is missing or superfluous is named by itself.
    named = {"volume.missing", "volume.unexpected", "file.key"}
    broken = [one for one in errors if _STAGES.get(one.rule) == "volume" and one.rule not in named]
    in_tables = [one for one in errors if one.file in tables]
    return Medium(
        volume=volume.volume,
        label=volume.label,
        title=volume.title,
        side=volume.side,
        label_source=volume.label_source,
        sha256=manifest(media)["sha256"],
        expected=len(volume.expected),
        opened=len(media.files),
        missing=tuple(one.name for one in volume.missing),
        unexpected=tuple(one.name for one in volume.unexpected),
        unread=tuple(one.name for one in volume.files if one.expected is not None and one.name not in media.files),
        offices=result.totals,
        tables={one.scheme: _table(one, sum(error.file == one.name for error in in_tables)) for one in tables.values()},
        notices=Count(sum(one.notices for one in result.files), NOTICES),
        envelopes=Count(sum(one.establishments for one in result.files), ENVELOPES),
        broken=len(broken),
        errors=len(errors) - len(broken) - len(in_tables) - sum(one.rule in named for one in errors),
        is_sample=is_sample,
    )  # fmt: skip


def _table(table: CountTable, errors: int) -> TableFacts:
    written = "" if table.title is None else table.title.created
    return TableFacts(table.scheme, table.name, written_date(written), table.total, errors)


@cache
def prefectures() -> Mapping[str, str]:
    """Names by 都道府県コード, which an office's code begins with (inferred)."""
    return {one.prefecture_code: one.prefecture for one in load_expected() if one.prefecture_code}


def prefecture_of(office: str) -> str:
    """The prefecture of a 統一事務所コード, ``""`` where it is not known."""
    return prefectures().get(office[:2], "")


# A month's counts


@dataclass(frozen=True, slots=True)
class OfficeFigure:
    """How many notices (件: ``01`` records) one office had."""

    scheme: Scheme
    code: str
    name: str
    notices: int


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """The counts of one month (``2026-12``): by office in 件, and all envelopes in 通."""

    period: str
    offices: tuple[OfficeFigure, ...]
    envelopes: int

    @property
    def notices(self) -> Count:
        """All notices."""
        return Count(sum(one.notices for one in self.offices), NOTICES)


def month_counts(period: str, medium: Medium) -> MonthCounts:
    """What the next month compares with."""
    offices = tuple(OfficeFigure(one.scheme, one.office, one.name, one.counted.notices) for one in medium.offices)
    return MonthCounts(period, offices, medium.envelopes.value)
