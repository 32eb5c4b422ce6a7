"""Whether a page of a known skeleton is what it has to be, and of which records: the fast way."""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import chain
from typing import NamedTuple, Protocol

from app.notice.model import Side
from app.proof.printed.columns import Columns, canonical
from app.proof.printed.expected import Expectation
from app.proof.printed.glyph_ledger import GlyphLedger
from app.proof.printed.index import KEYS, RecordIndex, key_of
from app.proof.printed.judging import bare
from app.proof.printed.model import Notice
from app.proof.printed.mould import Mould
from app.proof.printed.skeleton import Cut
from app.proof.printed.template import Fonts, PlacedBlock, PlacedPanel, Template, is_barcode

_PIECE = "piece_id"
_MOST_TRIED = 60


class CleanLeaf(NamedTuple):
    """A piece of paper: the notice that it says it is (``None``: nothing on it does), and others that it could be."""

    number: int
    notice: Notice | None
    alike: tuple[Notice, ...] = ()


class CleanPage(NamedTuple):
    """A page without findings: its turn, its leaves, and every side with its leaf and its notice; none of a page that
    has no ink at all.
    """

    turn: int
    leaves: tuple[CleanLeaf, ...]
    sides: tuple[tuple[int, Side, Notice], ...]


def agree(one: CleanPage, other: CleanPage) -> bool:
    """Whether both ways say the same; of papers that could be one or another notice's, each may name either."""
    return (
        one.turn == other.turn
        and [leaf.number for leaf in one.leaves] == [leaf.number for leaf in other.leaves]
        and [side[:2] for side in one.sides] == [side[:2] for side in other.sides]
        and all(
            mine.notice == its.notice or its.notice in mine.alike
            for mine, its in zip(one.leaves, other.leaves, strict=True)
        )
    )


class Said(NamedTuple):
    """What a panel shows: texts of single items (then ``""`` for silent ones), lines of blocks, codes by their id."""

    singles: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    codes: dict[str, str]


class Layout(Protocol):
    """Which sides lie on a page, and on which leaves of it."""

    @property
    def turn(self) -> int:
        """Of the kind of page."""

    @property
    def panels(self) -> tuple[PlacedPanel, ...]:
        """The sides."""

    @property
    def leaves(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Each leaf with its panels, by number."""


class FastWay:
    """Judges pages by their templates. ``due``: the notices that were to be printed."""

    def __init__(
        self, expectation: Expectation, ledger: GlyphLedger, index: RecordIndex, due: Collection[Notice]
    ) -> None:
        self.columns = Columns(expectation)
        self.expectation = expectation
        self.ledger = ledger
        self.index = index
        self.due = due

    def page(
        self, template: Template, cut: Cut, fonts: Fonts, leads: dict[int, Notice | None], guesses: dict[int, Notice]
    ) -> CleanPage | None:
        """The page if it plainly is what it has to be.

        ``leads``: by leaf, whose paper the page before was; ``guesses``: whose this one should be.
        """
        texts = template.texts(cut, fonts)
        if texts is None:
            return None
        coded = template.code_texts(cut, [boxes for piece in cut.pieces for boxes in piece.boxes])
        if coded is None:
            return None
        said = [_said(panel, texts, coded) for panel in template.panels]
        return self._page(template, said, leads, guesses)

    def moulded(
        self, mould: Mould, holes: Sequence[bytes], leads: dict[int, Notice | None], guesses: dict[int, Notice]
    ) -> CleanPage | None:
        """The same of a page by its mould, with what stands in its holes."""
        texts = mould.texts(holes)
        coded = None if texts is None else mould.code_texts(holes)
        if texts is None or coded is None:
            return None
        said = []
        for panel, plan in zip(mould.template.panels, mould.plans, strict=True):
            if plan.alone is not None:
                singles = plan.alone(texts)
            else:
                singles = tuple([single(one, texts) for one in panel.singles])
            said.append(said_of(panel, (*singles, *plan.silent), texts, coded))
        return self._page(mould.template, said, leads, guesses)

    def _page(
        self,
        template: Layout,
        said: Sequence[Said],
        leads: dict[int, Notice | None],
        guesses: dict[int, Notice],
    ) -> CleanPage | None:
        leaves, sides = [], []
        for number, panels in template.leaves:
            own = [(template.panels[at], said[at]) for at in panels]
            leaf = self._leaf(number, own, leads.get(number), guesses.get(number))
            if leaf is None:
                return None
            leaves.append(leaf)
            notice = leads.get(number) if leaf.notice is None else leaf.notice
            assert notice is not None
            sides += [(number, panel.panel.side, notice) for panel, _ in own]
        return CleanPage(template.turn, tuple(leaves), tuple(sides))

    def _leaf(
        self, number: int, own: Sequence[tuple[PlacedPanel, Said]], lead: Notice | None, guess: Notice | None
    ) -> CleanLeaf | None:
        if any(code.spot >= 0 and not is_barcode(code.code) for panel, _ in own for code in panel.codes):
            for notice in chain((guess,), self._coded(own)):
                if notice is not None and self._equal(own, notice):
                    return CleanLeaf(number, notice)
            return None
        if not any(panel.said for panel, _ in own):
            return CleanLeaf(number, None) if lead is not None and self._equal(own, lead) else None
        if not all(panel.said for panel, _ in own):
            return None
        likely = self._likely(own)
        equal = [notice for notice in likely if self._equal(own, notice)]
        if not equal:
            return None
        best = next((one for one in equal if one in self.due), equal[0])
        return CleanLeaf(number, best, tuple(sorted(one for one in equal if one != best)))

    def _coded(self, own: Sequence[tuple[PlacedPanel, Said]]) -> Iterable[Notice]:
        for panel, told in own:
            for code in panel.codes:
                if not is_barcode(code.code) and told.codes.get(code.code.id):
                    yield from self.index.by_code(code.code.pattern, told.codes[code.code.id])

    def _likely(self, own: Sequence[tuple[PlacedPanel, Said]]) -> list[Notice]:
        """Every notice that has most of these values in common with it."""
        values = {}
        for panel, told in own:
            for placed, text in zip(panel.singles, told.singles, strict=False):
                item = placed.block.items[0]
                if item.id in KEYS:
                    values[item.id] = key_of(item.id, bare(text))
            for placed, lines in zip(panel.blocks, told.lines, strict=True):
                if lines and placed.block.items[0].id in KEYS:
                    values[placed.block.items[0].id] = key_of(placed.block.items[0].id, bare(lines[0]))
        found = self.index.by_values(values)
        most = max(found.values(), default=0)
        return sorted(notice for notice, count in found.items() if count == most)[:_MOST_TRIED]

    def _equal(self, own: Sequence[tuple[PlacedPanel, Said]], notice: Notice) -> bool:
        return (
            self.expectation.has(notice)
            and self.columns.able(notice)
            and all(self._panel_equal(panel, told, notice) for panel, told in own)
        )

    def _panel_equal(self, panel: PlacedPanel, told: Said, notice: Notice) -> bool:
        if panel.said and self.expectation.scheme(notice) != panel.panel.scheme:
            return False  # where nothing says whose it is, sides of both schemes may look the same
        for code in panel.codes:
            bars = is_barcode(code.code)
            expected = self.columns.bars(notice) if bars else self.columns.code(code.code.pattern, notice)
            if told.codes.get(code.code.id, "") != expected:
                return False
        texts = self.columns.texts(notice, panel.items)
        return self._texts_equal(panel, told, texts, lambda pattern: self.columns.code(pattern, notice))

    def _texts_equal(self, panel: PlacedPanel, told: Said, texts: Sequence[str], code: Callable[[str], str]) -> bool:
        """``texts``: what the panel's items must show, in their order; ``code``: what a code with a pattern says."""
        count = len(told.singles)
        if told.singles != texts[:count] and not self._alike(panel, told.singles, texts, code):
            return False
        at = count
        for block, lines in zip(panel.blocks, told.lines, strict=True):
            wanted = [text for text in texts[at : at + len(block.block.items)] if text]
            at += len(block.block.items)
            if not self._block_equal(block, lines, wanted):
                return False
        return True

    def _alike(self, panel: PlacedPanel, got: Sequence[str], texts: Sequence[str], code: Callable[[str], str]) -> bool:
        for item, shown, text in zip(panel.items, got, texts, strict=False):
            wanted = text
            if item.id.endswith(_PIECE):
                wanted = code(next((own.code.pattern for own in panel.codes if own.code.id == item.id), "{piece_id}"))
            if shown != wanted and not self._same(wanted, shown):
                return False
        return True

    def _same(self, wanted: str, got: str) -> bool:
        return len(wanted) == len(got) and all(
            one == other or self.ledger.same(one, other) for one, other in zip(wanted, got, strict=True)
        )

    def _block_equal(self, block: PlacedBlock, lines: Sequence[str], wanted: Sequence[str]) -> bool:
        at = 0
        for text in wanted:
            own, start = "", at
            while at < len(lines) and len(own.strip()) < len(text):
                own += lines[at]
                at += 1
            told = canonical(block.block.items[0], own)
            if start == at or not (told == text or self._same(text, told)):
                return False
        return at == len(lines)


def _said(panel: PlacedPanel, texts: Sequence[str], codes: dict[int, str]) -> Said:
    singles = [single(one, texts) for one in panel.singles]
    return said_of(panel, (*singles, *[""] * len(panel.silent)), texts, codes)


def single(one: PlacedBlock, texts: Sequence[str]) -> str:
    """What an item shows that has a block of its own."""
    return canonical(one.block.items[0], "".join([texts[slot] for line in one.lines for slot in line.slots]))


def said_of(panel: PlacedPanel, singles: tuple[str, ...], texts: Sequence[str], codes: dict[int, str]) -> Said:
    """What a panel shows: ``texts`` of what varies on the page, ``codes`` by the number of what was cut out."""
    lines = tuple(
        [tuple(["".join([texts[slot] for slot in line.slots]) for line in one.lines]) for one in panel.blocks]
    )
    return Said(singles, lines, {own.code.id: codes[own.spot] for own in panel.codes if own.spot >= 0})
