"""Which record a page shows: the kind of page, its panels, and for each piece of paper the notice it belongs to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from app.notice.items import item_specs
from app.proof.printed.expected import Expectation
from app.proof.printed.glyph_ledger import GlyphLedger
from app.proof.printed.index import KEYS, RecordIndex, key_of
from app.proof.printed.judging import Found, bare, equal_items
from app.proof.printed.model import Notice, ReadPage
from app.proof.printed.panel_rows import OfPanel, PageRows
from app.proof.printed.panel_text import PanelOnPage, found_items, panel_on_page
from app.records.layouts import Scheme
from app.sheet.measured_form import MeasuredForm, MeasuredPage, MeasuredPanel, Placement

_SIZE_MM = 1.0
_LEAST_BACKGROUND, _NEAR_SHARE = 0.3, 0.15
_MOST_TRIED = 12
_PLAINLY = 3.0
_STRONG, _WEAK = 0.6, 0.4
_PLENTY = 3
_MORE = 2
"""So many more items must fit another record than the one that the code names."""


@dataclass(slots=True)
class MatchedPanel:
    """One side on a page, with the record that it was printed from, as far as that can be told.

    ``own`` is ``None`` where nothing on it says so. ``coded``: what its code says, if that is a record.
    ``equal``/``shown``: items of ``own`` that are as they should be, and all that it prints.
    """

    on_page: PanelOnPage
    own: Notice | None
    coded: Notice | None
    equal: int
    shown: int
    said: bool
    """Whether there is anything on it that could say whose it is."""
    alike: frozenset[Notice] = frozenset()
    """Others whose side would be the same, such as the second month of an establishment."""
    judged: tuple[Notice, list[Found]] | None = None
    """What judging it found, as the side of this notice."""


@dataclass(slots=True)
class MatchedLeaf:
    """A piece of paper on a page: its panels, and the notice that it is."""

    number: int
    panels: list[MatchedPanel] = field(default_factory=list)

    @property
    def notice(self) -> Notice | None:
        """That of the front, else of whatever side can be told."""
        known = [panel for panel in self.panels if panel.own is not None]
        front = next((panel for panel in known if panel.on_page.panel.side == "front"), None)
        return front.own if front is not None else known[0].own if known else None

    @property
    def alike(self) -> frozenset[Notice]:
        """Other notices that the paper could as well be."""
        telling = [panel.alike for panel in self.panels if panel.equal]
        return frozenset.intersection(*telling) if telling else frozenset()


@dataclass(slots=True)
class MatchedPage:
    """A page, what kind it is (``None``: of no known one) and its leaves."""

    page: ReadPage
    kind: MeasuredPage | None
    leaves: list[MatchedLeaf]


class Matcher:
    """Finds the records of pages."""

    def __init__(
        self, form: MeasuredForm, expectation: Expectation, ledger: GlyphLedger, due: Collection[Notice] = ()
    ) -> None:
        """``due``: the notices that were to be printed; where others fit as well, it is one of these."""
        self.due = frozenset(due)
        self.form = form
        self.expectation = expectation
        self.ledger = ledger
        self.index = RecordIndex(expectation)

    def match(self, page: ReadPage, turn: int = 0) -> MatchedPage:
        """The kind of page that explains most of it; of two that do so alike the one with this ``turn``."""
        kinds = [
            kind
            for kind in self.form.pages
            if abs(kind.width - page.width) < _SIZE_MM and abs(kind.height - page.height) < _SIZE_MM
        ]
        best: tuple[float, MeasuredPage | None, list[MatchedLeaf]] = (-1.0, None, [])
        rows = PageRows(page)
        for kind in sorted(kinds, key=lambda one: one.turn != turn):
            leaves, score = self._leaves(rows, kind)
            if score > best[0]:
                best = (score, kind, leaves)
            if kind.turn == turn and leaves and all(_plain(panel) for leaf in leaves for panel in leaf.panels):
                break  # it is what it should be: nothing else explains it better
        return MatchedPage(page, best[1], best[2])

    def _leaves(self, rows: PageRows, kind: MeasuredPage) -> tuple[list[MatchedLeaf], float]:
        leaves: dict[int, MatchedLeaf] = {}
        score = 0.0
        for number in dict.fromkeys(one.leaf for one in kind.placements):
            own = [one for one in kind.placements if one.leaf == number]
            sides = [self._candidates(rows, one) for one in own]
            if not any(sides):
                continue
            leaf, points = self._leaf(number, sides)
            if leaf is not None:
                leaves[number] = leaf
                score += points
        return list(leaves.values()), score

    def _candidates(self, rows: PageRows, placement: Placement) -> list[PanelOnPage]:
        """The panels that may lie here, best background first; none where nothing is printed."""
        own = [panel for (side, _), panel in self.form.panels.items() if side == placement.side]
        seen = [rows.ground(panel, placement) for panel in own]
        grounds = [len(panel.background.chars) for panel in own]
        shares = [count / ground if ground else 0.5 for count, ground in zip(seen, grounds, strict=True)]
        best = max((share for share, count in zip(shares, seen, strict=True) if count), default=0.0)
        found: list[tuple[float, PanelOnPage]] = []
        for panel, share in zip(own, shares, strict=True):
            if share <= best - _NEAR_SHARE:
                continue
            on_page = panel_on_page(rows.page, panel, placement, _LEAST_BACKGROUND, rows)
            if on_page is None:
                continue
            anything = on_page.seen or on_page.codes or any(lines for _, lines, _ in on_page.blocks) or on_page.graphics
            if anything:
                found.append((share, on_page))
        best = max((share for share, _ in found), default=0.0)
        return [on_page for share, on_page in sorted(found, key=lambda one: -one[0]) if share > best - _NEAR_SHARE]

    def _leaf(self, number: int, sides: Sequence[Sequence[PanelOnPage]]) -> tuple[MatchedLeaf | None, float]:
        """The leaf with its sides read as the scheme that fits best."""
        coded = [notice for side in sides for on_page in side for notice in self._coded(on_page)]
        tried = [
            {on_page.panel.scheme: self._panel(on_page, coded) for on_page in reversed(side)} for side in sides if side
        ]
        if not tried:
            return None, 0.0
        # Both schemes can have the same address: the sides of a paper are of one scheme unless they plainly are not.
        totals: dict[Scheme, float] = {}
        for side_tried in tried:
            for scheme, panel in side_tried.items():
                totals[scheme] = totals.get(scheme, 0.0) + _points(panel)
        scheme = max(totals, key=totals.__getitem__)
        leaf = MatchedLeaf(number)
        for side_tried in tried:
            best = max(side_tried.values(), key=_points)
            own = side_tried.get(scheme, best)
            leaf.panels.append(own if _points(own) >= _points(best) - _PLAINLY else best)
        self._settle(leaf)
        return leaf, sum(map(_points, leaf.panels))

    def _coded(self, on_page: PanelOnPage) -> list[Notice]:
        patterns = {code.id: code.pattern for code in on_page.panel.codes if code.kind != "customer"}
        found: list[Notice] = []
        for code in on_page.codes.values():
            if code.id in patterns and code.text:
                found += self.index.by_code(patterns[code.id], code.text)
        return [notice for notice in found if self.expectation.scheme(notice) == on_page.panel.scheme]

    def _panel(self, on_page: PanelOnPage, beside: Sequence[Notice]) -> MatchedPanel:
        """Whose side it is. ``beside``: what codes on the same paper say."""
        own_codes = self._coded(on_page)
        coded = own_codes[0] if own_codes else None
        tried: dict[Notice, tuple[int, int]] = {}
        scheme = on_page.panel.scheme

        def is_it(notice: Notice) -> bool:
            """Whether no other candidates are needed: code and all items but one confirm it, or the code beside and all
            items.
            """
            if notice not in tried and self.expectation.scheme(notice) == scheme:
                tried[notice] = equal_items(on_page, self.expectation.content(notice), self.ledger.same)
            equal, shown = tried.get(notice, (0, 0))
            return equal >= max(1, shown - 1) if notice == coded else coded is None and equal == shown >= _PLENTY

        if any(is_it(notice) for notice in dict.fromkeys((*own_codes, *beside))):
            said = coded is not None or _is_keyed(on_page)
        else:
            values = self._values(on_page.panel, on_page)
            by_values = self.index.by_values(values)
            for notice in sorted(by_values, key=lambda one: -by_values[one])[:_MOST_TRIED]:
                is_it(notice)
            codes = {code.id for code in on_page.panel.codes if code.kind != "customer"}
            said = bool(values) or not codes.isdisjoint(on_page.codes)
        if not tried:
            return MatchedPanel(on_page, None, coded, 0, 0, said)
        best = max(tried, key=lambda one: (tried[one][0], one == coded, one in beside, one in self.due))
        equal, shown = tried[best]
        if coded is not None and best != coded:
            own_equal, own_shown = tried[coded]
            # Sides of one office are alike in all but the addressee.
            plainly = own_equal <= _WEAK * max(own_shown, 1) or equal >= own_equal + _MORE
            strong = shown >= 2 and equal >= _STRONG * shown and plainly
            best = best if strong else coded
        elif coded is None and (shown == 0 or equal < max(2, _least(on_page) * shown)):
            hinted = best in beside and shown and equal >= _least(on_page) * shown
            if not hinted:
                return MatchedPanel(on_page, None, None, equal, shown, said)
        alike = () if coded is not None else (one for one in tried if one != best and tried[one] == tried[best])
        return MatchedPanel(on_page, best, coded, *tried[best], said, frozenset(alike))

    def _settle(self, leaf: MatchedLeaf) -> None:
        """A side that fits the paper's own record as well as the one found is the paper's own."""
        notice = leaf.notice
        if notice is None:
            return
        for panel in leaf.panels:
            if panel.own == notice or self.expectation.scheme(notice) != panel.on_page.panel.scheme:
                continue
            if panel.coded is not None and panel.coded == panel.own:
                continue  # it is the code that says so
            equal, shown = equal_items(panel.on_page, self.expectation.content(notice), self.ledger.same)
            fits = not panel.said or (shown and equal >= _least(panel.on_page) * shown)
            near = shown and (equal >= panel.equal or equal >= _STRONG * shown)
            if (panel.own is not None and near) or (panel.own is None and fits):
                panel.own, panel.equal, panel.shown = notice, equal, shown

    def _values(self, panel: MeasuredPanel, on_page: PanelOnPage) -> dict[str, str]:
        ids = {item.id for block in panel.blocks for item in block.items}
        found = {}
        for item in found_items(on_page, dict.fromkeys(ids, "")):
            if item.item.id in KEYS and item.lines:
                found[item.item.id] = key_of(item.item.id, item.bare)
        # Of several items in a block nobody knows yet which line is whose.
        for block, lines, _ in on_page.blocks:
            keys = [one.id for one in block.items if one.id in KEYS] if len(block.items) > 1 else []
            for key in keys:
                for text in [key_of(key, bare(line.text)) for line in lines]:
                    if self.index.by_values({key: text}):
                        found[key] = text
        return found


def _plain(panel: MatchedPanel) -> bool:
    """Whether code, background and values agree on what this is."""
    ground = len(panel.on_page.panel.background.chars)
    return (
        panel.own is not None
        and panel.own == panel.coded
        and panel.equal >= _STRONG * panel.shown
        and panel.on_page.seen >= _STRONG * ground
        and (ground > 0 or panel.shown > 0)
    )


def _is_keyed(on_page: PanelOnPage) -> bool:
    """Whether anything is printed where values stand that tell records apart."""
    return any(lines and any(item.id in KEYS for item in block.items) for block, lines, _ in on_page.blocks)


def _least(on_page: PanelOnPage) -> float:
    """The share of items that must fit; more where a code names no record at all."""
    read = any(code.text and code.id.endswith("piece_id") for code in on_page.codes.values())
    return _STRONG if read else _WEAK


def _fixed(on_page: PanelOnPage) -> int:
    """How many of the texts that every such side has stand where they should."""
    wanted = _fixed_texts(on_page.panel)
    return sum(
        bare(line.text) in wanted[at] for at, (_, lines, _) in enumerate(on_page.blocks) if wanted[at] for line in lines
    )


@OfPanel
def _fixed_texts(panel: MeasuredPanel) -> tuple[frozenset[str], ...]:
    """Of each block."""
    wanted = {spec.id: bare(spec.text) for spec in item_specs(panel.scheme) if spec.form == "fixed"}
    return tuple(frozenset(wanted[item.id] for item in block.items if item.id in wanted) for block in panel.blocks)


def _points(panel: MatchedPanel) -> float:
    ground = len(panel.on_page.panel.background.chars)
    share = panel.on_page.seen / ground if ground else 0.0
    stray = len(panel.on_page.others) + len(panel.on_page.graphics)
    return panel.equal + 5.0 * share + 3.0 * (panel.coded is not None) + _fixed(panel.on_page) - 0.05 * stray
