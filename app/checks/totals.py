"""Offices counted out: the 01 records against the 02 of their office and against the 件数表."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.checks.groups import Groups, groups, office_text, run_starts
from app.checks.unread import Unread, unread
from app.checks.view import FileView, Rows
from app.media.volume import load_expected
from app.records.counts import CountTable, OfficeCount
from app.records.layouts import Scheme
from app.records.notice_file import DETAIL, OFFICE_TOTAL
from app.records.pictures import NUMBER
from app.records.text import to_text, trimmed
from app.records.units import NOTICES

SUM_ROLES = ("charge.total", "receipt.total")
"""合計額 of the 告知 and of the 領収 part in an 01."""
FIGURE_ROLES = ("notices", "charges", "charge_sum", "receipts", "receipt_sum")
"""The figures of an 02, in the order of :class:`Figures` (N 別紙12-3, 14-3)."""
FIGURE_NAMES = ("通知書作成件数", "告知額通知件数", "告知額合計", "領収済額通知件数", "領収済額合計")
FIGURE_UNITS = (NOTICES, NOTICES, "円", NOTICES, "円")
"""See :mod:`app.records.units`."""
_NOT_OPEN = "開けなかったファイルがあり、件数が分かりません。"
_SCHEMES: dict[Scheme, str] = {"kounen": "厚年", "senpo": "船保"}


class Figures(NamedTuple):
    """What an 02 says of its office: counts of 01 (件), sums in yen."""

    notices: int
    charges: int
    charge_sum: int
    receipts: int
    receipt_sum: int


@dataclass(frozen=True, slots=True)
class FileOffice:
    """One office in one view. ``files`` hold its 01 and its 02; ``total`` is the record of its 02 and ``said`` what
    that says, ``None`` without one.

    ``count_sure``/``amount_sure`` are false when an unsound record may hide a notice / an amount of the office.
    """

    office: str
    name: str
    files: tuple[str, ...]
    counted: Figures
    said: Figures | None
    total: int | None
    count_sure: bool
    amount_sure: bool

    @property
    def stray(self) -> bool:
        """An 02 that counts notices where there are none: it is in the wrong place, not miscounted."""
        return self.said is not None and self.said.notices > 0 and self.counted.notices == 0

    @property
    def wrong(self) -> tuple[int, ...]:
        """Which of the five figures of the 02 are certainly wrong."""
        if self.said is None:
            return ()
        sure = (self.count_sure, *(self.amount_sure and self.count_sure,) * 4)
        return tuple(
            at for at, (one, own) in enumerate(zip(self.said, self.counted, strict=True)) if one != own and sure[at]
        )


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One office of one scheme over all files of the volume.

    ``counted`` are its 01 records, ``said`` its 02 and ``prints`` its プリント枚数 in the 件数表 (枚, as many as 件),
    ``None`` without one.
    ``total_ok``/``prints_ok``: whether they agree with ``counted``; ``None`` where that cannot be judged. ``reason``
    says why records that could not be read keep it from being judged, empty if none do.
    """

    scheme: Scheme
    office: str
    name: str
    files: tuple[str, ...]
    counted: Figures
    said: Figures | None
    prints: int | None
    total_ok: bool | None
    prints_ok: bool | None
    reason: str = ""

    def cells(self) -> tuple[str | int | None, ...]:
        """The line under :data:`OFFICE_COLUMNS`; ``None`` is an empty cell."""
        said: Iterable[int | None] = self.said or (None,) * len(self.counted)
        pairs = (figure for pair in zip(self.counted, said, strict=True) for figure in pair)
        head = (_SCHEMES[self.scheme], self.office, self.name, "、".join(self.files))
        total = _verdict(self.total_ok, self.reason)
        prints = _verdict(self.prints_ok, "" if self.prints is None else self.reason)
        return (*head, *pairs, self.prints, total, prints, self.reason or None)


UNJUDGED = "照合できません"
REASON_TITLE = "照合できない理由"
OFFICE_COLUMNS: tuple[str, ...] = (
    "制度",
    "統一事務所コード",
    "事務所名称",
    "ファイル",
    *(
        f"{name}（{origin}、{unit}）"
        for name, unit in zip(FIGURE_NAMES, FIGURE_UNITS, strict=True)
        for origin in ("明細01", "合計02")
    ),
    "プリント枚数（件数表、枚）",
    "合計02との照合",
    "件数表との照合",
    REASON_TITLE,
)
"""Column titles of :meth:`OfficeLine.cells`."""


def _verdict(ok: bool | None, reason: str) -> str:
    if ok is None:
        return UNJUDGED if reason else "判定なし"
    return "一致" if ok else "不一致"


def office_totals(views: Mapping[str, FileView], tables: Mapping[str, CountTable]) -> tuple[OfficeLine, ...]:
    """One line for every office that has records or a row of a 件数表, by scheme and office code."""
    return tuple(line for scheme in _SCHEMES for line in _scheme_lines(scheme, views, tables))


def _scheme_lines(
    scheme: Scheme, views: Mapping[str, FileView], tables: Mapping[str, CountTable]
) -> Iterable[OfficeLine]:
    own = [view for _, view in sorted(views.items()) if view.file.scheme == scheme]
    parts: dict[str, list[tuple[FileView, FileOffice]]] = {}
    for view in own:
        for part in file_offices(view):
            parts.setdefault(part.office, []).append((view, part))
    rows: dict[str, OfficeCount] = {}
    for table in tables.values():
        if table.scheme == scheme:
            rows = {row.office_code: row for row in table.offices} | rows
    complete = all_files_open(scheme, views)
    for office in sorted(parts.keys() | rows.keys()):
        here, row = parts.get(office, []), rows.get(office)
        lost = _lost_in(office, here, own)
        not_open = "" if here or complete or row is None else _NOT_OPEN
        yield _line(scheme, office, [part for _, part in here], row, lost, not_open)


def _lost_in(office: str, parts: list[tuple[FileView, FileOffice]], views: list[FileView]) -> list[str]:
    """Why notices of the office may be lost; empty when each 02 counts as many notices as there are."""
    if parts and all(part.said is not None and part.said.notices == part.counted.notices for _, part in parts):
        return []
    code = int.from_bytes(office.encode("ascii", "replace")[:4], "big")
    here = [view for view, _ in parts]
    prefectures = {view.expected.prefecture_code for view in views}
    # Inferred: an office stands in a file of its prefecture (see the rule office.prefecture).
    return [
        _why_lost(view)
        for view in views
        if code in unread(view).notices
        and (view in here or office[:2] == view.expected.prefecture_code or office[:2] not in prefectures)
    ]


def _why_lost(view: FileView) -> str:
    if view.missing:
        return f"{'、'.join(view.missing)} を開けておらず"
    return f"{'、'.join(view.names)} に読めないレコードがあり"


def _line(
    scheme: Scheme,
    office: str,
    parts: list[FileOffice],
    row: OfficeCount | None,
    lost: list[str],
    not_open: str,
) -> OfficeLine:
    counted = _added(part.counted for part in parts)
    said = [part.said for part in parts if part.said is not None]
    wrong = any(part.wrong for part in parts)
    damaged = [name for part in parts if not part.amount_sure and part.said != part.counted for name in part.files]
    sure = not lost and not damaged and len(said) == len(parts) > 0
    reason = not_open
    if lost:
        reason = f"{'、'.join(lost)}、件数が分かりません。"
    elif damaged:
        reason = f"{'、'.join(damaged)} に壊れたレコードがあり、金額が分かりません。"
    return OfficeLine(
        scheme=scheme,
        office=office,
        name=next((part.name for part in parts if part.name), "" if row is None else row.name),
        files=tuple(name for part in parts for name in part.files),
        counted=counted,
        said=_added(said) if said else None,
        prints=None if row is None else row.prints,
        total_ok=False if wrong else True if sure else None,
        prints_ok=None if row is None or lost or not_open else row.prints == counted.notices,
        reason=reason,
    )


def _added(figures: Iterable[Figures]) -> Figures:
    total = Figures(0, 0, 0, 0, 0)
    for one in figures:
        total = Figures(*(mine + more for mine, more in zip(total, one, strict=True)))
    return total


def all_files_open(scheme: Scheme, views: Mapping[str, FileView]) -> bool:
    """Whether every notice file of the scheme that the volume must hold is among ``views``."""
    volumes = {view.expected.volume for view in views.values()}
    names = {name for view in views.values() for name in view.names}
    return not any(view.missing for view in views.values() if view.file.scheme == scheme) and all(
        one.name in names
        for one in load_expected()
        if one.volume in volumes and one.kind == "notices" and one.scheme == scheme
    )


def file_offices(view: FileView) -> tuple[FileOffice, ...]:
    """The offices of one file in the order of their codes, counted once."""
    return view.once("offices", _file_offices)


@dataclass(frozen=True, slots=True, eq=False)
class _Notices:
    """The 01 records ``rows`` ``(d,)``: the ``office`` that each counts for; both 合計額 and whether they are there."""

    rows: Rows
    office: NDArray[np.uint32]
    charged: NDArray[np.bool_]
    charge: NDArray[np.int64]
    received: NDArray[np.bool_]
    receipt: NDArray[np.int64]
    repeated: NDArray[np.bool_]


def _file_offices(view: FileView) -> tuple[FileOffice, ...]:
    found = groups(view)
    totals = found.own_totals
    notices = _notices(view, found)
    starts = run_starts(notices.office)
    runs = notices.office[starts]
    offices = np.unique(np.concatenate([runs, np.array(list(totals), dtype=np.uint32)]))
    of = np.repeat(np.searchsorted(offices, runs), np.diff(np.append(starts, len(notices.office))))

    def count(mask: NDArray[np.bool_]) -> list[int]:
        counts: list[int] = np.bincount(of[mask], minlength=len(offices)).tolist()
        return counts

    def add(values: NDArray[np.int64], mask: NDArray[np.bool_]) -> list[int]:
        sums = np.zeros(len(offices), dtype=np.int64)
        np.add.at(sums, of[mask], values[mask])
        return sums.tolist()

    everything = np.ones(len(of), dtype=bool)
    figures = zip(
        count(everything),
        count(notices.charged),
        add(notices.charge, notices.charged),
        count(notices.received),
        add(notices.receipt, notices.received),
        strict=True,
    )
    once = zip(count(notices.repeated), add(notices.charge, notices.repeated), strict=True)
    said = _said(view)
    lost = unread(view)
    files = _files_of(view, offices, of, notices.rows, totals)
    return tuple(
        _file_office(int(office), Figures(*counted), again, totals.get(int(office)), said, lost, own)
        for office, counted, again, own in zip(offices, figures, once, files, strict=True)
    )


def _files_of(
    view: FileView, offices: NDArray[np.uint32], of: NDArray[np.int64], rows: Rows, totals: Mapping[int, int]
) -> list[tuple[str, ...]]:
    """In which files of the view each office has records; ``of`` is the office of each 01 in ``rows``."""
    if len(view.names) == 1:
        return [view.names] * len(offices)
    with_total = np.array([at for at, office in enumerate(offices.tolist()) if office in totals], dtype=np.int64)
    total_rows = np.array([totals[office] for office in offices[with_total].tolist()], dtype=np.int64)
    part, _ = view.places(np.append(rows, total_rows))
    pairs = np.unique(np.stack([np.append(of, with_total), part], axis=1), axis=0)
    return [tuple(view.names[part] for part in pairs[pairs[:, 0] == at, 1].tolist()) for at in range(len(offices))]


def _file_office(
    office: int,
    counted: Figures,
    repeated: tuple[int, int],
    total: int | None,
    said: Mapping[int, tuple[str, Figures]],
    lost: Unread,
    files: tuple[str, ...],
) -> FileOffice:
    name, figures = said[total] if total is not None else ("", None)
    once = counted._replace(charges=counted.charges - repeated[0], charge_sum=counted.charge_sum - repeated[1])
    # Not specified: whether a charge that stands on both notices of an establishment counts once or twice.
    if figures is not None and figures[1:3] == once[1:3]:
        counted = once
    return FileOffice(
        office=office_text(office),
        name=name,
        files=files,
        counted=counted,
        said=figures,
        total=total,
        count_sure=office not in lost.notices,
        amount_sure=office not in lost.amounts,
    )


def _notices(view: FileView, found: Groups) -> _Notices:
    """Every 01, the unsound ones too, though without amounts. One whose own office has no 02 counts with its 00."""
    rows = np.flatnonzero(found.types == DETAIL)
    own = found.office[rows]
    starts = run_starts(own)
    known = np.isin(own[starts], np.array(list(found.own_totals), dtype=np.uint32))
    with_total = np.repeat(known, np.diff(np.append(starts, len(own))))
    office = np.where(with_total | (found.begin[rows] < 0), own, found.office[found.begin[rows]])
    sound = view.sound[rows]
    (charged, charge), (received, receipt) = (_amounts(view, role, sound) for role in SUM_ROLES)
    repeated = np.zeros(len(rows), dtype=bool)
    repeated[1:] = charged[1:] & charged[:-1] & (charge[1:] == charge[:-1]) & (found.nth[rows[1:]] > 1)
    return _Notices(rows, office, charged, charge, received, receipt, repeated)


def _amounts(view: FileView, role: str, sound: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    kind = view.kind(DETAIL)
    values, states = view.numbers(kind, kind.layout.role(role).item)
    there, amounts = np.zeros(len(sound), dtype=bool), np.zeros(len(sound), dtype=np.int64)
    there[sound], amounts[sound] = states == NUMBER, values
    return there, amounts


def _said(view: FileView) -> dict[int, tuple[str, Figures]]:
    """Name and figures of every sound 02, by record."""
    kind = view.kind(OFFICE_TOTAL)
    fields = kind.layout.roles(*FIGURE_ROLES)
    figures = np.stack([view.numbers(kind, field.item)[0] for field in fields], axis=1).tolist()
    name = kind.layout.role("office.name")
    names = [to_text(trimmed(view.file.raw(row, name))).rstrip("\u3000") for row in kind.rows.tolist()]
    return {row: (name, Figures(*five)) for row, name, five in zip(kind.rows.tolist(), names, figures, strict=True)}
