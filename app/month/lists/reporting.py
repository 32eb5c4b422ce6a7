"""The papers about 別送 and 引き抜き, filled from the open month."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from app.equipment.weights import Weights
from app.lists.list_zip import FOLDERS
from app.lists.redirects import KINDS, STATES, ListedRow, RedirectLists
from app.month.lists.bundles import Bundle, PulledPiece
from app.month.looking.workbench import Workbench
from app.notice.content import NAME_IDS, printed_from
from app.notice.item_text import Detail
from app.notice.items import spec_of
from app.reports.bundle_sheet import BundlePaper, PackedLine
from app.reports.redirect_lists import (
    CONFIRMATION,
    ERRORS,
    PULLED,
    REDIRECTED,
    TITLES,
    FileLine,
    ReportHead,
    ReportRow,
    confirmation_xlsx,
    list_csv,
    list_xlsx,
)

_NONE = ("", "", "")
_EXPORTS = {
    REDIRECTED: "paper.redirected",
    PULLED: "paper.pulled",
    ERRORS: "paper.list_errors",
    CONFIRMATION: "paper.lists_read",
}


def papers(
    bench: Workbench, lists: RedirectLists, month: str, stated: Mapping[str, int], made: datetime
) -> Iterator[tuple[str, str, bytes]]:
    """Kind of export, file name and content of each paper: 別紙10-1, 10-2, 10-3 as book and CSV, the confirmation.

    ``month`` as it is called.
    """
    head = ReportHead(month, bench.media.volume.label, lists.read.source, lists.read.sha256)
    done = {REDIRECTED: "redirect", PULLED: "pull"}
    for paper in (REDIRECTED, PULLED, ERRORS):
        rows = (
            one
            for one in lists.rows
            if (one.state != "matched" if paper == ERRORS else one.state == "matched" and one.kind == done[paper])
        )
        lines, name = [_row(bench, lists, one) for one in rows], f"別紙{paper}_{TITLES[paper]}"
        yield _EXPORTS[paper], f"{name}.xlsx", list_xlsx(paper, head, lines, made)
        yield _EXPORTS[paper], f"{name}.csv", list_csv(paper, lines)
    files = tuple(FileLine(one.name, one.scheme or "", one.rows, one.problem) for one in lists.read.files)
    counts = lists.counts
    told = [(word, counts[state]) for state, word in STATES.items()]
    told += [(f"{word}（通）", counts[kind]) for kind, word in KINDS.items()]
    yield _EXPORTS[CONFIRMATION], f"{TITLES[CONFIRMATION]}.xlsx", confirmation_xlsx(head, stated, files, told, made)


def bundle_papers(bench: Workbench, bundles: Sequence[Bundle], month: str, weights: Weights) -> tuple[BundlePaper, ...]:
    """Address and list of each bundle."""
    return tuple(
        BundlePaper(
            month,
            bench.media.volume.label,
            one.key,
            "" if one.office is None else one.office.name,
            "" if one.office is None else one.office.postal,
            "" if one.office is None else one.office.address,
            "" if one.office is None else one.office.phone,
            one.number,
            one.of,
            one.grams,
            weights.bundle,
            weights.inferred,
            tuple(_packed(bench, piece) for piece in one.pieces),
        )
        for one in bundles
    )


def _packed(bench: Workbench, piece: PulledPiece) -> PackedLine:
    found = piece.row.found
    scheme = "" if found is None else FOLDERS[found.scheme]
    name, row = _name(bench, piece.row), piece.row
    return PackedLine(scheme, row.symbol, row.code, name, len(piece.ids), "・".join(piece.ids))


def _row(bench: Workbench, lists: RedirectLists, one: ListedRow) -> ReportRow:
    schemes = {file.name: file.scheme for file in lists.read.files}
    scheme = one.found.scheme if one.found is not None else schemes.get(one.file)
    return ReportRow(
        scheme or "",
        one.office,
        one.symbol,
        one.code,
        "" if one.kind is None else KINDS[one.kind],
        _name(bench, one),
        _NONE if one.destination is None else (one.destination.name, one.destination.postal, one.destination.address),
        len(one.records),
        STATES[one.state],
        one.reason,
        one.file,
        one.place,
    )


def _name(bench: Workbench, one: ListedRow) -> str:
    """What the establishment's own address sheet would say."""
    if one.found is None:
        return ""
    file, record = bench.notices[one.found.file], one.found.records[0]
    detail = Detail(file.raw_record(record), record)
    lines = (printed_from(spec_of(file.scheme, item), detail, None).parts for item in NAME_IDS)
    return "".join(part.text for parts in lines for part in parts)
