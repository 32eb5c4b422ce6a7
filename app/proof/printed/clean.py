"""Whether a page of a known skeleton is what it has to be, and of which records: the fast way."""

from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import NamedTuple, Protocol

from app.notice.model import Side
from app.notice.piece_id import record_named
from app.proof.printed.columns import Columns, canonical
from app.proof.printed.expected import Expectation
from app.proof.printed.glyph_ledger import GlyphLedger
from app.proof.printed.index import RecordIndex, key_of
from app.proof.printed.judging import bare
from app.proof.printed.leaf_plan import LeafPlan
from app.proof.printed.model import Notice
from app.proof.printed.mould import Shows
from app.proof.printed.said import Said, said_of
from app.proof.printed.skeleton import Cut
from app.proof.printed.template import Fonts, PlacedBlock, PlacedPanel, Template, is_barcode
from app.proof.printed.wanted import Wanted, wanted_of
from app.records.layouts import Scheme

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
        self._asked: tuple[Notice | None, Scheme | None] = None, None
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
        said = [said_of(panel, texts, coded) for panel in template.panels]
        return self._page(template, said, leads, guesses)

    def moulded(self, shows: Shows, leads: dict[int, Notice | None], guesses: dict[int, Notice]) -> CleanPage | None:
        """The same of a page by its mould."""
        plainly = self._plainly(shows, leads, guesses)
        if plainly is not None:
            return plainly
        template = shows.mould.template
        said = [said_of(panel, shows.texts, shows.codes) for panel in template.panels]
        return self._page(template, said, leads, guesses)

    def _plainly(self, shows: Shows, leads: dict[int, Notice | None], guesses: dict[int, Notice]) -> CleanPage | None:
        """The same if each leaf shows what it should to the letter; else nothing is said."""
        leaves, sides = [], []
        for plan in shows.mould.leaves:
            number = plan.number
            own = plan.coded or plan.said
            notice = (guesses if own else leads).get(number)
            if notice is None or not plan.able or not self._to_the_letter(plan, shows, notice):
                return None
            if not plan.coded and own:
                values = {item_id: key_of(item_id, bare(shows.texts[slot])) for slot, item_id in plan.keys}
                if not self.index.is_alone(values, notice):
                    return None
            leaves.append(CleanLeaf(number, notice if own else None))
            sides += [(number, side, notice) for side in plan.sides]
        return CleanPage(shows.mould.template.turn, tuple(leaves), tuple(sides))

    def _to_the_letter(self, plan: LeafPlan, shows: Shows, notice: Notice) -> bool:
        scheme = self._scheme(notice)
        if scheme is None or plan.scheme not in (None, scheme):
            return False
        texts = shows.texts
        wanted = self.columns.texts(notice, plan.items)
        if plan.singles(texts) != wanted[: plan.known] or any(wanted[plan.known : plan.silent]):
            return False
        if any(texts[slot] != self.columns.code(own, notice) for slot, own in plan.pieces):
            return False
        for block, get, own in plan.blocks:
            lines, told = get(texts), tuple(filter(None, wanted[own]))
            if lines != told and not self._block_equal(block, lines, told):
                return False
        for spot, pattern in plan.codes:
            code = self.columns.bars(notice) if pattern is None else self.columns.code(pattern, notice)
            if code != "" if spot < 0 else not shows.codes[spot].says(code):
                return False
        return True

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
        if any(panel.coded for panel, _ in own):
            for notice in chain((guess,), self._named(own), self._coded(own)):
                if notice is not None and self._equal(own, notice):
                    return CleanLeaf(number, notice)
            return None
        if not any(panel.said for panel, _ in own):
            return CleanLeaf(number, None) if lead is not None and self._equal(own, lead) else None
        if not all(panel.said for panel, _ in own):
            return None
        values = _values(own)
        if guess is not None and self.index.is_alone(values, guess) and self._equal(own, guess):
            return CleanLeaf(number, guess)
        equal = [notice for notice in self._likely(values) if self._equal(own, notice)]
        if not equal:
            return None
        best = next((one for one in equal if one in self.due), equal[0])
        return CleanLeaf(number, best, tuple(sorted(one for one in equal if one != best)))

    def _named(self, own: Sequence[tuple[PlacedPanel, Said]]) -> Iterable[Notice]:
        """The same of piece IDs, sooner: whether it is that one's is asked of what it has to show."""
        for panel, told in own:
            for code in panel.codes:
                if code.code.pattern == "{piece_id}" and not is_barcode(code.code):
                    named = record_named(told.code(code.code.id))
                    if named is not None:
                        yield Notice(*named)
                        return

    def _coded(self, own: Sequence[tuple[PlacedPanel, Said]]) -> Iterable[Notice]:
        for panel, told in own:
            for code in panel.codes:
                if not is_barcode(code.code) and told.code(code.code.id):
                    yield from self.index.by_code(code.code.pattern, told.code(code.code.id))

    def _likely(self, values: dict[str, str]) -> list[Notice]:
        """Every notice that has most of these values in common with it."""
        found = self.index.by_values(values)
        most = max(found.values(), default=0)
        return sorted(notice for notice, count in found.items() if count == most)[:_MOST_TRIED]

    def _equal(self, own: Sequence[tuple[PlacedPanel, Said]], notice: Notice) -> bool:
        for panel, told in own:
            wanted = self._wanted(panel, notice)
            if wanted is None or not self._shows(panel, told, wanted):
                return False
        return True

    def _wanted(self, panel: PlacedPanel, notice: Notice) -> Wanted | None:
        """What a side has to show of a notice; ``None`` where it cannot be one of that."""
        scheme = self._scheme(notice)
        if scheme is None or (panel.said and scheme != panel.panel.scheme):
            return None  # where nothing says whose it is, sides of both schemes may look the same
        texts = self.columns.texts(notice, panel.items)
        bars, code = self.columns.bars, self.columns.code
        return wanted_of(panel, texts, lambda: bars(notice), lambda pattern: code(pattern, notice))

    def _scheme(self, notice: Notice) -> Scheme | None:
        """Of a notice that columns say all of; ``None`` for any other."""
        if notice is not self._asked[0]:
            able = self.expectation.has(notice) and self.columns.able(notice)
            self._asked = notice, self.expectation.scheme(notice) if able else None
        return self._asked[1]

    def _shows(self, panel: PlacedPanel, told: Said, wanted: Wanted) -> bool:
        for code, expected in zip(panel.codes, wanted.codes, strict=True):
            if not told.says(code.code.id, expected):
                return False
        if told.singles != wanted.singles:
            for shown, text in zip(told.singles, wanted.singles, strict=True):
                if shown != text and not self._same(text, shown):
                    return False
        for block, lines, texts in zip(panel.blocks, told.lines, wanted.blocks, strict=True):
            if lines != texts and not self._block_equal(block, lines, texts):
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


def _values(own: Sequence[tuple[PlacedPanel, Said]]) -> dict[str, str]:
    """What is shown of the items whose values tell records apart, as it is looked up."""
    values = {}
    for panel, told in own:
        for at, item_id in panel.keys:
            values[item_id] = key_of(item_id, bare(told.singles[at]))
        for at, item_id in panel.first_keys:
            if told.lines[at]:
                values[item_id] = key_of(item_id, bare(told.lines[at][0]))
    return values
