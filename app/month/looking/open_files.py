"""The files of an open volume without forms and fonts: which records there are, and any of them field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.errors import KenpanError
from app.media.model import OpenedMedia
from app.media.plaintext import shown_name
from app.month.looking.model import FieldRow, ShownFields, ShownKind
from app.month.looking.problems import file_problems
from app.notice.content import fields_printed
from app.notice.postal import PostalDictionary
from app.records.counts import LINE_END, CountTable
from app.records.layouts import Field
from app.records.notice_file import DETAIL, EXTRACT, OFFICE_TOTAL, TYPE_OFFSET, NoticeFile
from app.records.text import CharKind, decode, to_text, trimmed

_KINDS: dict[int, ShownKind] = {EXTRACT: "extract", DETAIL: "detail", OFFICE_TOTAL: "office_total"}


@dataclass(frozen=True, eq=False)
class OpenFiles:
    """One volume in memory; ``notices`` and ``counts`` are keyed by file name without ``.cmp``."""

    media: OpenedMedia
    notices: dict[str, NoticeFile]
    counts: dict[str, CountTable]

    @property
    def problems(self) -> tuple[KenpanError, ...]:
        """Everything to say when the volume opens: media, files that are not as they must be."""
        return (*self.media.problems, *file_problems(self.notices.values(), self.counts.values()))

    @property
    def names(self) -> tuple[str, ...]:
        """The files that could be opened, notices first."""
        return (*self.notices, *self.counts)

    def record_count(self, file: str) -> int:
        """Records of a file, of a count table its lines, read or not; ``KeyError`` if it is not open."""
        return len(self.notices[file]) if file in self.notices else self.counts[file].line_count

    def named(self, file: str, record: int) -> str:
        """The file that a person typed the name of; ``KenpanError`` if there is none, or no such record in it."""
        wanted = shown_name(Path(file)).upper()
        name = next((own for own in self.names if own.upper() == wanted), None)
        if name is None:
            raise KenpanError("file.none", "この媒体にないファイルです。", "ファイル名を確かめてください。", file=file)
        count = self.record_count(name)
        if not 0 <= record < count:
            limits = f"0 から {count - 1} までの番号を指定してください。" if count else "このファイルは 0 件です。"
            place = f"レコード {record}"
            raise KenpanError("record.none", "このレコードはありません。", limits, file=name, place=place)
        return name

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

    def shown_fields(self, file: str, record: int, postal: PostalDictionary) -> ShownFields:
        """One record field by field; ``IndexError`` outside the file, ``KeyError`` for another file."""
        if not 0 <= record < self.record_count(file):
            raise IndexError(record)
        if file not in self.notices:
            return self._count_line(file, record)
        notices = self.notices[file]
        return self._record(
            notices, record, fields_printed(notices, record, postal) if notices.types[record] == DETAIL else {}
        )

    def _record(self, notices: NoticeFile, record: int, printed: Mapping[int, tuple[str, ...]]) -> ShownFields:
        """``printed``: the ids of the items that print a field, by its item number."""
        raw, layout = notices.raw_record(record), notices.layout(record)
        kind = int(notices.types[record])
        notice = self.notice_of(notices.name, record)
        return ShownFields(
            file=notices.name,
            record=record,
            kind=_KINDS.get(kind, "unknown"),
            raw=raw,
            fields=() if layout is None else tuple(_row(raw, field, printed) for field in layout.fields),
            note=_note(kind, record, notice, _next_file(notices, record) if notice is None else None),
        )

    def _count_line(self, file: str, record: int) -> ShownFields:
        table = self.counts[file]
        start, raw = table.start(record), table.raw(record)
        fields = tuple(_count_field(_row(raw, field, {})) for field in table.fields(record))
        notes = ["処理結果件数表の行です。印刷しません。" if fields else "件数表の行として読めません。"]
        notes += [
            f"{problem.message}（位置 {problem.offset - start}〜{problem.offset - start + problem.length - 1}）"
            for problem in table.problems
            if problem.record == record and problem.length
        ]
        return ShownFields(file, record, "counts", raw, fields, note="".join(notes))


def _next_file(notices: NoticeFile, record: int) -> str | None:
    """The file that the first ``01`` of this ``00`` begins, where the prefecture's data was split between them."""
    sequence, (whole, at) = notices.sequence, notices.in_sequence(record)
    if sequence is None or at + 1 >= len(whole) or whole.extract_of[at + 1] != at:
        return None
    return sequence.names[int(sequence.locate(np.array([at + 1]))[0][0])]


def _row(raw: bytes, field: Field, printed: Mapping[int, tuple[str, ...]]) -> FieldRow:
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
