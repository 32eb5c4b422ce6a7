"""What the records have to show, column by column: each distinct value of a field printed once, by the preview's code.

Kept are the columns of the files that were last asked for, so that memory does not grow with the month.
"""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.notice.content import NoticeContext, bars_of, printed_from
from app.notice.item_text import Detail
from app.notice.items import BARCODE_ID, DRAWN, ItemSpec, item_specs, spec_of
from app.notice.piece_id import piece_id
from app.proof.printed.expected import Expectation, printed_text
from app.proof.printed.model import Notice
from app.records.distinct import rows_any
from app.records.layouts import Scheme
from app.records.notice_file import DETAIL, NoticeFile
from app.records.pictures import NUMBER, read_column
from app.records.text import to_text, to_texts, trimmed
from app.sheet.form_model import Wording
from app.sheet.measured_form import MeasuredItem

_MOST_ROWS, _MOST_ASKED, _AT_ONCE, _HELD_AGAINST = 400_000, 4_000, 1_000, 8
_SIMPLE, _TEXTS = frozenset({"amount", "number", "symbol"}), frozenset({"text", "postal"})
_SPACE, _OTHERS, _KANA, _KANA_END = 0x20, 0x7F, 0xA1, 0xE0
"""From ``_OTHERS`` on bytes are no characters, or halves of such, but for half-width kana."""


class Column:
    """``texts``: the distinct ones; ``at``: for each record which of them."""

    __slots__ = ("at", "texts")

    def __init__(self, texts: list[str], at: "array[int]") -> None:
        self.texts = texts
        self.at = at


_Row = tuple[list[str], "array[int]"]


@dataclass(slots=True)
class _File:
    """The columns of one file. ``rows``: those of a panel's items, by the identity of the tuple of items."""

    columns: dict[MeasuredItem, Column] = field(default_factory=dict)
    rows: dict[int, list[_Row]] = field(default_factory=dict)
    bars: Column | None = None


class Columns:
    """Expected texts of an expectation's records."""

    def __init__(self, expectation: Expectation) -> None:
        self._expectation = expectation
        self._files: OrderedDict[str, _File] = OrderedDict()
        self._coded: tuple[Notice | None, dict[str, str]] = (None, {})
        self._contexts: dict[str, NoticeContext] = {}
        self._asked: dict[int, Sequence[MeasuredItem]] = {}

    def able(self, notice: Notice) -> bool:
        """Whether columns say all of this notice: not where a list sends it elsewhere."""
        return self._expectation.context_of is not None and notice not in self._expectation.redirected

    def texts(self, notice: Notice, items: Sequence[MeasuredItem]) -> tuple[str, ...]:
        """What these items of a form show of a notice."""
        record = notice.record
        return tuple([texts[at[record]] for texts, at in self._row(notice.file, items)])

    def bars(self, notice: Notice) -> str:
        """Its customer barcode, ``""`` if it has none."""
        own = self._own(notice.file)
        column = own.bars
        if column is None:
            column = own.bars = self._bars(notice.file)
        return column.texts[column.at[notice.record]]

    def code(self, pattern: str, notice: Notice) -> str:
        """What a code with this pattern says of it."""
        if self._coded[0] != notice:
            self._coded = notice, {}
        known = self._coded[1].get(pattern)
        if known is None:
            known = self._coded[1][pattern] = self._code(pattern, notice)
        return known

    def _row(self, name: str, items: Sequence[MeasuredItem]) -> list[_Row]:
        own = self._own(name)
        columns = own.rows.get(id(items))
        if columns is None:
            for item in items:
                if item not in own.columns:
                    own.columns[item] = self._column(name, item)
            if len(self._asked) >= _MOST_ASKED:
                self._asked.clear()
                for one in self._files.values():
                    one.rows.clear()
            columns = own.rows[id(items)] = [(own.columns[item].texts, own.columns[item].at) for item in items]
            self._asked[id(items)] = items  # so that nothing else gets its number
        return columns

    def _code(self, pattern: str, notice: Notice) -> str:
        name = notice.file
        context = self._context(name)
        own = piece_id(context.volume, name, notice.record, context.run)
        if pattern == "{piece_id}":
            return own
        named = {"letter": name[4], "prefecture": name[6:8], "split": name[8:10], "record": notice.record}
        return pattern.format(piece_id=own, **named)

    def _context(self, name: str) -> NoticeContext:
        context = self._contexts.get(name)
        if context is None:
            assert self._expectation.context_of is not None
            context = self._contexts[name] = self._expectation.context_of(name)
        return context

    def _own(self, name: str) -> _File:
        own = self._files.get(name)
        if own is None:
            own = self._files[name] = _File()
            rows = sum(len(self._expectation.notices[one]) for one in self._files)
            while rows > _MOST_ROWS and len(self._files) > 1:
                lost, _ = self._files.popitem(last=False)
                rows -= len(self._expectation.notices[lost])
        else:
            self._files.move_to_end(name)
        return own

    def _column(self, name: str, item: MeasuredItem) -> Column:
        file = self._expectation.notices[name]
        spec = _specs(file.scheme).get(item.id)
        if spec is None or spec.form in DRAWN:
            return Column([""], array("I", bytes(4 * len(file))))
        offices = self._context(name).offices

        def shown(record: int) -> str:
            detail = Detail(file.raw_record(record), record)
            return canonical(item, printed_text(item, printed_from(spec, detail, offices).parts).text)

        def told(records: Sequence[int], cells: NDArray[np.uint8]) -> list[str]:
            return _told(cells, spec, item, lambda at: shown(records[at]))

        return _distinct(file, spec, told)

    def _bars(self, name: str) -> Column:
        file, postal = self._expectation.notices[name], self._context(name).postal

        def told(records: Sequence[int], _: NDArray[np.uint8]) -> list[str]:
            some = (records[start : start + _AT_ONCE] for start in range(0, len(records), _AT_ONCE))
            return [one for own in some for one in bars_of(file.scheme, [*map(file.raw_record, own)], postal)]

        return _distinct(file, spec_of(file.scheme, BARCODE_ID), told)


def canonical(item: MeasuredItem, text: str) -> str:
    """As texts are compared: blanks within count only where the form prints them."""
    return text.strip() if item.blanks else "".join(text.split())


def _specs(scheme: Scheme) -> dict[str, ItemSpec]:
    return {spec.id: spec for spec in item_specs(scheme)}


def _distinct(
    file: NoticeFile, spec: ItemSpec, told: Callable[[Sequence[int], NDArray[np.uint8]], list[str]]
) -> Column:
    """One column over all records of a file; others than ``01`` have no text. ``told``: what is shown of these records
    and the contents of their fields, ``(n, w)``.
    """
    at = np.zeros(len(file), np.uint32)
    rows = file.rows(DETAIL)
    texts = [""]
    if len(rows) and spec.fields:
        columns = np.concatenate([file.column(field)[rows] for field in spec.fields], axis=1)
        whole = np.ascontiguousarray(columns).view(np.dtype((np.void, columns.shape[1]))).reshape(-1)
        _, first, inverse = np.unique(whole, return_index=True, return_inverse=True)
        texts += told(rows[first].tolist(), columns[first])
        at[rows] = np.asarray(inverse).reshape(-1) + 1
    elif len(rows):
        texts += told([int(rows[0])], np.zeros((1, 0), np.uint8))
        at[rows] = 1
    return Column(texts, array("I", at.tobytes()))


def _told(cells: NDArray[np.uint8], spec: ItemSpec, item: MeasuredItem, shown: Callable[[int], str]) -> list[str]:
    """What is shown of each of these contents, ``(n, w)``; ``shown``: the same by the preview's own code.

    Nearly all is shown in one way: it is worked out at once, and held against the preview's.
    """
    if spec.form in _SIMPLE:
        return _simply(cells, spec, item, shown)
    count = len(cells)
    if spec.form in _TEXTS:
        texts = _as_they_stand(cells, item)
        if all(texts[at] == shown(at) for at in range(0, count, max(count // _HELD_AGAINST, 1))):
            return texts
    return [*map(shown, range(count))]


def _as_they_stand(cells: NDArray[np.uint8], item: MeasuredItem) -> list[str]:
    """The fields up to their trailing blanks."""
    block, width, wording = cells.tobytes(), cells.shape[1], Wording(item.left_out, item.before)
    texts = to_texts([trimmed(block[at : at + width]) for at in range(0, len(block), width)])
    own = [wording.shown(text, form_word=False) for text in texts] if item.left_out else texts
    if item.before:
        own = [item.before + text if text.strip() else "" for text in own]
    return [canonical(item, text) for text in own]


def _simply(cells: NDArray[np.uint8], spec: ItemSpec, item: MeasuredItem, shown: Callable[[int], str]) -> list[str]:
    """The same of amounts, numbers and symbols, which are by far the most of what differs in a month."""
    plain, width, count = np.ones(len(cells), bool), cells.shape[1], len(cells)
    spans: list[slice] = []
    for one in spec.fields:
        start = spans[-1].stop if spans else 0
        spans.append(slice(start, start + one.length))
        own = cells[:, spans[-1]]
        plain &= read_column(own, one.picture)[1] == NUMBER if one.picture else _single_bytes(own)
    block = to_text(cells[plain].tobytes())
    if len(block) != width * int(plain.sum()):
        return [shown(at) for at in range(count)]
    wording = Wording(item.left_out, item.before)
    between = wording.shown("-", form_word=True)
    tail = wording.shown(spec.suffix, form_word=True) if spec.form == "amount" else ""
    parts = [(span, bool(one.picture)) for span, one in zip(spans, spec.fields, strict=True)]

    def told_of(row: str) -> str:
        said = [row[span].strip(" ") if number else row[span].rstrip(" ") for span, number in parts]
        text = between.join([wording.shown(own, form_word=False) for own in said]) + tail
        return canonical(item, item.before + text if text.strip() else "")

    rows = [block[at : at + width] for at in range(0, len(block), width)]
    if len(parts) == 1 and parts[0][1] and "¥" not in item.left_out:
        # Digits have no blanks, so what is beside them is the same for all.
        before, after = canonical(item, item.before + "0")[:-1], canonical(item, "0" + tail)[1:]
        known = iter([before + row.strip(" ") + after for row in rows])
    else:
        known = iter(map(told_of, rows))
    texts = [next(known) if simple else shown(at) for at, simple in enumerate(plain.tolist())]
    told = np.flatnonzero(plain)[:: max(int(plain.sum()) // _HELD_AGAINST, 1)].tolist()
    return texts if all(texts[at] == shown(at) for at in told) else [shown(at) for at in range(count)]


def _single_bytes(cells: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Texts that are not blank, and each byte of which is a character for itself."""
    odd = (cells < _SPACE) | ((cells >= _OTHERS) & ((cells < _KANA) | (cells >= _KANA_END)))
    return np.asarray(~rows_any(odd) & rows_any(cells != _SPACE))
