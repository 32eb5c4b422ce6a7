"""One pass over all records of a type, when a volume is opened: bytes out of their template, texts, dates.

Every record is copied once into the processor's cache. Texts are put side by side first, so that one step of work is
about many fields and thousands of records. What is found serves the marks of the list and the rules of the check.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.records.distinct import Distinct, Values, cut, joined_distinct, lay
from app.records.layouts import NOTICE_LENGTH, Field, RecordLayout, Scheme, notice_layouts
from app.records.notice_file import TYPE_CODES, NoticeFile
from app.records.sample_mark import filler
from app.records.text_columns import odd_words, text_classes, trimmed_lengths

LEADING_BLANK, OTHER_COLUMNS = 8, 16
"""Added to the ``HAS_*`` classes of a text: it does not begin at the left; its 印字桁数 is not its columns."""

Rows = NDArray[np.int64]
Text = tuple[NDArray[np.uint8], NDArray[np.int16]]

_CHUNK, _APART = 4096, 32768
_WORD, _MANY = 8, 400
_SPACE, _ZERO = 0x20, 0x30
# Bytes of a text that are looked at together, by the width of its field; few texts are longer than the last.
_HEADS = (8, 16, 32, 64)
_DATE_PART = "Z9"


@dataclass(frozen=True, slots=True, eq=False)
class RecordScan:
    """What one pass found in ``m`` records of one layout.

    ``off_template`` ``(m,)``: some byte is not what a constant, number or reserved field allows. ``texts``: for each
    text field that is no part of a date, by item, ``(m,)`` each: ``HAS_*`` of :mod:`app.records.text_columns` and the
    flags above; bytes without trailing blanks. ``dates``: the different contents of all :func:`date_fields` together,
    ``first`` being records of the file.
    """

    off_template: NDArray[np.bool_]
    texts: dict[int, Text]
    dates: Distinct

    def of(self, index: Rows) -> "RecordScan":
        """The same of some of the records; dates that none of them has are still there."""
        return RecordScan(
            self.off_template[index],
            {item: (classes[index], lengths[index]) for item, (classes, lengths) in self.texts.items()},
            self.dates.of_rows(index),
        )


@dataclass(frozen=True, slots=True, eq=False)
class FileScans:
    """What was found in all records of a ``file``, by their type; of the files of a sequence in the whole of it."""

    file: NoticeFile
    kinds: Mapping[int, RecordScan]


def scan_block(file: NoticeFile, start: int, stop: int) -> dict[int, RecordScan]:
    """The pass over the records ``start <= i < stop``, by type. Thread-safe."""
    layouts = notice_layouts(file.scheme)
    return {
        kind: scan_records(file, layouts[code], start + np.flatnonzero(file.types[start:stop] == kind))
        for kind, code in TYPE_CODES.items()
    }


def joined_blocks(blocks: Sequence[Mapping[int, RecordScan]]) -> dict[int, RecordScan]:
    """What was found in blocks that follow one another; there is at least one."""
    return {kind: joined([block[kind] for block in blocks]) for kind in TYPE_CODES}


def shifted(scan: RecordScan, start: int) -> RecordScan:
    """What was found in records that stand behind ``start`` others of the file."""
    dates = scan.dates
    return RecordScan(scan.off_template, scan.texts, Distinct(dates.values, dates.of, dates.first + start))


def joined(scans: Sequence[RecordScan]) -> RecordScan:
    """What was found in parts, one after the other; there is at least one."""
    if len(scans) == 1:
        return scans[0]
    return RecordScan(
        np.concatenate([one.off_template for one in scans]),
        {
            item: (
                np.concatenate([one.texts[item][0] for one in scans]),
                np.concatenate([one.texts[item][1] for one in scans]),
            )
            for item in scans[0].texts
        },
        joined_distinct([one.dates for one in scans]),
    )


def scan_records(file: NoticeFile, layout: RecordLayout, rows: Rows) -> RecordScan:
    """Look once at every byte of the records ``rows``; a few thousand at a time, so that they stay in the cache."""
    plan = _plan(layout, file.is_sample)
    off_template = np.zeros(len(rows), dtype=bool)
    classes = np.zeros((len(plan.texts), len(rows)), dtype=np.uint8)
    lengths = np.zeros((len(plan.texts), len(rows)), dtype=np.int16)
    apart = np.zeros((len(plan.texts), len(rows)), dtype=bool)
    dates = Values(len(rows), sum(span.stop - span.start for span in plan.dates))
    heads = _Heads(plan.texts, min(_CHUNK, len(rows)))
    # Always the same room, because asking the system for new memory takes longer than filling it.
    room = np.empty((min(_CHUNK, len(rows)), NOTICE_LENGTH), dtype=np.uint8)
    verdicts = np.empty(room.shape, dtype=bool)
    for start in range(0, len(rows), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        data = file.data.take(rows[chunk], axis=0, out=room[: len(rows[chunk])], mode="clip")
        classes[:, chunk], lengths[:, chunk], apart[:, chunk] = heads.scan(data)
        dates.add(start, [data[:, span] for span in plan.dates])
        # From here on the records are gone. Comparing into their own room would take twice as long.
        data -= plan.low
        wrong = np.greater(data, plan.width, out=verdicts[: len(data)])
        some = np.flatnonzero(np.bitwise_or.reduce(wrong.view(np.uint32), axis=1))
        own = wrong[some]
        for at, text in enumerate(plan.texts):
            apart[at, start + some[own[:, text.rest].any(axis=1)]] = True
            own[:, text.rest] = False
        off_template[start + some] = own.any(axis=1)
    for at, text in enumerate(plan.texts):
        whole = np.flatnonzero(apart[at])
        for start in range(0, len(whole), _APART):
            some = whole[start : start + _APART]
            classes[at, some], lengths[at, some] = scan_text(file.data, rows[some], text.field, text.said)
    texts = {text.field.item: (classes[at], lengths[at]) for at, text in enumerate(plan.texts)}
    found = dates.found()
    return RecordScan(off_template, texts, Distinct(found.values, found.of, rows[found.first]))


@cache
def text_fields(scheme: Scheme, type_code: str) -> tuple[Field, ...]:
    """The fields of a record type that hold free text."""
    return tuple(one for one in notice_layouts(scheme)[type_code].fields if one.is_text)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text field, its 印字桁数 if it has one, the ``head`` bytes looked at first and the ``rest`` of its field."""

    field: Field
    said: Field | None
    head: int

    @property
    def width(self) -> int:
        """Bytes of the field in its head."""
        return min(self.head, self.field.length)

    @property
    def rest(self) -> slice:
        return slice(self.field.offset + self.width, self.field.end)


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """How records of a layout are read: ``dates`` (spans), which are the same in many records, and all the rest.

    A byte is as it must be, or usually is, when ``byte - low <= width`` in ``uint8``, ``(980,)`` each.
    """

    texts: tuple[_Text, ...]
    dates: tuple[slice, ...]
    low: NDArray[np.uint8]
    width: NDArray[np.uint8]


@cache
def _plan(layout: RecordLayout, sample: bool) -> _Plan:
    counts, dates = column_counts(layout), date_fields(layout)
    texts = tuple(
        _Text(one, counts.get(one.item), next((head for head in _HEADS if head >= one.length), _HEADS[-1]))
        for one in text_fields(layout.scheme, layout.type_code)
        if one not in dates
    )
    return _Plan(texts, _joined(dates), *_ranges(layout, texts, sample))


@cache
def date_fields(layout: RecordLayout) -> tuple[Field, ...]:
    """Years, months and days, and before each of these groups the era and its 印字桁数."""
    fields = layout.fields
    parts = {at for at, one in enumerate(fields) if one.picture == _DATE_PART}
    return tuple(fields[at] for at in sorted(parts | {at - 1 for at in parts} | {at - 2 for at in parts}))


def _joined(fields: tuple[Field, ...]) -> tuple[slice, ...]:
    """The bytes of the fields; those side by side as one span."""
    spans: list[slice] = []
    for one in fields:
        start = spans.pop().start if spans and spans[-1].stop == one.offset else one.offset
        spans.append(slice(start, one.end))
    return tuple(spans)


class _Heads:
    """Room for the first bytes of some texts of up to ``size`` records, side by side in words of 8 bytes."""

    def __init__(self, texts: tuple[_Text, ...], size: int) -> None:
        self._texts = texts
        self._cells = np.full(size * sum(text.head for text in texts), _SPACE, dtype=np.uint8)
        ends = np.cumsum([size * text.head for text in texts], dtype=np.int64)
        self._heads = [
            self._cells[end - size * text.head : end].reshape(size, text.head)
            for text, end in zip(texts, ends.tolist(), strict=True)
        ]
        self._ends = ends // _WORD

    def scan(self, data: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.int32], NDArray[np.bool_]]:
        """Classes and trimmed lengths ``(k, m)`` of each text in records ``(m, 980)`` that is not longer than its head.

        Also ``(k, m)``: where a text must be split into its characters to know its classes.
        """
        for text, head in zip(self._texts, self._heads, strict=True):
            lay(data[:, text.field.offset : text.rest.start], head[: len(data), : text.width])
        # A bit for each byte that is not blank: a byte of bits for each word, up to 64 bits for each text.
        written = np.packbits(self._cells != _SPACE, bitorder="little")
        masks = self._masks(written, len(data))
        lengths = _bit_lengths(masks)
        classes = ((masks & np.uint64(1)) < (masks != 0)) * np.uint8(LEADING_BLANK)
        for at, text in enumerate(self._texts):
            if text.said is not None:
                classes[at] |= _other_columns(data[:, _and_one(text.said)], lengths[at])
        return classes, lengths, self._odd(written, len(data))

    def _masks(self, written: NDArray[np.uint8], size: int) -> NDArray[np.uint64]:
        masks = np.empty((len(self._texts), size), dtype=np.uint64)
        for at, (text, end) in enumerate(zip(self._texts, self._ends.tolist(), strict=True)):
            start = end - self._heads[at].size // _WORD
            masks[at] = written[start:end].view(f"<u{text.head // _WORD}")[:size]
        return masks

    def _odd(self, written: NDArray[np.uint8], size: int) -> NDArray[np.bool_]:
        words = odd_words(self._cells.view(np.uint64), np.flatnonzero(written != 0))
        odd = np.zeros((len(self._texts), len(self._heads[0])), dtype=bool)
        for at, some in enumerate(np.split(words, np.searchsorted(words, self._ends[:-1]))):
            count = self._heads[at].shape[1] // _WORD
            odd[at, (some - (self._ends[at] - odd.shape[1] * count)) // count] = True
        return odd[:, :size]


def scan_text(
    data: NDArray[np.uint8], rows: Rows, field: Field, said: Field | None
) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Classes and trimmed lengths ``(m,)`` of one text in some records of ``data``, however long it is.

    ``said``: its 印字桁数, if it has one.
    """
    cells = cut(data, rows, field.span)
    lengths = trimmed_lengths(cells)
    classes = ((cells[:, 0] == _SPACE) & (lengths > 0)) * np.uint8(LEADING_BLANK)
    if said is not None:
        classes |= _other_columns(cut(data, rows, _and_one(said)), lengths)
    # Texts of like length together, because as many bytes are split of each as the longest has.
    order = lengths.argsort()
    for some in np.split(order, [len(order) * 6 // 10, len(order) * 9 // 10]) if len(order) > _MANY else (order,):
        # A lead byte at the end takes the blank after it.
        classes[some] |= text_classes(cells[some][:, : int(lengths[some].max(initial=0)) + 1])
    return classes, lengths


def _bit_lengths(masks: NDArray[np.uint64]) -> NDArray[np.int32]:
    """How many bits each number has, up to its highest one."""
    # Without bits next to each other, a float64 never rounds up to the next power of two.
    highest = (masks & ~(masks >> np.uint64(1))).astype(np.float64).view(np.int64) >> 52
    lengths: NDArray[np.int32] = np.maximum(highest - 1022, 0).astype(np.int32)
    return lengths


def _and_one(said: Field) -> slice:
    """Four bytes are copied faster than three; a text follows."""
    return slice(said.offset, said.end + 1)


def _other_columns(said: NDArray[np.uint8], lengths: NDArray[np.int32]) -> NDArray[np.uint8]:
    """``OTHER_COLUMNS`` where the three digits ``(m, 4)``, with a byte after them, are not those of the length."""
    words = np.empty((len(said), 4), dtype=np.uint8)
    lay(said, words)
    differs = (words.view("<u4")[:, 0] & np.uint32(0xFFFFFF)) != _three_digits().take(lengths, mode="clip")
    flags: NDArray[np.uint8] = differs * np.uint8(OTHER_COLUMNS)
    return flags


@cache
def _three_digits() -> NDArray[np.uint32]:
    """``(1000,)``: numbers as three digits and a zero byte, read as one ``uint32``."""
    return np.frombuffer(b"".join(b"%03d\0" % number for number in range(1000)), dtype="<u4")


@cache
def column_counts(layout: RecordLayout) -> dict[int, Field]:
    """The 印字桁数 field of each text item that has one: it stands right before the text."""
    pairs = zip(layout.fields, layout.fields[1:], strict=False)
    return {text.item: count for count, text in pairs if count.attr == "9" and count.name.endswith("印字桁数")}


def _ranges(
    layout: RecordLayout, texts: tuple[_Text, ...], sample: bool
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    low = np.zeros(layout.length, dtype=np.uint8)
    width = np.full(layout.length, 0xFF, dtype=np.uint8)
    for one in layout.fields:
        if one.constant is not None:
            low[one.span] = np.frombuffer(one.constant.encode("ascii").ljust(one.length), dtype=np.uint8)
            width[one.span] = 0
        elif "reserved_blank" in one.flags:
            low[one.span], width[one.span] = filler(one, sample), 0
        elif one.attr == "9":
            low[one.span], width[one.span] = _ZERO, 9
    for text in texts:
        low[text.rest], width[text.rest] = _SPACE, 0
    return low, width
