"""The 00 of an establishment against its 01: one serves redirecting and pulling, the other is what gets printed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.checks.groups import Groups, groups
from app.checks.model import FileRule, Hits, Rule
from app.checks.rules.same_text import TextDifference, codes_text, other_code, text_difference
from app.checks.view import FileView, Kind, Rows
from app.checks.wording import shown
from app.records.distinct import cut, rows_any
from app.records.layouts import Field, Scheme, notice_layouts
from app.records.notice_file import DETAIL, EXTRACT
from app.records.text import decode, same_print, trimmed

_BLOCK_ROWS, _WORD = 65_536, 8
_SHORT, _PARTS = 6 * _WORD, 4


class _Pair(NamedTuple):
    """Fields that must say the same: of the 00, and of the 01 or of the 00's own serial number."""

    extract: Field
    other: Field


class _Compared(NamedTuple):
    """What is compared. ``own``: fields of the 00 against its serial number; ``exact``: the common bytes must be
    equal; ``texts``: a text of the 00 against the lines of the 01; ``first``, ``last``: of the 01 what identifies."""

    own: tuple[_Pair, ...]
    exact: tuple[_Pair, ...]
    texts: tuple[tuple[Field, tuple[Field, ...]], ...]
    first: Field
    last: Field


@cache
def _fields(scheme: Scheme) -> _Compared:
    """The 01 of 船保 has no 郡市区符号: there the 00's is held against its own serial number."""
    one, two = (notice_layouts(scheme)[code] for code in ("00", "01"))
    both = [field for field in one.roles("symbol.city", "symbol", "number", "postal") if two.roles(field.role)]
    own = [_Pair(one.role("office"), one.role("serial.office"))]
    if not two.roles("symbol.city"):
        own.append(_Pair(one.role("symbol.city"), one.role("serial.city")))
    return _Compared(
        own=tuple(own),
        exact=tuple(_Pair(field, two.role(field.role)) for field in both),
        texts=(
            (one.role("name"), two.roles("name.1", "name.2")),
            (one.role("address"), two.roles("address.1", "address.2", "address.3")),
        ),
        first=two.role("postal"),
        last=two.role("name.2"),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    """A text of the 00 with its trimmed length, and the lines of the 01 with theirs, for pairs of records."""

    whole: Field
    lengths: NDArray[np.int16]
    lines: list[tuple[Field, NDArray[np.int16]]]


class _Difference(NamedTuple):
    """``printed``: not only other bytes, but other characters."""

    offset: int
    length: int
    message: str
    printed: bool = True


_Differences = dict[int, list[_Difference]]


def find_differences(view: FileView) -> Iterable[Hits]:
    """00 that do not agree with their own serial number, 01 that do not agree with their 00 or with each other."""
    yield from _own_hits(view, groups(view).extracts)
    yield from _hits(_compared(view), printed=True)


def find_other_codes(view: FileView) -> Iterable[Hits]:
    """01 that print the same characters as their 00, or as the 01 before, by other codes."""
    yield from _hits(_compared(view), printed=False)


def _hits(differences: _Differences, *, printed: bool) -> Iterator[Hits]:
    own = {row: [one for one in found if one.printed == printed] for row, found in sorted(differences.items())}
    rows = [row for row, found in own.items() if found]
    if rows:
        firsts = [own[row][0] for row in rows]
        yield Hits(
            records=np.array(rows, dtype=np.int64),
            offset=np.array([one.offset for one in firsts], dtype=np.int64),
            length=np.array([one.length for one in firsts], dtype=np.int64),
            message=lambda hit: "".join(one.message for one in own[rows[hit]]),
        )


def _compared(view: FileView) -> _Differences:
    """What differs between each 01 and its 00, or the 01 before it, found once for both rules."""
    return view.once("match", _compare)


def _compare(view: FileView) -> _Differences:
    found = groups(view)
    details = found.details
    suspects = details[_suspects(view, details, found.begin[details])]
    differences = {
        int(row): differing for row in suspects if (differing := _differences(view, int(found.begin[row]), int(row)))
    }
    return differences | _siblings(view, found, differences)


def _own_hits(view: FileView, extracts: Rows) -> Iterator[Hits]:
    for field, serial in _fields(view.file.scheme).own:
        wrong = extracts[_differ(view.file.data, extracts, field.span, extracts, serial.span)]
        if len(wrong):
            yield Hits(wrong, field.offset, field.length, _OwnMessage(view, wrong, field, serial))


@dataclass(frozen=True, slots=True, eq=False)
class _OwnMessage:
    view: FileView
    rows: Rows
    field: Field
    serial: Field

    def __call__(self, hit: int) -> str:
        row = int(self.rows[hit])
        said, wanted = (shown(self.view.file.raw(row, field)) for field in (self.field, self.serial))
        return (
            f"引抜情報の{self.field.name}（項番{self.field.item}）が{said}で、"
            f"シリアル番号の{self.serial.name}（項番{self.serial.item}）の{wanted}と違います。"
        )


def _suspects(view: FileView, details: Rows, begins: Rows) -> NDArray[np.bool_]:
    """01 whose bytes are not simply those of their 00; whether they disagree is looked at one by one."""
    suspect = np.zeros(len(details), dtype=bool)
    columns, spans = _TextColumns(view, details, begins), _exact_spans(view.file.scheme)
    for start in range(0, len(details), _BLOCK_ROWS):
        block = slice(start, start + _BLOCK_ROWS)
        suspect[block] = columns.suspects(block)
        for one, other in spans:
            suspect[block] |= _differ(view.file.data, begins[block], one, details[block], other)
    return suspect


def _differ(data: NDArray[np.uint8], some: Rows, one: slice, others: Rows, other: slice) -> NDArray[np.bool_]:
    """Which of each two records differ in their bytes."""
    # In whole words: no field that is compared is the last one of a record.
    width = one.stop - one.start
    words = -(-width // _WORD) * _WORD
    differing = cut(data, some, slice(one.start, one.start + words))
    differing ^= cut(data, others, slice(other.start, other.start + words))
    differing[:, width:] = 0
    return _words_differ(differing)


def _common(one: Field, other: Field) -> tuple[slice, slice]:
    """The bytes that both fields have: 船保 holds 4 bytes of the 記号 in a 00 and 3 in an 01."""
    length = min(one.length, other.length)
    return slice(one.offset, one.offset + length), slice(other.offset, other.offset + length)


def _exact_spans(scheme: Scheme) -> list[tuple[slice, slice]]:
    """The bytes of the 00 and of the 01 that must be equal; neighbours in both are one span."""
    spans: list[tuple[slice, slice]] = []
    for pair in _fields(scheme).exact:
        one, other = _common(*pair)
        if spans and (spans[-1][0].stop, spans[-1][1].stop) == (one.start, other.start):
            before = spans.pop()
            one, other = slice(before[0].start, one.stop), slice(before[1].start, other.stop)
        spans.append((one, other))
    return spans


class _TextColumns:
    """Texts of pairs of records, compared by their bytes: the 00's must be the lines of the 01, one after another."""

    def __init__(self, view: FileView, details: Rows, begins: Rows) -> None:
        self._data = view.file.data
        self._details, self._begins = details, begins
        one, two = view.kind(EXTRACT), view.kind(DETAIL)
        at_extract, at_detail = _positions(view, one, begins), _positions(view, two, details)
        self._texts = [
            _Text(
                whole,
                view.text(one, whole.item)[1][at_extract],
                [(line, view.text(two, line.item)[1][at_detail]) for line in lines],
            )
            for whole, lines in _fields(view.file.scheme).texts
        ]

    def suspects(self, block: slice) -> NDArray[np.bool_]:
        """Which pairs of a block have a text that is not the same bytes."""
        details, begins = self._details[block], self._begins[block]
        suspect = np.zeros(len(details), dtype=bool)
        for text in self._texts:
            lengths = text.lengths[block]
            lines = [(field.offset, line_lengths[block]) for field, line_lengths in text.lines]
            total = np.add.reduce([line_lengths for _, line_lengths in lines])
            suspect |= total != lengths
            # Most texts are one short line: then the first bytes of both are the same, blanks included.
            short = (lines[0][1] == lengths) & (lengths <= _SHORT)
            first = text.whole.offset, lines[0][0]
            heads = (self._head(rows, at) for rows, at in zip((begins, details), first, strict=True))
            suspect |= short & _words_differ(np.bitwise_xor(*heads))
            rest = np.flatnonzero(~short & (total == lengths))
            # Texts of like length together, because as many bytes are compared of each as the longest has.
            for some in np.array_split(rest[lengths[rest].argsort()], _PARTS):
                if some.size:
                    own = [(offset, line_lengths[some]) for offset, line_lengths in lines]
                    suspect[some] |= self._lines_differ(begins[some], details[some], text.whole.offset, own)
        return suspect

    def _head(self, rows: Rows, offset: int) -> NDArray[np.uint8]:
        return cut(self._data, rows, slice(offset, offset + _SHORT))

    def _lines_differ(
        self, begins: Rows, details: Rows, whole: int, lines: Sequence[tuple[int, NDArray[np.int16]]]
    ) -> NDArray[np.bool_]:
        """Whether some line is not where it should be in the text at ``whole``; the lengths are known to add up."""
        used = int(np.add.reduce([lengths for _, lengths in lines]).max())
        widths = [-(-int(lengths.max()) // _WORD) * _WORD for _, lengths in lines]
        # Room on the right, so that the window of a line never leaves the array.
        cells = np.zeros((len(begins), used + max(widths)), dtype=np.uint8)
        cells[:, :used] = cut(self._data, begins, slice(whole, whole + used))
        differ = np.zeros(len(begins), dtype=bool)
        start = np.arange(len(begins)) * cells.shape[1]
        for (offset, lengths), width in zip(lines, widths, strict=True):
            if width:
                # Every run of bytes as one value: a line is copied from where it begins as a whole.
                runs = np.ndarray((cells.size - width + 1,), f"V{width}", cells.data, strides=(1,))
                differing = runs[start].view(np.uint8).reshape(-1, width)
                differing ^= cut(self._data, details, slice(offset, offset + width))
                differing &= _written(width).take(lengths, axis=0, mode="clip")
                differ |= _words_differ(differing)
            start += lengths
        return differ


@cache
def _written(width: int) -> NDArray[np.uint8]:
    """``(width + 1, width)``: 255 in the first bytes of each row, as many as its number says."""
    return np.tri(width + 1, width, -1, dtype=np.uint8) * np.uint8(0xFF)


def _words_differ(differing: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Rows ``(m,)`` that are not all zero; looked at in words of 8 bytes."""
    return rows_any(differing.view(np.uint64))


def _positions(view: FileView, kind: Kind, rows: Rows) -> Rows:
    """Where records stand in the columns of their kind."""
    at = np.zeros(len(view.file), dtype=np.int64)
    at[kind.rows] = np.arange(len(kind.rows))
    return at[rows]


def _differences(view: FileView, extract: int, detail: int) -> list[_Difference]:
    """What really differs between a 00 and its 01."""
    file = view.file
    found = []
    for one, other in _fields(file.scheme).exact:
        spans = _common(one, other)
        raws = [file.data[row, span].tobytes() for row, span in zip((extract, detail), spans, strict=True)]
        if not same_print(*raws):
            said = [shown(trimmed(raw)) for raw in raws]
            message = (
                f"{other.name}（項番{other.item}）が{said[1]}で、引抜情報（項番{one.item}）の{said[0]}と違います。"
            )
            found.append(_Difference(other.offset, other.length, message))
    for whole, lines in _fields(file.scheme).texts:
        differing = text_difference(file.raw(extract, whole), [file.raw(detail, field) for field in lines])
        if differing is not None:
            found.append(_told(differing, lines[differing.line], f"引抜情報の{whole.name}（項番{whole.item}）"))
    return found


def _told(differing: TextDifference, line: Field, other: str) -> _Difference:
    if differing.codes is None:
        return _Difference(line.offset, line.length, f"{line.name}（項番{line.item}）が{other}と違います。")
    return _Difference(line.offset + differing.at, 2, codes_text(line, differing.codes, other), printed=False)


def _siblings(view: FileView, found: Groups, known: _Differences) -> _Differences:
    """Second 01 that identify the establishment otherwise than the first, where the 00 settles nothing."""
    layout, compared = notice_layouts(view.file.scheme)["01"], _fields(view.file.scheme)
    second, first, last = found.seconds, compared.first, compared.last
    span = slice(first.offset, last.end)
    fields = [field for field in layout.fields if first.offset <= field.offset <= last.offset]
    settled = {row for row, differing in known.items() if any(one.printed for one in differing)}
    result: _Differences = {}
    for row in second[_differ(view.file.data, second, span, second - 1, span)].tolist():
        if settled.isdisjoint((row - 1, row)):
            raws = [(field, view.file.raw(row, field), view.file.raw(row - 1, field)) for field in fields]
            result[row] = [*known.get(row, ()), _sibling([one for one in raws if one[1] != one[2]])]
    return result


def _sibling(differing: Sequence[tuple[Field, bytes, bytes]]) -> _Difference:
    """The first of some fields that prints something else than that of the 01 before, else the first of all."""
    before = "同じ事業所の前の明細"
    for field, own, other in differing:
        if not same_print(own, other):
            return _Difference(field.offset, field.length, f"{field.name}（項番{field.item}）が、{before}と違います。")
    field, own, other = differing[0]
    codes = other_code((one, char, 0) for one, char in zip(decode(other), decode(own), strict=True))
    if codes is None or codes.codes is None:
        raise ValueError("bytes that differ have no other code")
    return _Difference(field.offset + codes.at, 2, codes_text(field, codes.codes, before), printed=False)


RULES: tuple[Rule, ...] = (
    FileRule(
        name="match.establishment",
        severity="error",
        stage="content",
        title="引抜情報（00）と明細（01）の一致",
        source="電子媒体仕様書 別紙12-1・12-2・14-1・14-2（記号、番号、名称、郵便番号、所在地）",
        explanation=(
            "引抜情報と明細で、記号、番号、郵便番号、名称、所在地が同じ事業所を指しているかを、印字する文字で比べます。"
            "行のつなぎ目の空白は見ません。"
            "別送と引き抜きは引抜情報で、印刷は明細で行うので、食い違うと別の事業所の通知を送ることになります。"
            "見つかったら両方のレコードを並べて確かめ、その事業所の通知を保留して機構に照会します。"
        ),
        find=find_differences,
    ),
    FileRule(
        name="text.extension",
        severity="info",
        stage="content",
        title="同じ文字の別のコード",
        source="電子媒体仕様書 表2.1.2-2 項番5（Shift-JIS。NEC・IBM の拡張文字は定めがない）",
        explanation=(
            "NEC と IBM が足した文字には、コードを二つ持つものがあります（髙は FBFC と EEE0）。"
            "引抜情報と明細、または二つの明細でコードだけが違い、印字する文字は同じときに、両方のコードを示します。"
            "誤りではありません。リストと照らすときや、印刷機の書体を確かめるときに思い出してください。"
        ),
        find=find_other_codes,
        later=True,
    ),
)
