"""Whose values stand on which page, before anything is known of the form."""

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass

from app.notice.model import NoticeContent, Side
from app.proof.learning.lines import TextRow, folded
from app.proof.printed.index import KEYS, RecordIndex
from app.proof.printed.model import Notice, ReadPage
from app.proof.printed.panel_rows import Char
from app.proof.printed.panel_text import Line, panel_on_page
from app.sheet.measured_form import MeasuredPanel, Placement

_LEAST_HITS = 2
_LEAST_TELLING = 6
_LEAST_LENGTH, _LEAST_VALUE = 3, 4
_LEAST_FOUND = 0.5
_SAME_BASELINE_MM = 0.2
_MOST_ON_PAGE = 16
SIGNS = "〒¥円"

ContentOf = Callable[[Notice], NoticeContent]


@dataclass(frozen=True, eq=False)
class Token:
    """Characters that stand together on a page, folded; places are those of the page read this way up."""

    text: str
    chars: tuple[Char, ...]
    turned: bool


@dataclass(frozen=True, eq=False)
class SeenPage:
    """A page with what stands together on it, and whose values are there."""

    page: ReadPage
    tokens: list[Token]
    notices: list[Notice]


def rows_of(page: ReadPage, placement: Placement, width: float, height: float) -> list[TextRow]:
    """The lines of a part of a page, upright; what no eye finds and what stands on its head is left out."""
    blank = MeasuredPanel(placement.side, "kounen", width, height, ())
    on_page = panel_on_page(page, blank, placement)
    if on_page is None:
        return []
    chars = [char for line in on_page.others for char in line.chars if "g" not in char.doubt]
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda one: one.y):
        if rows and char.y - rows[-1][0].y <= _SAME_BASELINE_MM:
            rows[-1].append(char)
        else:
            rows.append([char])
    lines = [Line(sorted(row, key=lambda one: one.x)) for row in rows]
    return [TextRow(line) for line in lines if line.inked]


def tokens_of(page: ReadPage) -> list[Token]:
    """What stands together on a page, either way up."""
    found = []
    for turned in (False, True):
        for row in rows_of(page, Placement("front", 0.0, 0.0, turned), page.width, page.height):
            for chunk in row.chunks():
                found.append(Token("".join(folded(char.text) for char in chunk), tuple(chunk), turned))
    return found


class Telling:
    """Values that tell notices apart, folded."""

    def __init__(self, index: RecordIndex) -> None:
        self._notices: dict[str, set[Notice]] = defaultdict(set)
        for key in KEYS:
            for text, notices in index.values(key).items():
                if len(text) >= _LEAST_LENGTH and "*" not in text:
                    self._notices[folded(text)].update(notices)

    def owners(self, tokens: Sequence[Token], last: Sequence[Notice], content: ContentOf) -> list[Notice]:
        """The notices that a page is of; of those that it could be, the one of the page before."""
        texts = Counter(text for token in tokens for text in {token.text, token.text.strip(SIGNS)})
        known = {text: count for text, count in texts.items() if text in self._notices}
        owners: list[Notice] = []
        most = 0
        while len(owners) < _MOST_ON_PAGE:
            hits: Counter[Notice] = Counter()
            sure: set[Notice] = set()
            for text, count in known.items():
                if count <= 0:
                    continue
                hits.update(self._notices[text])
                if len(self._notices[text]) == 1 and len(text) >= _LEAST_TELLING:
                    sure |= self._notices[text]
            for owner in owners:
                hits.pop(owner, None)
            if not hits:
                break
            best = max(hits, key=lambda notice: (hits[notice], notice in last))
            if (hits[best] < _LEAST_HITS and best not in sure) or 2 * hits[best] < most:
                break
            most = max(most, hits[best])
            owners.append(best)
            # What it shows itself, also a second time (charged and received), says nothing of another notice.
            shown = values_shown(content(best), texts)
            for text in known:
                known[text] -= max(shown[text], int(best in self._notices[text]))
        return owners


def values_of(content: NoticeContent) -> dict[str, tuple[Side, str]]:
    """Values of the record that are long enough to say something, folded, with their side, by item."""
    found = {}
    for item in content.items:
        value = folded(item.text)
        if len(value) >= _LEAST_VALUE and any(part.source is not None for part in item.parts):
            found[item.id] = item.side, value
    return found


def sides_shown(values: Mapping[str, tuple[Side, str]], on_page: Container[str]) -> frozenset[Side]:
    """The sides that a page with these texts (without signs) shows: most values that no other side has stand there."""
    sides_of: dict[str, set[Side]] = defaultdict(set)
    for side, value in values.values():
        sides_of[value].add(side)
    due: Counter[Side] = Counter()
    found: Counter[Side] = Counter()
    for item_id, (side, value) in values.items():
        if len(sides_of[value]) == 1 and not item_id.endswith("form_code"):
            due[side] += 1
            found[side] += value.strip(SIGNS) in on_page
    return frozenset(side for side in due if found[side] >= max(2, _LEAST_FOUND * due[side]))


def values_shown(content: NoticeContent, on_page: Container[str]) -> Counter[str]:
    """How often a page with these texts shows each value of a notice, without signs."""
    values = values_of(content)
    sides = sides_shown(values, on_page)
    return Counter(value.strip(SIGNS) for side, value in values.values() if side in sides)


def seen_pages(pages: Sequence[ReadPage], index: RecordIndex, content: ContentOf) -> list[SeenPage]:
    """All pages that are no mirror images, with their notices."""
    telling, found = Telling(index), []
    last: list[Notice] = []
    for page in pages:
        tokens = [] if page.mirrored else tokens_of(page)
        owners = telling.owners(tokens, last, content)
        last = owners or last
        found.append(SeenPage(page, tokens, owners))
    return found


def unique(tokens: Sequence[Token]) -> Mapping[str, Token]:
    """Those that stand only once."""
    counted = Counter(token.text for token in tokens)
    return {token.text: token for token in tokens if counted[token.text] == 1}
