"""The open volume: looking at any record of any file, with everything that belongs to it."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from app.cases.record_scan import FileScans, text_fields
from app.cases.special import Candidates, find_candidates
from app.equipment.loading import Equipment
from app.equipment.printer import Printer
from app.errors import KenpanError
from app.lists.redirects import RedirectLists
from app.media.model import ExpectedFile
from app.media.sample import is_sample
from app.month.looking.model import GaijiUse, RecordLine, ShownRecord
from app.month.looking.open_files import OpenFiles
from app.month.looking.problems import file_problems
from app.notice.content import printed_items
from app.notice.model import NoticeContent
from app.notice.piece_id import PieceRun
from app.records.layouts import RecordLayout
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL, NoticeFile
from app.records.text import GAIJI_FIRST, GAIJI_LAST, CharKind, decode, to_text, trimmed
from app.sheet.envelope import EnvelopeReport
from app.sheet.model import Sheet

SCHEME_NAMES = {"kounen": "厚年", "senpo": "船保"}
NO_RECORD = -1
_KEPT = 4
"""Notices in print: the one looked at, and those beside it."""
_GAIJI_LEADS = frozenset(range(GAIJI_FIRST >> 8, (GAIJI_LAST >> 8) + 1))
_Printed = tuple[NoticeContent, Sheet, EnvelopeReport]
_KIND_TEXTS = {EXTRACT: "引抜 00", DETAIL: "明細 01", OFFICE_TOTAL: "合計 02"}


@dataclass(frozen=True, eq=False)
class Workbench(OpenFiles):
    """One volume in memory, with what says how it is printed. ``run`` says what its notices are made for at this
    moment; ``marks`` are none where one file was opened for a record. ``lists``: which notices go elsewhere or are
    pulled out, once that is known.
    """

    equipment: Equipment
    marks: dict[str, NDArray[np.uint8]]
    run: Callable[[], PieceRun | None] = lambda: None
    lists: RedirectLists | None = None
    scans: Mapping[str, FileScans] = dataclasses.field(default_factory=dict)
    _last: dict[object, _Printed] = dataclasses.field(default_factory=dict, init=False, repr=False)

    @cached_property
    def problems(self) -> tuple[KenpanError, ...]:
        """Everything to say when the volume opens: media, companions, files that are not as they must be."""
        own = file_problems(self.notices.values(), self.counts.values())
        return (*self.media.problems, *self.equipment.problems, *own)

    @cached_property
    def is_sample(self) -> bool:
        """Whether all that is open was made by the sample maker, as its records say."""
        return is_sample(self.media)

    @cached_property
    def candidates(self) -> tuple[Candidates, ...]:
        """The notices that a proof can be made of, with their special cases; asked when all are marked."""
        redirects = self.equipment.redirects
        return find_candidates(tuple(self.notices.values()), self.marks, self.media.volume.volume, redirects)

    def title(self, file: str) -> str:
        """What a file holds, in Japanese."""
        expected = self._expected(file)
        scheme = SCHEME_NAMES[expected.scheme]
        if expected.kind == "counts":
            return f"{scheme} 件数表"
        split = self.notices[file].sequence is not None
        return f"{scheme} {expected.prefecture}" + (f" 分割 {expected.split}" if split else "")

    def first_record(self, file: str) -> int:
        """The first record worth looking at: the first ``01``, else the first; ``NO_RECORD`` if there is none."""
        if file in self.notices:
            details = self.notices[file].rows(DETAIL)
            if len(details):
                return int(details[0])
        return 0 if self.record_count(file) else NO_RECORD

    @property
    def first_file(self) -> str | None:
        """The first file that has an ``01``, else the first that has any record; ``None`` if there is none."""
        printed = (name for name, notices in self.notices.items() if len(notices.rows(DETAIL)))
        filled = (name for name in self.names if self.record_count(name))
        return next(chain(printed, filled), None)

    def look_named(self, file: str, record: int) -> ShownRecord:
        """:meth:`look` for names and numbers that a person typed; ``KenpanError`` if there is no such record."""
        return self.look(self.named(file, record), record)

    def look(self, file: str, record: int) -> ShownRecord:
        """Everything about one record; ``IndexError`` outside the file, ``KeyError`` for another file."""
        if not 0 <= record < self.record_count(file):
            raise IndexError(record)
        if file not in self.notices:
            return ShownRecord.of(self._count_line(file, record))
        notices, notice = self.notices[file], self.notice_of(file, record)
        content, sheet, envelope = (None, None, None) if notice is None else self._printed(file, notice)
        shown = self._record(notices, record, printed_items(content) if content and notice == record else {})
        return ShownRecord.of(shown, content, sheet, envelope, self._gaiji(shown.raw, notices.layout(record)))

    def _printed(self, file: str, notice: int) -> _Printed:
        """A notice in print. The last ones are kept: most people go from its ``00`` to its ``01``, and back."""
        key = (file, notice, self.run())
        kept = self._last.pop(key, None)
        if kept is None:
            content = self.content(file, notice)
            sheet = self.sheet(content)
            kept = content, sheet, self.envelope(sheet)
        self._last[key] = kept
        while len(self._last) > _KEPT:
            del self._last[next(iter(self._last))]
        return kept

    def print_ahead(self, file: str, record: int) -> Sheet | None:
        """What :meth:`look` will need for a record, made while nobody waits; ``None`` if nothing is printed."""
        if file not in self.notices or not 0 <= record < self.record_count(file):
            return None
        notice = self.notice_of(file, record)
        return None if notice is None else self._printed(file, notice)[1]

    @property
    def printer(self) -> Printer:
        """What says what a record prints, and where."""
        return Printer(self.equipment, self.run())

    def content(self, file: str, record: int) -> NoticeContent:
        """What this ``01`` must print."""
        return self.printer.content(self.notices[file], record, self.media.files[file].expected)

    def sheet(self, content: NoticeContent) -> Sheet:
        """Where it is printed."""
        return self.printer.sheet(content)

    def envelope(self, sheet: Sheet) -> EnvelopeReport:
        """What the envelope's windows show of it."""
        return self.printer.envelope(sheet)

    def _expected(self, file: str) -> ExpectedFile:
        return self.media.files[file].expected

    def _gaiji(self, raw: bytes, layout: RecordLayout | None) -> tuple[GaijiUse, ...]:
        found: dict[int, tuple[str, list[int], list[int]]] = {}
        for field in () if layout is None else text_fields(layout.scheme, layout.type_code):
            if _GAIJI_LEADS.isdisjoint(raw[field.span]):
                continue
            for char in decode(raw[field.span]):
                if char.kind is CharKind.GAIJI:
                    _, items, offsets = found.setdefault(char.code, (char.text, [], []))
                    items.append(field.item)
                    offsets.append(field.offset + char.offset)
        return tuple(
            GaijiUse(code, text, self.equipment.fonts.state(text, "gaiji"), tuple(dict.fromkeys(items)), tuple(offsets))
            for code, (text, items, offsets) in found.items()
        )

    def line(self, file: str, record: int) -> RecordLine:
        """One row of the record list; cheap enough to be asked for every visible row."""
        if file not in self.notices:
            raw = self.counts[file].raw(record)
            row = self.counts[file].row(record)
            kind_text = "読めない行" if row is None else "件数表"
            return RecordLine(record + 1, kind_text, to_text(raw[9:13]), "", to_text(raw[14:158]).replace(";", " "), 0)
        notices = self.notices[file]
        kind = int(notices.types[record])
        layout = notices.layout(record)
        read = _reader(notices, record, layout)
        office = to_text(notices.raw_record(record)[:4])
        marks = int(self.marks[file][record])
        if kind == EXTRACT:
            symbol, name = _symbol(read), read("name")
        elif kind == DETAIL:
            symbol, name = _symbol(read), read("name.1") + read("name.2")
        elif kind == OFFICE_TOTAL:
            symbol, name = "", read("office.name")
        else:
            symbol, name = "", "レコード区分が不明"
        return RecordLine(record + 1, _KIND_TEXTS.get(kind, "不明"), office, symbol, name, marks)


def _symbol(read: Callable[[str], str]) -> str:
    """整理記号 and number as people say them; the 01 of 船保 has no 郡市区符号."""
    city = read("symbol.city")
    return f"{city}-{read('symbol')} {read('number')}" if city else f"{read('symbol')} {read('number')}"


def _reader(notices: NoticeFile, record: int, layout: RecordLayout | None) -> Callable[[str], str]:
    """The text of the field of a role, ``""`` where the record has none."""

    def read(role: str) -> str:
        own = () if layout is None else layout.roles(role)
        return to_text(trimmed(notices.raw(record, own[0]))) if own else ""

    return read
