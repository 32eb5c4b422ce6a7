"""What was seen of every record while pages go by, and what only all of them together can say."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.notice.model import Side
from app.proof.printed.clean import CleanPage
from app.proof.printed.comparison import Comparison, zone_of
from app.proof.printed.expected import Expectation, sides
from app.proof.printed.glyph_ledger import GlyphLedger
from app.proof.printed.judging import Found, equal_items, expected_texts, judge
from app.proof.printed.matching import MatchedLeaf, MatchedPage, MatchedPanel
from app.proof.printed.model import Difference, Notice, ReadPage, Severity, Unreadable
from app.sheet.measured_form import MeasuredForm
from app.sheet.model import SIDES

_IN_ORDER = 0.8
_LEAST_ORDER = 5


@dataclass(slots=True)
class _Unsure:
    """A paper that could as well be another notice: whose it was taken for, and its sides with their pages."""

    chosen: Notice
    others: frozenset[Notice]
    spots: list[tuple[Side, int]] = field(default_factory=list)


class PageTally:
    """Keeps what was seen of every record while pages go by, and says what follows when they are all there."""

    def __init__(self, form: MeasuredForm, expectation: Expectation, due: Sequence[Notice]) -> None:
        self.form = form
        self.expectation = expectation
        self.due = due
        self.result = Comparison(records=len(due))
        self.seen: dict[tuple[Notice, Side], list[int]] = {}
        self.order: list[tuple[int, int, Notice]] = []
        self._place = {notice: at for at, notice in enumerate(due)}
        self._turns = 1 + max((page.turn for page in form.pages), default=0)
        self._open: dict[int, tuple[int, Notice | None]] = {}
        self._apart: dict[tuple[int, int], Notice | None] = {}
        self._counted: Counter[int] = Counter()
        self._last_turn = -1
        self._unsure: dict[int, _Unsure] = {}
        """By leaf, of the piece whose pages go by."""
        self._all_unsure: list[_Unsure] = []
        self._hidden: int | None = None
        """A finding of hidden text on the page that is entered; and those of figures there."""
        self._drawn: list[int] = []
        self._coded_only: list[tuple[int, Notice, Notice]] = []
        """Findings of sides that only a code says to be another's: the finding, the other's notice, the paper's."""

    @property
    def next_turn(self) -> int:
        """Which turn of a piece the next page should be."""
        return 0 if self.form.apart else (self._last_turn + 1) % self._turns

    def enter(self, matched: MatchedPage, ledger: GlyphLedger) -> None:
        """One page more, with all that is found on it."""
        page, kind = matched.page, matched.kind
        if kind is None:
            self.result.unreadable.append(Unreadable(page.file, page.number, "どの様式の頁でもありません（大きさ）。"))
            return
        if not matched.leaves:
            if not self._blank(page.number, page.width):
                self.result.unreadable.append(Unreadable(page.file, page.number, "読める文字がありません。"))
            return
        self._hidden, self._drawn = None, []
        ordinal = self._counted[kind.turn]
        self._counted[kind.turn] += 1
        for leaf in matched.leaves:
            lead = self._lead(kind.turn, leaf.number, leaf.notice, ordinal)
            self._doubt(leaf.number, leaf.notice, leaf.alike, follows=lead[0])
            self._leaf(page, leaf, lead, ledger)
            if kind.turn == 0 and leaf.notice is not None:
                self.order.append((page.number, leaf.number, leaf.notice))
        self._last_turn = kind.turn
        self._masked()

    def _doubt(self, number: int, notice: Notice | None, alike: frozenset[Notice], *, follows: bool) -> None:
        """Remember a paper that could be another's, for as long as nothing on its other pages says whose it is."""
        if not follows or notice is not None:
            self._unsure.pop(number, None)
        if notice is not None and alike:
            self._unsure[number] = unsure = _Unsure(notice, alike)
            self._all_unsure.append(unsure)

    def enter_clean(self, number: int, page: CleanPage) -> bool:
        """One page more, on which nothing was found; ``False`` if what came before makes something of it."""
        if not page.leaves:
            widths = [kind.width for kind in self.form.pages if kind.turn == page.turn]
            return len(widths) == 1 and page.turn == self.next_turn and self._blank(number, widths[0])
        ordinal = self._counted[page.turn]
        wholes = {}
        for leaf in page.leaves:
            follows, before = self._lead_before(page.turn, leaf.number, ordinal)
            wholes[leaf.number] = whole = before if follows and before is not None else leaf.notice
            if whole is None or (follows and before is None):
                return False
        if any(notice != wholes.get(leaf) for leaf, _, notice in page.sides):
            return False
        self._counted[page.turn] += 1
        for leaf in page.leaves:
            follows, _ = self._lead(page.turn, leaf.number, leaf.notice, ordinal)
            self._doubt(leaf.number, leaf.notice, frozenset(leaf.alike), follows=follows)
            if page.turn == 0 and leaf.notice is not None:
                self.order.append((number, leaf.number, leaf.notice))
        for at, side, notice in page.sides:
            unsure = self._unsure.get(at)
            if unsure is not None and unsure.chosen == notice:
                unsure.spots.append((side, number))
            self.seen.setdefault((notice, side), []).append(number)
        self._last_turn = page.turn
        return True

    def _blank(self, number: int, width: float) -> bool:
        """Whether it is an empty page of a side on which this notice prints nothing."""
        turn = self.next_turn
        kind = next((one for one in self.form.pages if one.turn == turn and abs(one.width - width) < 1), None)
        if kind is None or turn == 0:
            return False
        own = []
        for placement in kind.placements:
            notice = self._open.get(placement.leaf, (0, None))[1]
            if notice is None:
                continue  # the back of a stranger, which has been told
            if not self._is_silent(placement.side, notice):
                return False
            own.append((notice, placement.side))
        for one in own:
            self.seen.setdefault(one, []).append(number)
        self._counted[turn] += 1
        self._last_turn = turn
        return True

    def _is_silent(self, side: Side, notice: Notice) -> bool:
        """Whether this notice prints nothing on a side."""
        panel = self.form.panels[side, self.expectation.scheme(notice)]
        if panel.codes:
            return False
        if not any(block.items for block in panel.blocks):
            return True
        return not any(one.text.strip() for one in expected_texts(panel, self.expectation.content(notice)).values())

    def _lead_before(self, turn: int, leaf: int, ordinal: int) -> tuple[bool, Notice | None]:
        """What :meth:`_lead` will say."""
        if self.form.apart:
            key = (ordinal, leaf)
            return (True, self._apart[key]) if key in self._apart else (False, None)
        if turn > self._last_turn >= 0 and leaf in self._open:
            return True, self._open[leaf][1]
        return False, None

    def _lead(self, turn: int, leaf: int, notice: Notice | None, ordinal: int) -> tuple[bool, Notice | None]:
        """Whether another page of the same paper came before, and whose that was."""
        if self.form.apart:
            key = (ordinal, leaf)
            if key in self._apart:
                return True, self._apart[key]
            self._apart[key] = notice
            return False, None
        if turn > self._last_turn >= 0 and leaf in self._open:
            return True, self._open[leaf][1]
        self._open[leaf] = (turn, notice)
        return False, None

    def _leaf(self, page: ReadPage, leaf: MatchedLeaf, lead: tuple[bool, Notice | None], ledger: GlyphLedger) -> None:
        follows, before = lead
        if leaf.notice is None and before is not None:
            for panel in leaf.panels:
                if panel.own is None and not panel.said:
                    panel.own = before  # nothing on it says whose it is: it is the back of its front
        if leaf.notice is None:
            if not (follows and before is None):
                self._stranger(page, leaf)
            return
        whole = before if follows and before is not None else leaf.notice
        if page.mirrored:
            message = "鏡像（左右が逆）に印刷されています。"
            self._tell("print.unreadable", whole.file, whole.record, page.number, None, message=message)
        for panel in leaf.panels:
            own = panel.own
            if own is None:
                if panel.said and not page.mirrored:
                    self._stranger(page, MatchedLeaf(leaf.number, [panel]))
                    continue
                own = panel.own = whole
            self._panel(page, panel, own, whole, ledger)

    def _stranger(self, page: ReadPage, leaf: MatchedLeaf) -> None:
        side = leaf.panels[0].on_page.panel.side
        if all(not lines for panel in leaf.panels for _, lines, _ in panel.on_page.blocks) and not any(
            panel.on_page.codes for panel in leaf.panels
        ):
            self.result.unreadable.append(Unreadable(page.file, page.number, "読める文字がありません。"))
            return
        self._tell(
            "print.stranger", page.file, None, page.number, side, message="この頁に当たるレコードがデータにありません。"
        )

    def _panel(self, page: ReadPage, panel: MatchedPanel, own: Notice, whole: Notice, ledger: GlyphLedger) -> None:
        on_page, side = panel.on_page, panel.on_page.panel.side
        unsure = self._unsure.get(panel.on_page.placement.leaf)
        if unsure is not None and unsure.chosen == own:
            unsure.spots.append((side, page.number))
        self.seen.setdefault((own, side), []).append(page.number)
        if own != whole:
            message = f"ほかの人の面です（{own.file} レコード{own.record}）。表・裏・宛名は同じ人でなければなりません。"
            self._tell("print.pairing", whole.file, whole.record, page.number, side, message=message)
            if panel.shown == 0 or self._alike_but_for_code(panel, whole, ledger):
                self._coded_only.append((len(self.result.findings) - 1, own, whole))
        if page.mirrored:
            return
        known = panel.judged
        found = known[1] if known is not None and known[0] == own else None
        for one in judge(on_page, self.expectation.content(own), ledger.same) if found is None else found:
            self._tell_found(page, panel, own, one)

    def _alike_but_for_code(self, panel: MatchedPanel, whole: Notice, ledger: GlyphLedger) -> bool:
        """Whether all but the code (and the text beside it) would be the same as the paper's own side."""
        content = self.expectation.content(whole)
        if panel.coded != panel.own or content.scheme != panel.on_page.panel.scheme:
            return False
        equal, shown = equal_items(panel.on_page, content, ledger.same)
        return shown > 0 and equal >= panel.equal - 1

    def _masked(self) -> None:
        """What hides text, a mask perhaps, is told where it is drawn, not where it hides: it is one with the text."""
        if self._hidden is None or not self._drawn:
            return
        one = self.result.findings[self._hidden]
        self.result.findings[self._hidden] = replace(one, message=one.message + "様式にない図形もあります。")
        for at in reversed(self._drawn):
            del self.result.findings[at]
        self._coded_only = [
            (at - sum(gone < at for gone in self._drawn), own, whole) for at, own, whole in self._coded_only
        ]

    def _tell_found(self, page: ReadPage, panel: MatchedPanel, own: Notice, one: Found) -> None:
        zone = zone_of(self.form, panel.on_page.panel.side, one)
        if zone is not None:
            self.result.passed_over.setdefault(zone, set()).add(page.number)
            return
        if one.hidden:
            self._hidden = len(self.result.findings)
        if one.drawn:
            self._drawn.append(len(self.result.findings))
        self._tell(
            one.rule,
            own.file,
            own.record,
            page.number,
            panel.on_page.panel.side,
            item=one.item,
            expected=one.expected,
            found=one.found,
            rect=None if one.rect is None else panel.on_page.on_page(one.rect),
            message=one.message,
        )

    def _tell(
        self,
        rule: str,
        file: str,
        record: int | None,
        page: int | None,
        side: Side | None,
        *,
        item: str | None = None,
        expected: str = "",
        found: str = "",
        rect: Any = None,
        message: str = "",
    ) -> None:
        severity: Severity = "warning" if rule == "print.order" else "error"
        self.result.findings.append(
            Difference(rule, severity, file, record, page, side, item, expected, found, rect, message)
        )

    def closed(self) -> Comparison:
        """The result, with what is missing, double and out of order."""
        for at, own, whole in self._coded_only:
            self._wrong_code(at, own, whole)
        for unsure in self._all_unsure:
            self._decide(unsure)
        for notice in self.due:
            self._present(notice)
        due = set(self.due)
        for (notice, side), pages in sorted(self.seen.items()):
            if notice not in due and pages:
                self._tell(
                    "print.stranger", notice.file, notice.record, pages[0], side, message="刷る予定にない通知書です。"
                )
        self._ordered()
        return self.result

    def _decide(self, unsure: _Unsure) -> None:
        """A paper that could be either of two belongs to the one that is missing, if the other has its own."""
        chosen, sides_ = unsure.chosen, [side for side, _ in unsure.spots]
        double = all(len(self.seen.get((chosen, side), ())) > 1 for side in sides_)
        if chosen in self._place and not double:
            return
        free = (one for one in sorted(unsure.others) if one in self._place)
        other = next((one for one in free if not any(self.seen.get((one, side)) for side in sides_)), None)
        if other is None:
            return
        for side, page in unsure.spots:
            self.seen[chosen, side].remove(page)
            self.seen[other, side] = [page]
        pages = {page for _, page in unsure.spots}
        for at, one in enumerate(self.result.findings):
            if (one.file, one.record) == chosen and one.page in pages:
                self.result.findings[at] = replace(one, file=other.file, record=other.record)
        self.order = [
            (page, leaf, other if notice == chosen and page in pages else notice) for page, leaf, notice in self.order
        ]

    def _wrong_code(self, at: int, own: Notice, whole: Notice) -> None:
        """A side that only its code says to be another's, which has its own elsewhere, has a wrong code."""
        one = self.result.findings[at]
        if one.side is None or one.page is None or one.item is not None:
            return
        pages, mine = self.seen.get((own, one.side), []), self.seen.get((whole, one.side), [])
        if (len(pages) > 1 or own not in self._place) and not mine:
            pages.remove(one.page)
            self.seen[whole, one.side] = [one.page]
            message = f"現品のコードが別の通知書（{own.file} レコード{own.record}）のものです。"
            self.result.findings[at] = replace(one, rule="print.piece_id", message=message)

    def _present(self, notice: Notice) -> None:
        own = sides(self.form.panels, self.expectation.scheme(notice))
        pages = {side: self.seen.get((notice, side), []) for side in SIDES if side in own}
        lost = [side for side, at in pages.items() if not at]
        if not lost:
            self.result.matched += 1
        if lost:
            side = None if len(lost) == len(pages) else lost[0]
            what = "印刷されていません。" if side is None else "この面の頁がありません。"
            self._tell("print.missing_page", notice.file, notice.record, None, side, message=what)
        double = {side: at for side, at in pages.items() if len(at) > 1}
        if double:
            at = min(double.values(), key=lambda own: own[1])
            side = next(iter(double)) if len(double) == 1 else None
            message = f"{len(at)} 回印刷されています（頁 {'、'.join(map(str, at))}）。"
            self._tell("print.duplicate_page", notice.file, notice.record, at[1], side, message=message)

    def _ordered(self) -> None:
        """Pages out of an otherwise regular order; a print in any other order is none.

        Two notices on a sheet follow each other, or each pile of cut leaves follows the one beside it.
        """
        once = {notice: (page, leaf) for page, leaf, notice in reversed(self.order) if notice in self._place}
        if len(once) < _LEAST_ORDER:
            return
        rows = [(page, leaf, self._place[notice]) for notice, (page, leaf) in once.items()]
        best: tuple[set[int], list[tuple[int, int, int]]] = (set(), [])
        for spots in (sorted(rows), sorted(rows, key=lambda one: (one[1], one[0]))):
            for sign in (1, -1):
                kept = longest_rising([sign * at for _, _, at in spots])
                if len(kept) > len(best[0]):
                    best = kept, spots
        kept, spots = best
        if len(kept) < _IN_ORDER * len(spots):
            return
        for number, (page, _, at) in enumerate(spots):
            if number not in kept:
                notice = self.due[at]
                self._tell("print.order", notice.file, notice.record, page, None, message="並び順から外れています。")


def longest_rising(values: Iterable[int]) -> set[int]:
    """The places of a longest rising series."""
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for at, value in enumerate(values):
        spot = bisect_left(tails, value)
        if spot:
            before[at] = ends[spot - 1]
        tails[spot : spot + 1], ends[spot : spot + 1] = [value], [at]
    found: set[int] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        found.add(at)
        at = before.get(at, -1)
    return found
