"""別送 in the rules of the sheet stage: what the address sheet prints is the destination, not the record's address.

Findings about the record's own address are no findings where it is not printed; what the destination does to the sheet
is asked of the preview itself, once for all that are set alike.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from app.cases.redirected import Redirected, redirected
from app.checks.model import Hits
from app.checks.rules.printing import content_of, field_of, prints_barcodes
from app.checks.view import FileView
from app.lists.keys import rows_of
from app.notice.content import ADDRESS_IDS, ADDRESSEE_IDS, NAME_IDS, POSTAL_ID
from app.notice.items import BARCODE_ID
from app.records.layouts import Field, Scheme

Find = Callable[[FileView], Iterable[Hits]]
_Of = Callable[[Redirected], str]
_LABELS = {POSTAL_ID: "郵便番号", BARCODE_ID: "カスタマバーコード"} | dict.fromkeys(ADDRESS_IDS, "住所")
_LABELS |= dict.fromkeys(NAME_IDS, "宛名")


def following(own: Find, sent: Find) -> Find:
    """A rule about the address panel: ``own`` for notices whose record is printed there, ``sent`` for the others."""

    def find(view: FileView) -> Iterator[Hits]:
        rows = _rows(view)
        for hits in own(view):
            yield _without(view, hits, rows) if len(rows) else hits
        yield from sent(view)

    return find


def also(own: Find, sent: Find) -> Find:
    """A rule that looks at records and at destinations: the record's text is printed elsewhere too."""

    def find(view: FileView) -> Iterator[Hits]:
        yield from own(view)
        yield from sent(view)

    return find


def overflow(view: FileView) -> Iterator[Hits]:
    """Destinations that do not fit their place on the address panel."""
    found = [one for one in _sent(view) if _cut(one)]
    yield _hits(
        view,
        found,
        lambda one: _cut(one)[0],
        lambda one: f"別送先の{_named(_cut(one))}が枠に収まりません。途中で切れて印字されます。",
    )


def hidden(view: FileView) -> Iterator[Hits]:
    """Destinations that the window may hide."""
    found = [one for one in _sent(view) if one.setting.hidden]
    yield _hits(
        view,
        found,
        lambda one: next(iter(one.setting.hidden)),
        lambda one: (
            f"別送先の{_named(one.setting.hidden)}が、封筒の中で紙が動くと窓枠に隠れることがあります"
            f"（必要な余裕に最大 {max(one.setting.hidden.values()):.1f} mm 足りません）。"
        ),
    )


def exposed(view: FileView) -> Iterator[Hits]:
    """Destinations that come into a window where they must not."""
    found = [one for one in _sent(view) if one.setting.exposed]
    yield _hits(
        view,
        found,
        lambda one: next(iter(one.setting.exposed)),
        lambda one: f"別送先の{_named(one.setting.exposed)}が、封筒の中で紙が動くと窓から見えることがあります。",
    )


def unprintable(view: FileView) -> Iterator[Hits]:
    """Destinations without a customer barcode; where no size is printable at all, the file has its own finding."""
    found = [one for one in _sent(view) if one.barcode.reason is not None] if prints_barcodes(view) else []
    yield _hits(
        view,
        found,
        lambda _: POSTAL_ID,
        lambda one: (
            f"別送先の郵便番号「{one.destination.postal}」：{one.barcode.reason_text}。"
            "カスタマバーコードを印字できません。"
        ),
    )


def not_in_town(view: FileView) -> Iterator[Hits]:
    """Destinations whose address does not name the town of their postal code."""
    postal = view.equipment.postal

    def strays(one: Redirected) -> bool:
        return one.barcode.reason is None and not postal.names_town(
            one.barcode.postal.replace("-", ""), " ".join(one.destination.address.split())
        )

    yield _hits(
        view,
        [one for one in _sent(view) if strays(one)],
        lambda _: POSTAL_ID,
        lambda one: f"別送先の郵便番号「{one.destination.postal}」の町域が、別送先の住所の中に見つかりません。",
    )


def undrawable(view: FileView) -> Iterator[Hits]:
    """Destinations with characters that cannot be printed: to be settled with the agency (委託要領6(1))."""
    found = [one for one in _sent(view) if one.undrawable]
    yield _hits(
        view,
        found,
        lambda _: ADDRESS_IDS[0],
        lambda one: f"別送先に、印字できない文字があります：{'・'.join(map(_coded, one.undrawable))}。",
    )


def _cut(one: Redirected) -> tuple[str, ...]:
    """The office's block has its own finding."""
    return tuple(item for item in one.setting.cut if item in ADDRESSEE_IDS)


def _rows(view: FileView) -> NDArray[np.int64]:
    """The ``01`` that go elsewhere."""
    return view.once("sheet.redirected_rows", lambda own: rows_of(own.file, own.equipment.redirects.keys()))


def _sent(view: FileView) -> tuple[Redirected, ...]:
    def each(own: FileView) -> tuple[Redirected, ...]:
        rows = _rows(own)
        return tuple(redirected(own.file, rows[own.sound[rows]], own.printer, lambda row: content_of(own, row)))

    return view.once("sheet.redirected", each)


def _without(view: FileView, hits: Hits, rows: NDArray[np.int64]) -> Hits:
    """Without what is said of the addressee's fields of records whose address is not printed. A finding for many
    records at once is no matter of theirs.
    """
    many = np.ones(len(hits.records), dtype=bool) if hits.runs is None else hits.runs == 1
    spans = [field_of(view.file.scheme, one) for one in ADDRESSEE_IDS]
    offsets = np.broadcast_to(np.asarray(hits.offset), (len(hits.records),))
    panel = np.isin(offsets, [at for field in spans for at in range(field.offset, field.end)])
    kept = np.flatnonzero(~(many & panel & np.isin(hits.records, rows)))
    if len(kept) == len(hits.records):
        return hits

    def of(column: "int | NDArray[np.int64]") -> "int | NDArray[np.int64]":
        return column if isinstance(column, int) else column[kept]

    runs = None if hits.runs is None else hits.runs[kept]
    return Hits(hits.records[kept], of(hits.offset), of(hits.length), lambda i: hits.message(int(kept[i])), runs)


def _hits(
    view: FileView, found: list[Redirected], item: Callable[[Redirected], str], say: Callable[[Redirected], str]
) -> Hits:
    fields = [_field(view.file.scheme, item(one)) for one in found]
    return Hits(
        np.array([one.row for one in found], dtype=np.int64),
        np.array([field.offset for field in fields], dtype=np.int64),
        np.array([field.length for field in fields], dtype=np.int64),
        lambda i: say(found[i]),
    )


def _field(scheme: Scheme, item: str) -> Field:
    return field_of(scheme, POSTAL_ID if item == BARCODE_ID else item)


def _named(items: Iterable[str]) -> str:
    return "・".join(dict.fromkeys(_LABELS[item] for item in items))


def _coded(char: str) -> str:
    return f"{char}（U+{ord(char):04X}）"
