"""What stands where on a page, and which bytes it came from. No Qt in here, so that it is easily tested."""

from typing import NamedTuple

from app.month.looking.model import ShownRecord
from app.notice.items import BARCODE_ID, status_of
from app.notice.model import Source
from app.sheet.model import Page, PlacedBars, PlacedItem, PlacedRun, Rect, Sheet
from app.ui.review.selection import Selection, Span
from app.ui.review.texts import offset_texts, visible

Thing = PlacedItem | PlacedBars

BARCODE_NAME = "カスタマバーコード"
_BARS = {"customer": BARCODE_NAME, "piece_id": "現品IDバーコード"}
_STATUS_NOTES = {
    "specified": [],
    "inferred": ["推定：印字のしかたか位置を仕様書が定めていません。"],
    "unknown": ["不明：印字のしかたが仕様書から分かりません（機構に確認する項目）。"],
}
_MOST_BYTES = 24
_MOST_CODES = 12


class PageHit(NamedTuple):
    """A printed thing and, if known, which of its runs is meant."""

    thing: Thing
    run: PlacedRun | None = None


def thing_name(thing: Thing) -> str:
    """What a thing is called on screen."""
    return thing.label if isinstance(thing, PlacedItem) else _BARS[thing.kind]


def things(page: Page) -> tuple[Thing, ...]:
    """Everything printed on a page."""
    return (*page.items, *page.bars)


def item_names(sheet: Sheet | None) -> dict[str, str]:
    """Japanese name of every item and bar code of the sheet, by id."""
    if sheet is None:
        return {}
    names = {thing.id: thing_name(thing) for page in sheet.pages for thing in things(page)}
    return names | {BARCODE_ID: BARCODE_NAME}


def hit_at(page: Page, x: float, y: float) -> PageHit | None:
    """What is printed at a point (mm): a run of characters before a bar code before the rest of an item."""
    for item in page.items:
        for run in item.runs:
            if _inside(run.rect.grown(0.3), x, y):
                return PageHit(item, run)
    for bars in page.bars:
        if _inside(bars.rect.grown(0.5), x, y):
            return PageHit(bars)
    return next((PageHit(item) for item in page.items if _inside(item.rect, x, y)), None)


def _inside(rect: Rect, x: float, y: float) -> bool:
    return rect.x0 <= x < rect.x1 and rect.y0 <= y < rect.y1


def spans_of(hit: PageHit, record: int) -> tuple[Span, ...]:
    """The bytes of this record that a thing came from: those of the run if it is known, else all, in their order."""
    known = hit.run.source if hit.run is not None else None
    own = hit.thing.sources if known is None else (known,)
    return tuple(Span(source.offset, source.offset + source.length) for source in own if source.record == record)


def pick(hit: PageHit | None, record: int, selection: Selection) -> None:
    """Select a thing. One that came from several fields goes on to its next field each time it is picked again."""
    if hit is None:
        selection.select(None)
        return
    spans = spans_of(hit, record)
    if not spans:
        selection.select(None, hit.thing.id)
        return
    after = spans.index(selection.span) + 1 if selection.span in spans else 0
    selection.select(spans[after % len(spans)])


def lit_rects(page: Page, record: int, span: Span | None, item_id: str | None = None) -> list[Rect]:
    """Where the bytes of ``span`` went on this page, and where the item without bytes stands."""
    if span is None:
        return [thing.rect for thing in things(page) if thing.id == item_id]
    lit = [run.rect for item in page.items for run in item.runs if run.source and _came_from(run.source, record, span)]
    lit += [bars.rect for bars in page.bars if any(_came_from(source, record, span) for source in bars.sources)]
    return lit


def lit_ids(page: Page, record: int, span: Span | None, item_id: str | None = None) -> frozenset[str]:
    """The ids of the things that :func:`lit_rects` lights."""
    if span is None:
        return frozenset() if item_id is None else frozenset((item_id,))
    return frozenset(
        thing.id for thing in things(page) if any(_came_from(source, record, span) for source in thing.sources)
    )


def _came_from(source: Source, record: int, span: Span) -> bool:
    return source.record == record and span.overlaps(source.offset, source.offset + source.length)


def stops(page: Page, record: int) -> list[PageHit]:
    """What can be stepped to on a page, in reading order: each run with bytes once, an item without bytes as a whole.

    Bar codes are no stops of their own: they light with the fields or the item that they repeat.
    """
    found: list[tuple[Rect, PageHit]] = []
    for item in page.items:
        seen: set[Source] = set()
        for run in item.runs:
            if run.source is not None and run.source.record == record and run.source not in seen:
                seen.add(run.source)
                found.append((run.rect, PageHit(item, run)))
        if item.runs and not seen:
            found.append((item.rect, PageHit(item)))
    return [hit for _, hit in sorted(found, key=lambda one: (round(one[0].y0), one[0].x0))]


def step(page: Page, record: int, selection: Selection, by: int) -> PageHit | None:
    """The stop after (1) or before (-1) the one selected; the first or last when none of this page is."""
    order = stops(page, record)
    if not order:
        return None
    here = next((at for at, hit in enumerate(order) if _is_selected(hit, record, selection)), None)
    if here is None:
        return order[0 if by > 0 else -1]
    return order[(here + by) % len(order)]


def _is_selected(hit: PageHit, record: int, selection: Selection) -> bool:
    if selection.span is None:
        return selection.item_id == hit.thing.id
    return selection.span in spans_of(hit, record)


def described(hit: PageHit, look: ShownRecord, base: int) -> str:
    """What the pointer is told: name and text, field and bytes, edit, code points. Offsets count from ``base``."""
    thing, run = hit
    lines = [f"{thing_name(thing)}：{visible(thing.text)}"]
    source = run.source if run is not None else next(iter(thing.sources), None)
    if source is not None and source.record == look.record:
        raw = look.raw[source.offset : source.offset + source.length]
        decimal, hexadecimal = offset_texts(source.offset, base)
        lines.append(f"項番 {source.item}　位置 {decimal}（16進 {hexadecimal}）　{source.length} バイト")
        lines.append(raw[:_MOST_BYTES].hex(" ").upper() + (" …" if len(raw) > _MOST_BYTES else ""))
    if run is not None and run.edit is not None:
        lines.append(f"編集：{run.edit.before.strip()} → {run.edit.after}　{run.edit.reason}")
    if look.content is not None:
        lines += _STATUS_NOTES[status_of(look.content.scheme, thing.id)]
    if run is not None and 0 < len(run.text) <= _MOST_CODES:
        lines.append(" ".join(f"U+{ord(char):04X}" for char in run.text))
    if isinstance(thing, PlacedBars) and len(spans_of(hit, look.record)) > 1:
        lines.append("続けて押すと、もとの項目を順に選びます。")
    return "\n".join(lines)
