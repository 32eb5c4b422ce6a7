"""One table where everything must agree: by office and scheme what each source says, in 件 and in 通 (SPEC 8, 15).

What nobody has told yet is ``None``, never 0. Stages are held against each other piece by piece, so that one lost and
one doubled piece of an office do not hide each other, and so that each fault is named once: at the stage where it
happened.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.records.counts import CountTable
from app.records.layouts import Scheme, notice_layouts
from app.records.notice_file import OFFICE_TOTAL, NoticeFile
from app.records.pictures import read
from app.records.text import to_text, trimmed
from app.records.units import ENVELOPES, NOTICES, Count, Unit
from app.tally.envelopes import Envelopes
from app.tally.model import INSERT, POST, PRINT, WEIGHT, Lives, Pieces, Rows
from app.tally.ways import PULL, REDIRECT

Column = Literal[
    "data", "counttable", "total", "printed", "redirected", "pulled", "no_barcode", "inserted", "weighed", "posted"
]
COLUMNS: tuple[Column, ...] = (
    "data", "counttable", "total", "printed", "redirected", "pulled", "no_barcode", "inserted", "weighed", "posted",
)  # fmt: skip
COLUMN_WORDS: Mapping[Column, str] = {
    "data": "明細（01）",
    "counttable": "件数表",
    "total": "合計（02）",
    "printed": "印字",
    "redirected": "別送",
    "pulled": "引き抜き",
    "no_barcode": "バーコードなし",
    "inserted": "封入",
    "weighed": "計量",
    "posted": "差出",
}
UNITS: tuple[Unit, ...] = (NOTICES, ENVELOPES)
SCHEMES: Mapping[Scheme, str] = {"kounen": "厚年", "senpo": "船保"}
_AFTER: tuple[tuple[Column, int], ...] = (("inserted", INSERT), ("weighed", WEIGHT), ("posted", POST))
Group = tuple[Scheme, str]
"""Scheme and 統一事務所コード."""
Values = Mapping[Column, int | None]


class Place(NamedTuple):
    """A record of a file."""

    file: str
    record: int


class Stated(NamedTuple):
    """What one source states of an office: how many (件), and in which record it does."""

    notices: int | None
    place: Place


class OfficeRow(NamedTuple):
    """One office in one unit. ``differs``: pairs of columns that do not agree."""

    scheme: Scheme
    office: str
    name: str
    unit: Unit
    values: Values
    differs: tuple[tuple[Column, Column], ...]


class OfficeDifference(NamedTuple):
    """Two numbers of an office that do not agree: ``left`` and each of ``right``, whose numbers are the same.

    ``counts`` by column, in each unit in which they are known; ``places``: the records that it is about, all of them
    where both sides know theirs, else where the number stands.
    """

    scheme: Scheme
    office: str
    name: str
    left: Column
    right: tuple[Column, ...]
    counts: Mapping[Column, tuple[Count, ...]]
    places: tuple[Place, ...]

    @property
    def key(self) -> str:
        """What it is called in the ledger."""
        between = "｜".join(COLUMN_WORDS[one] for one in (self.left, *self.right))
        return f"{SCHEMES[self.scheme]}　{self.office}｜{between}"

    @property
    def message(self) -> str:
        """Which office, which two numbers (Japanese)."""
        said = [f"{COLUMN_WORDS[one]} {'・'.join(map(str, self.counts[one]))}" for one in (self.left, *self.right)]
        note = "（引き抜きは差し出しません）" if "posted" in self.right else ""
        place = f"{SCHEMES[self.scheme]}　{self.office} {self.name}".strip()
        return f"{place}：{said[0]}と{'、'.join(said[1:])}が合いません{note}。"


@dataclass(frozen=True)
class CountsTable:
    """All offices in both units, and every difference once."""

    rows: tuple[OfficeRow, ...]
    differences: tuple[OfficeDifference, ...]

    def sums(self, unit: Unit) -> dict[Column, int | None]:
        """All offices together; ``None`` where nobody has told, of whichever office."""
        found: dict[Column, int | None] = {}
        for column in COLUMNS:
            values = [row.values[column] for row in self.rows if row.unit == unit]
            known = [one for one in values if one is not None]
            found[column] = sum(known) if values and len(known) == len(values) else None
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """How often each notice was printed, ``(n,)`` by notice of the pieces, as a comparison of the print found."""

    times: NDArray[np.uint16]


def printed_times(envelopes: Envelopes, missing: Iterable[Place], doubled: Iterable[Place]) -> Printed:
    """Of notices that lack a side, or were there again; everything else was printed once."""
    times = np.ones(len(envelopes.pieces), dtype=np.uint16)
    for places, value in ((doubled, 2), (missing, 0)):
        for place in places:
            at = envelopes.pieces.find(*place)
            if at is not None:
                times[at] = value
    return Printed(times)


def stated_totals(notices: Iterable[NoticeFile]) -> dict[Group, Stated]:
    """What the ``02`` of each office says, and names of offices are in :func:`office_names`."""
    found: dict[Group, Stated] = {}
    for file in notices:
        field = notice_layouts(file.scheme)["02"].role("notices")
        for record in file.rows(OFFICE_TOTAL).tolist():
            office = file.raw_record(record)[:4].decode("ascii", "replace")
            value = read(file.raw(record, field), field.picture or "").value
            before = found.get((file.scheme, office))
            if before is not None and before.notices is not None and value is not None:
                value += before.notices
            found[file.scheme, office] = Stated(value, Place(file.name, record))
    return found


def stated_prints(tables: Iterable[CountTable]) -> dict[Group, Stated]:
    """What the 件数表 says of each office."""
    return {
        (table.scheme, one.office_code): Stated(one.prints, Place(table.name, one.record))
        for table in tables
        for one in reversed(table.offices)
    }


def office_names(notices: Iterable[NoticeFile], tables: Iterable[CountTable]) -> dict[Group, str]:
    """By the 件数表, else by the ``02``."""
    found: dict[Group, str] = {}
    for file in notices:
        field = notice_layouts(file.scheme)["02"].role("office.name")
        for record in file.rows(OFFICE_TOTAL).tolist():
            office = file.raw_record(record)[:4].decode("ascii", "replace")
            found[file.scheme, office] = to_text(trimmed(file.raw(record, field))).rstrip("\u3000")
    for table in tables:
        found |= {(table.scheme, one.office_code): one.name for one in table.offices if one.name}
    return found


@dataclass(frozen=True, eq=False)
class Sources:
    """All that tells a number. ``listed``: whether the month's lists are known; ``printed`` by the comparison,
    ``lives`` by the machines' logs; ``tabled``: schemes of which there is a 件数表 that could be read whole.
    """

    envelopes: Envelopes
    totals: Mapping[Group, Stated]
    prints: Mapping[Group, Stated]
    tabled: frozenset[Scheme]
    names: Mapping[Group, str]
    listed: bool
    printed: Printed | None = None
    lives: Lives | None = None


class _Groups(NamedTuple):
    """Scheme and office of each row of the table; which one each envelope ``(m,)`` and notice ``(n,)`` is of."""

    keys: tuple[Group, ...]
    envelope: NDArray[np.int64]
    notice: NDArray[np.int64]

    def add(self, at: NDArray[np.int64], values: NDArray[np.integer]) -> list[int]:
        """Sums by row."""
        added: list[int] = np.bincount(at, weights=values, minlength=len(self.keys)).astype(np.int64).tolist()
        return added


def count_up(sources: Sources) -> CountsTable:
    """The table; ``ValueError`` where the logs are held against other pieces. Not for the GUI thread."""
    if sources.lives is not None and not _same(sources.lives.pieces, sources.envelopes.pieces):
        raise ValueError("the logs are of other pieces")
    groups = _groups(sources)
    columns = {unit: _columns(sources, groups, unit) for unit in UNITS}
    found = [*_stated_differences(sources, groups, columns), *_stage_differences(sources, groups, columns)]
    order = {key: at for at, key in enumerate(groups.keys)}
    found.sort(key=lambda one: (order[one.scheme, one.office], COLUMNS.index(one.right[0])))
    differs: dict[Group, list[tuple[Column, Column]]] = {}
    for one in found:
        differs.setdefault((one.scheme, one.office), []).extend((one.left, right) for right in one.right)
    rows = [
        OfficeRow(
            *key,
            sources.names.get(key, ""),
            unit,
            {column: columns[unit][column][at] for column in COLUMNS},
            tuple(pair for pair in differs.get(key, ()) if all(columns[unit][one][at] is not None for one in pair)),
        )
        for at, key in enumerate(groups.keys)
        for unit in UNITS
    ]
    return CountsTable(tuple(rows), tuple(found))


def _same(one: Pieces, other: Pieces) -> bool:
    return (one.files, len(one), one.envelopes) == (other.files, len(other), other.envelopes)


def _groups(sources: Sources) -> _Groups:
    envelopes = sources.envelopes
    own = envelopes.senpo.astype(np.uint64) << np.uint64(32)
    own |= envelopes.office.view(">u4").astype(np.uint64) if len(envelopes) else np.zeros(0, dtype=np.uint64)
    known, of = np.unique(own, return_inverse=True)
    mine: list[Group] = [
        ("senpo" if one >> 32 else "kounen", (one & 0xFFFFFFFF).to_bytes(4, "big").decode("ascii", "replace"))
        for one in known.tolist()
    ]
    keys = sorted({*mine, *sources.totals, *sources.prints}, key=lambda key: (key[0] != "kounen", key[1]))
    at = {key: place for place, key in enumerate(keys)}
    envelope = np.array([at[key] for key in mine], dtype=np.int64)[of] if mine else np.zeros(0, dtype=np.int64)
    return _Groups(tuple(keys), envelope, envelope[envelopes.pieces.envelope])


def _columns(sources: Sources, groups: _Groups, unit: Unit) -> dict[Column, list[int | None]]:
    """Every column of one unit, by row."""
    envelopes, none = sources.envelopes, [None] * len(groups.keys)
    weight = envelopes.sheets if unit == NOTICES else np.ones(len(envelopes), dtype=np.int64)

    def of(times: NDArray[Any] | None) -> list[int | None]:
        return list(none) if times is None else [*groups.add(groups.envelope, times * weight)]

    listed = sources.listed
    columns: dict[Column, list[int | None]] = {
        "data": of(np.ones(len(envelopes), dtype=np.int64)),
        "counttable": list(none),
        "total": list(none),
        "printed": list(none),
        "redirected": of(envelopes.way == REDIRECT) if listed else list(none),
        "pulled": of(envelopes.way == PULL) if listed else list(none),
        "no_barcode": of(envelopes.bare),
    }
    printed = _printed(sources)
    if unit == NOTICES:
        columns["counttable"] = [_stated(sources.prints.get(key), key[0] in sources.tabled) for key in groups.keys]
        columns["total"] = [_stated(sources.totals.get(key), True) for key in groups.keys]
    if printed is not None:
        by_notice = unit == NOTICES
        times = printed if by_notice else _whole(envelopes, printed)
        columns["printed"] = [*groups.add(groups.notice if by_notice else groups.envelope, times)]
    done = {} if sources.lives is None else sources.lives.done
    for column, stage in _AFTER:
        columns[column] = of(done.get(stage))
    return columns


def _stated(one: Stated | None, whole: bool) -> int | None:
    """A source that was read whole and does not name an office says that it has nothing."""
    return one.notices if one is not None else 0 if whole else None


def _printed(sources: Sources) -> NDArray[np.integer] | None:
    """How often each notice was printed: by the comparison where that finds a fault, else by the printers' logs."""
    lives, compared = sources.lives, sources.printed
    logged = None if lives is None or PRINT not in lives.logged else lives.printed
    if compared is None or logged is None:
        return logged if compared is None else compared.times
    return np.where(compared.times != 1, compared.times, logged)


def _whole(envelopes: Envelopes, times: NDArray[np.integer]) -> NDArray[np.integer]:
    """How often an envelope's notices were printed: 0 where one of them was not."""
    first = envelopes.pieces.first
    if not len(first):
        return times[:0]
    least, most = np.minimum.reduceat(times, first), np.maximum.reduceat(times, first)
    return np.where(least == 0, 0, most)


def _stated_differences(
    sources: Sources, groups: _Groups, columns: Mapping[Unit, Mapping[Column, list[int | None]]]
) -> Iterable[OfficeDifference]:
    """What the 件数表 and the ``02`` say, against the records; where both say the same, the records are the odd one."""
    own = columns[NOTICES]
    names: tuple[Column, ...] = ("counttable", "total")
    for at, key in enumerate(groups.keys):
        wrong = [one for one in names if own[one][at] not in (None, own["data"][at])]
        together = len(wrong) == len(names) and own[wrong[0]][at] == own[wrong[1]][at]
        for right in [tuple(wrong)] if together else [(one,) for one in wrong]:
            stated = [(sources.prints if one == "counttable" else sources.totals).get(key) for one in right]
            places = [one.place for one in stated if one is not None] or _first(sources, groups, at)
            yield _difference(sources, groups, columns, at, "data", right, tuple(places))


def _first(sources: Sources, groups: _Groups, at: int) -> list[Place]:
    envelopes = np.flatnonzero(groups.envelope == at)
    return [Place(*sources.envelopes.place(int(envelopes[0])))] if len(envelopes) else []


def _stage_differences(
    sources: Sources, groups: _Groups, columns: Mapping[Unit, Mapping[Column, list[int | None]]]
) -> Iterable[OfficeDifference]:
    """Print, insertion, weighing and posting, each against the stage before it that is known.

    A piece differs where it is not there exactly once and the stage before did not have it just as often.
    """
    envelopes, lives = sources.envelopes, sources.lives
    before, name = np.ones(len(envelopes), dtype=np.int64), "data"
    printed = _printed(sources)
    stages: list[tuple[Column, NDArray[np.integer]]] = []
    if printed is not None:
        stages.append(("printed", _whole(envelopes, printed)))
    stages += [(column, lives.done[stage]) for column, stage in _AFTER if lives is not None and stage in lives.done]
    pulled = envelopes.way == PULL
    for column, done in stages:
        wrong = (done != 1) & (done != before)
        if column == "posted":
            wrong = np.where(pulled, done > 0, wrong)
        for at in np.unique(groups.envelope[wrong]).tolist():
            own = np.flatnonzero(wrong & (groups.envelope == at))
            places = _places(sources, own, printed if column == "printed" else None)
            left: Column = name  # type: ignore[assignment]
            yield _difference(sources, groups, columns, at, left, (column,), places)
        before, name = done.astype(np.int64), column


def _places(sources: Sources, envelopes: Rows, printed: NDArray[np.integer] | None) -> tuple[Place, ...]:
    """The notices in these envelopes; of a print only those that were not printed once."""
    pieces = sources.envelopes.pieces
    notices = (notice for one in envelopes.tolist() for notice in pieces.of_envelope(one))
    return tuple(Place(*pieces.place(one)) for one in notices if printed is None or printed[one] != 1)


def _difference(
    sources: Sources,
    groups: _Groups,
    columns: Mapping[Unit, Mapping[Column, list[int | None]]],
    at: int,
    left: Column,
    right: tuple[Column, ...],
    places: tuple[Place, ...],
) -> OfficeDifference:
    key = groups.keys[at]
    units = [unit for unit in UNITS if all(columns[unit][one][at] is not None for one in (left, *right))]
    counts = {one: tuple(Count(columns[unit][one][at] or 0, unit) for unit in units) for one in (left, *right)}
    return OfficeDifference(*key, sources.names.get(key, ""), left, right, counts, places)
