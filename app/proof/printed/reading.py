"""Making pages of what the child says, which is looked at like the bytes that it comes from."""

from collections.abc import Sequence
from typing import Any

from app.proof.printed.glyph_ledger import GlyphLedger
from app.proof.printed.model import Graphic, ReadCode, ReadPage, Run
from app.proof.printed.page_wire import WiredRun, graphics_in, runs_in
from app.sheet.measured_form import MeasuredForm
from app.sheet.model import Rect

READ, DESCRIBE = "app.proof.printed.page_reading:read_pages", "app.proof.printed.documents:describe"
_MOST_CHARS = 60_000
_SAME_MM = 0.5
REASONS = {
    "broken": "読み取り中に続けられない誤りが起きました。",
    "size": "頁の大きさがありえません。",
    "many": "文字が多すぎます。",
    "apart": "速い読み方と全部を見る読み方の結果が違います。",
}


class NoPageError(Exception):
    """A page that could not be read; its text is a Japanese reason."""


def code_places(form: MeasuredForm, turn: int | None = None) -> list[list[Any]]:
    """For each size of page the places of its codes, as the child wants them; of pages of one turn only."""
    sizes: dict[tuple[float, float], dict[tuple[Any, ...], list[Any]]] = {}
    for page in form.pages:
        if turn not in (None, page.turn):
            continue
        own = sizes.setdefault((page.width, page.height), {})
        for placement in page.placements:
            for (side, _), panel in form.panels.items():
                if side != placement.side:
                    continue
                for code in panel.codes:
                    rect = placed(code.rect, placement.x, placement.y, panel.width, panel.height, placement.turned)
                    _enter(own, code.id, code.kind, rect, turned=placement.turned)
    return [[width, height, list(own.values())] for (width, height), own in sizes.items()]


def _enter(own: dict[tuple[Any, ...], list[Any]], code_id: str, kind: str, rect: Rect, *, turned: bool) -> None:
    """One place for what both schemes have in nearly the same."""
    for key, (*_, x0, y0, x1, y1, _turned) in own.items():
        both = (rect.x0 - x0, rect.y0 - y0, rect.x1 - x1, rect.y1 - y1)
        if key[:3] == (code_id, kind, turned) and max(map(abs, both)) <= _SAME_MM:
            own[key][2:6] = [min(rect.x0, x0), min(rect.y0, y0), max(rect.x1, x1), max(rect.y1, y1)]
            return
    own[code_id, kind, turned, rect] = [code_id, kind, *rect, turned]


def placed(rect: Rect, x: float, y: float, width: float, height: float, turned: bool) -> Rect:
    """A rectangle of a panel on the page where the panel lies; the other way round it is the same function."""
    if turned:
        return Rect(x + width - rect.x1, y + height - rect.y1, x + width - rect.x0, y + height - rect.y0)
    return rect.moved(x, y)


def page_of(raw: Any, ledger: GlyphLedger, file: str, number: int) -> ReadPage:
    """The page that the child read; :class:`NoPageError` if it could not or says what cannot be."""
    try:
        if "unreadable" in raw:
            raise NoPageError(REASONS.get(raw["unreadable"], REASONS["broken"]))
        glyphs = [ledger.told(str(word)) for word in raw["glyphs"]]
        if len(raw["marks"]) > 4 * _MOST_CHARS:
            raise NoPageError(REASONS["many"])
        unsure = frozenset(at for at, (text, known) in enumerate(glyphs) if not known and text.strip())
        return ReadPage(
            number=number,
            file=file,
            file_page=int(raw["page"]),
            width=float(raw["width"]),
            height=float(raw["height"]),
            runs=tuple([_run(run, glyphs, unsure) for run in runs_in(raw)]),
            graphics=tuple([Graphic(kind, Rect(*box[:4]), box[4]) for kind, box in graphics_in(raw)]),
            codes=tuple(
                ReadCode(str(code_id), str(text), Rect(*map(float, box)), float(sure), tuple(_rects(spare)))
                for code_id, text, *box, sure, spare in raw["codes"]
            ),
            notes=tuple(_rects(raw["notes"])),
            mirrored=bool(raw["mirrored"]),
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise NoPageError(REASONS["broken"]) from error


def _rects(raw: Any) -> list[Rect]:
    return [Rect(*map(float, box)) for box in raw]


def _run(raw: WiredRun, glyphs: Sequence[tuple[str, bool]], unsure: frozenset[int]) -> Run:
    baseline, size, turned, right, lefts, own, hidden, doubts = raw
    text = "".join([glyphs[at][0] for at in own])
    if not unsure.isdisjoint(own):
        told = doubts or [""] * len(own)
        doubts = [doubt + "k" if at in unsure else doubt for at, doubt in zip(own, told, strict=True)]
    if len(text) != len(lefts):
        raise ValueError("columns of a run")
    return Run(text, tuple(lefts), right, baseline, size, turned, tuple(hidden), tuple(doubts))
