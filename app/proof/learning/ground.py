"""What is the form's own on a side: wording and lines that stay, also around the values of items."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from statistics import median

from app.notice.items import DRAWN
from app.notice.model import TextPart
from app.proof.learning.learn import LearnedSide
from app.proof.learning.lines import Occurrence, TextRow, Way
from app.proof.learning.places import Candidate, Sought, place_of
from app.proof.printed.code_rooms import holds, is_picture
from app.proof.printed.expected import printed_text
from app.proof.printed.model import Graphic
from app.proof.printed.panel_rows import Char
from app.sheet.form_model import Align
from app.sheet.measured_form import Background, MeasuredItem
from app.sheet.model import Rect

_TENTHS = 10
_MOST = 0.9
_SET_APART_EM = 0.4
_MOVES_MM = 0.5
_SPREAD_MM = 0.35
_PART_MM = 0.6

Key = tuple[str, int, int]
_Box = tuple[str, int, int, int, int]


class Spots:
    """Counts what stands in the same place on several sides, to a tenth of a millimetre or the one beside it."""

    def __init__(self) -> None:
        self._known: dict[Key, Key] = {}
        self.seen: Counter[Key] = Counter()
        self.free: Counter[Key] = Counter()

    def key(self, char: Char) -> Key:
        """The place of a character, as it is counted."""
        own = (char.text, round(char.x * _TENTHS), round(char.y * _TENTHS))
        found = self._known.get(own)
        if found is None:
            text, x, y = own
            around = ((text, x + a, y + b) for a in (0, -1, 1) for b in (0, -1, 1))
            found = next((self._known[one] for one in around if one in self._known), own)
            self._known[own] = found
        return found

    def add(self, chars: Iterable[Char], owned: set[int], near: Sequence[Rect]) -> None:
        """One side more. ``owned``: characters of items by identity; ``near``: where items are that were not found."""
        seen, free = set(), set()
        for char in chars:
            key = self.key(char)
            seen.add(key)
            if id(char) not in owned and not any(r.x0 <= char.x <= r.x1 and r.y0 <= char.y <= r.y1 for r in near):
                free.add(key)
        self.seen.update(seen)
        self.free.update(free)

    def constant(self, sides: int) -> frozenset[Key]:
        """What stands on nearly all sides and at least once belongs to no item."""
        return frozenset(key for key, count in self.seen.items() if count >= _MOST * sides and self.free[key])


def learn_ground(own: LearnedSide) -> frozenset[Key]:
    """The form's own characters; words around values that turn out to be the form's are taken from their items."""
    while True:
        spots = _spots(own)
        ground = spots.constant(len(own.texts))
        stripped = [item_id for item_id in list(own.placed) if _strip(own, item_id, spots, ground)]
        if not stripped:
            return ground


def _spots(own: LearnedSide) -> Spots:
    spots = Spots()
    for at, text in enumerate(own.texts):
        owned = {id(char) for one in own.placed.values() if at in one.votes for char in one.votes[at].chars}
        near = [
            one.place.rect.grown(2.0)
            for item_id, one in own.placed.items()
            if at in own.sought[item_id].due and at not in one.votes
        ]
        spots.add((char for row in text.rows for char in row.line.inked), owned, near)
    return spots


def _strip(own: LearnedSide, item_id: str, spots: Spots, ground: frozenset[Key]) -> bool:
    """Take from an item one word that the form has anyway; whether there was one."""
    one, sought = own.placed[item_id], own.sought[item_id]
    if sought.spec.form in DRAWN:
        return False
    words: dict[str, dict[int, tuple[list[Char], float]]] = {}
    for at, found in one.votes.items():
        item = own.texts[at].content.item(item_id)
        for word, chars in _words(item.parts, found, sought.way).items():
            words.setdefault(word, {})[at] = (chars, _gap(own.texts[at].rows, found, chars))
    for word, where in words.items():
        in_ground = sum(spots.key(chars[0]) in ground for chars, _ in where.values())
        gaps = [gap for _, gap in where.values()]
        em = median(chars[0].em for chars, _ in where.values())
        if 2 * in_ground > len(where) or median(gaps) > _SET_APART_EM * em or max(gaps) - min(gaps) > _MOVES_MM:
            _take(own, item_id, word, {at: chars for at, (chars, _) in where.items()})
            return True
    return False


def _words(parts: Sequence[TextPart], found: Occurrence, way: Way) -> dict[str, list[Char]]:
    """The form's own words in a value, and the characters that they are; none if they cannot be told one by one."""
    pieces: list[tuple[str, bool]] = [(way.before, True)] if way.before else []
    for part in parts:
        if part.source is None and part.text in way.left_out:
            continue
        text = part.text[1:] if "¥" in way.left_out and part.text.startswith("¥") else part.text
        if text.startswith("¥"):
            pieces.append(("¥", True))
            text = text[1:]
        pieces.append((text, part.source is None))
    if all(word for _, word in pieces):
        return {}
    chars, at = found.chars, 0
    if len(chars) != sum(len("".join(text.split())) for text, _ in pieces):
        return {}
    found_words: dict[str, list[Char]] = {}
    for text, word in pieces:
        count = len("".join(text.split()))
        if word and count:
            found_words.setdefault(text, []).extend(chars[at : at + count])
        at += count
    return found_words


def _gap(rows: Sequence[TextRow], found: Occurrence, chars: Sequence[Char]) -> float:
    """How far the first of these characters is from what stands beside it in the value, blanks counted as ink."""
    own = found.chars
    at = next(number for number, char in enumerate(own) if char is chars[0])
    row = next(row for row in rows if any(char is chars[0] for char in row.line.chars))
    line = row.line.chars
    place = next(number for number, char in enumerate(line) if char is chars[0])
    if at:
        return line[place].x - line[place - 1].right if place else 0.0
    end = next(number for number, char in enumerate(line) if char is chars[-1])
    return line[end + 1].x - line[end].right if end + 1 < len(line) else 0.0


def _take(own: LearnedSide, item_id: str, word: str, where: Mapping[int, Sequence[Char]]) -> None:
    one, sought = own.placed[item_id], own.sought[item_id]
    way = sought.way
    sought.way = way._replace(before="") if word == way.before else way._replace(left_out=way.left_out | {word})
    votes = {}
    for at, found in one.votes.items():
        gone = {id(char) for char in where.get(at, ())}
        lines = tuple(kept for line in found.lines if (kept := tuple(char for char in line if id(char) not in gone)))
        if lines:
            votes[at] = Occurrence(lines, found.spelled)
    own.placed[item_id] = Candidate(place_of(sought, votes, _align(sought, votes, one.place.align)), votes)


def _align(sought: Sought, votes: Mapping[int, Occurrence], before: Align) -> Align:
    """What stays put now that a word is gone; as it was if that still does."""
    order: list[Align] = [before, *(align for align in ("right", "left", "centre") if align != before)]
    spreads = {align: place_of(sought, votes, align).spread for align in order}
    return next((align for align in order if spreads[align] <= _SPREAD_MM), min(order, key=spreads.__getitem__))


def sign_before(own: LearnedSide, item_id: str) -> str:
    """The sign before an item with the blanks that most notices have after it; ``""`` if it has none."""
    before = own.sought[item_id].way.before
    printed = Counter(
        _between(own, at, found.first, found.chars[len(before)]) for at, found in own.placed[item_id].votes.items()
    )
    return printed.most_common(1)[0][0] if before and printed else before


def _between(own: LearnedSide, at: int, first: Char, stop: Char) -> str:
    """What is printed from one character to before another one of its line, with blanks."""
    line = next(row.line.chars for row in own.texts[at].rows if any(char is first for char in row.line.chars))
    spots = [number for number, char in enumerate(line) if char is first or char is stop]
    return "".join(char.text for char in line[spots[0] : spots[-1]])


def has_blanks(own: LearnedSide, item_id: str, item: MeasuredItem) -> bool:
    """Whether blanks of the value are printed as blanks."""
    right = wrong = 0
    for at, found in own.placed[item_id].votes.items():
        want = printed_text(item, own.texts[at].content.item(item_id).parts).text.strip()
        if len(found.lines) > 1 or not any(not char.strip() for char in want):
            continue
        got = _between(own, at, found.first, found.chars[-1]) + found.chars[-1].text
        right, wrong = right + (_shape(want) == _shape(got)), wrong + (_shape(want) != _shape(got))
    return right >= wrong


def _shape(text: str) -> str:
    """Only where which blanks are."""
    return "".join(char if char in " \u3000" else "x" for char in text)


def background(
    own: LearnedSide, ground: frozenset[Key], codes: Sequence[Sequence[Rect]], graphics: Sequence[Sequence[Graphic]]
) -> Background:
    """The form's own characters and graphics; what codes are drawn of is not, a frame around one is. ``codes``: of each
    side where they are.

    What lies beside the paper, such as marks for cutting, lies in each slot of a page a hair elsewhere: a graphic
    counts for its neighbour of a tenth of a millimetre, as it does when it is compared.
    """
    counted: Counter[_Box] = Counter()
    known: dict[_Box, _Box] = {}
    for side, here in zip(graphics, codes, strict=True):
        drawn = [(one.kind, *_tenths(one.rect)) for one in side if not any(_is_part(one, code) for code in here)]
        counted.update({_known(box, known) for box in drawn})
    return Background(
        ground,
        frozenset(key for key, count in counted.items() if count >= _MOST * len(own.texts)),
    )


def _known(box: _Box, known: dict[_Box, _Box]) -> _Box:
    """The first graphic of this kind that was seen here, to a tenth of a millimetre."""
    found = known.get(box)
    if found is None:
        kind, x0, y0, x1, y1 = box
        around = product((0, -1, 1), repeat=4)
        near = ((kind, x0 + a, y0 + b, x1 + c, y1 + d) for a, b, c, d in around)
        found = known[box] = next((one for one in near if known.get(one) == one), box)
    return found


def _tenths(rect: Rect) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = (round(value * _TENTHS) for value in rect)
    return x0, y0, x1, y1


def _is_part(one: Graphic, code: Rect) -> bool:
    return holds(code.grown(_PART_MM), one.rect) or (is_picture(one.kind) and holds(one.rect, code))
