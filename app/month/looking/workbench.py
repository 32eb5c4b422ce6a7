"""The open volume: looking at any record of any file, with everything that belongs to it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.cases.marks import text_fields
from app.cases.special import Candidates, find_candidates
from app.equipment.loading import Equipment
from app.equipment.printer import Printer
from app.errors import KenpanError
from app.media.model import ExpectedFile, OpenedMedia
from app.media.plaintext import shown_name
from app.media.sample import is_sample
from app.month.looking.model import FieldRow, GaijiUse, RecordLine, ShownKind, ShownRecord
from app.month.looking.problems import file_problems
from app.notice.content import printed_items
from app.notice.model import NoticeContent
from app.notice.piece_id import PieceRun
from app.records.counts import LINE_END, CountTable
from app.records.layouts import Field, RecordLayout
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL, TYPE_OFFSET, NoticeFile
from app.records.text import CharKind, decode, to_text, trimmed
from app.sheet.envelope import EnvelopeReport
from app.sheet.model import Sheet

_KINDS: dict[int, ShownKind] = {EXTRACT: "extract", DETAIL: "detail", OFFICE_TOTAL: "office_total"}
SCHEME_NAMES = {"kounen": "厚年", "senpo": "船保"}
NO_RECORD = -1
_KIND_TEXTS = {EXTRACT: "引抜 00", DETAIL: "明細 01", OFFICE_TOTAL: "合計 02"}


@dataclass(frozen=True, eq=False)
class Workbench:
    """One volume in memory. ``notices`` and ``counts`` are keyed by file name without ``.cmp``; ``run`` says what its
    notices are made for at this moment; ``marks`` are none where one file was opened for a record.
    """

    media: OpenedMedia
    equipment: Equipment
    notices: dict[str, NoticeFile]
    counts: dict[str, CountTable]
    marks: dict[str, NDArray[np.uint8]]
    run: Callable[[], PieceRun | None] = lambda: None

    def look_named(self, file: str, record: int, *, laid_out: bool = True) -> ShownRecord:
        """:meth:`look` for names and numbers that a person typed; ``KenpanError`` if there is no such record."""
        wanted = shown_name(Path(file)).upper()
        name = next((own for own in self.names if own.upper() == wanted), None)
        if name is None:
            raise KenpanError("file.none", "この媒体にないファイルです。", "ファイル名を確かめてください。", file=file)
        count = self.record_count(name)
        if not 0 <= record < count:
            limits = f"0 から {count - 1} までの番号を指定してください。" if count else "このファイルは 0 件です。"
            place = f"レコード {record}"
            raise KenpanError("record.none", "このレコードはありません。", limits, file=name, place=place)
        return self.look(name, record, laid_out=laid_out)

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
        return find_candidates(tuple(self.notices.values()), self.marks, self.media.volume.volume)

    @property
    def names(self) -> tuple[str, ...]:
        """The files that could be opened, notices first."""
        return (*self.notices, *self.counts)

    def record_count(self, file: str) -> int:
        """Records of a file, of a count table its lines, read or not; ``KeyError`` if it is not open."""
        return len(self.notices[file]) if file in self.notices else self.counts[file].line_count

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

    def look(self, file: str, record: int, *, laid_out: bool = True) -> ShownRecord:
        """Everything about one record; ``IndexError`` outside the file, ``KeyError`` for another file.

        ``laid_out``: false where only its fields are wanted, and neither sheet nor envelope.
        """
        if not 0 <= record < self.record_count(file):
            raise IndexError(record)
        if file not in self.notices:
            return self._look_count(file, record)
        return self._look_notice(self.notices[file], record, laid_out=laid_out)

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

    def notice_of(self, file: str, record: int) -> int | None:
        """The ``01`` that shows this record on paper: itself, or the first notice of a ``00``."""
        notices = self.notices[file]
        kind = int(notices.types[record])
        if kind == DETAIL:
            return record
        if kind != EXTRACT:
            return None
        own = np.flatnonzero(notices.extract_of[record:] == record)
        return record + int(own[0]) if own.size else None

    def _look_notice(self, notices: NoticeFile, record: int, *, laid_out: bool) -> ShownRecord:
        raw = notices.raw_record(record)
        kind = int(notices.types[record])
        layout = notices.layout(record)
        notice = self.notice_of(notices.name, record)
        content = None if notice is None else self.content(notices.name, notice)
        sheet = self.sheet(content) if content is not None and laid_out else None
        printed = printed_items(content) if content is not None and notice == record else {}
        fields = () if layout is None else tuple(_row(raw, field, printed) for field in layout.fields)
        return ShownRecord(
            file=notices.name,
            record=record,
            kind=_KINDS.get(kind, "unknown"),
            raw=raw,
            fields=fields,
            content=content,
            sheet=sheet,
            envelope=None if sheet is None else self.envelope(sheet),
            gaiji=self._gaiji(raw, layout),
            note=_note(kind, record, notice, self._next_file(notices, record) if notice is None else None),
        )

    def _next_file(self, notices: NoticeFile, record: int) -> str | None:
        """The file that the first ``01`` of this ``00`` begins, where the prefecture's data was split between them."""
        sequence, (whole, at) = notices.sequence, notices.in_sequence(record)
        if sequence is None or at + 1 >= len(whole) or whole.extract_of[at + 1] != at:
            return None
        return sequence.names[int(sequence.locate(np.array([at + 1]))[0][0])]

    def _look_count(self, file: str, record: int) -> ShownRecord:
        table = self.counts[file]
        start, raw = table.start(record), table.raw(record)
        fields = tuple(_count_field(_row(raw, field, {})) for field in table.fields(record))
        notes = ["処理結果件数表の行です。印刷しません。" if fields else "件数表の行として読めません。"]
        notes += [
            f"{problem.message}（位置 {problem.offset - start}〜{problem.offset - start + problem.length - 1}）"
            for problem in table.problems
            if problem.record == record and problem.length
        ]
        return ShownRecord(file, record, "counts", raw, fields, None, None, None, (), "".join(notes))

    def _gaiji(self, raw: bytes, layout: RecordLayout | None) -> tuple[GaijiUse, ...]:
        found: dict[int, tuple[str, list[int], list[int]]] = {}
        for field in () if layout is None else text_fields(layout.scheme, layout.type_code):
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


def _row(raw: bytes, field: Field, printed: dict[int, tuple[str, ...]]) -> FieldRow:
    own = raw[field.span]
    text = to_text(trimmed(own))
    return FieldRow(
        item=field.item,
        section=field.section,
        name=field.name,
        offset=field.offset,
        length=field.length,
        raw=own,
        text=text,
        printed=printed.get(field.item, ()),
        note=_undecodable(own, field.offset) if "⟦" in text else "",
    )


def _undecodable(raw: bytes, offset: int) -> str:
    """Where the bytes are that are no character, or nothing."""
    places = [
        f"{at}（{at:03X}h）: {raw[at - offset : at - offset + char.length].hex(' ')}"
        for char in decode(raw)
        for at in (offset + char.offset,)
        if char.kind is CharKind.UNDECODABLE
    ]
    return f"文字にならないバイト　{'、'.join(places)}" if places else ""


def _count_field(row: FieldRow) -> FieldRow:
    return replace(row, text="CR-LF", note="") if row.raw == LINE_END else row


def _note(kind: int, record: int, notice: int | None, next_file: str | None) -> str:
    if kind == OFFICE_TOTAL:
        return "事務所合計レコードです。印刷しません。"
    if kind == EXTRACT:
        if next_file is not None:
            return f"引抜情報レコードです。対応する明細（01）は、次のファイル {next_file} の先頭にあります。"
        if notice is None:
            return "引抜情報レコードです。対応する明細（01）が次にありません。"
        return f"引抜情報レコードです。紙面は番号 {notice + 1} の明細を表示しています。"
    if kind != DETAIL:
        return (
            f"番号 {record + 1}：レコード区分（位置 {TYPE_OFFSET}〜{TYPE_OFFSET + 1}、0Eh〜0Fh）が"
            " 00・01・02 のどれでもなく、項目に分けられません。"
        )
    return ""
