"""Defects of the medium and of whole files: the volume stage, and records of another office."""

from types import MappingProxyType

import numpy as np

from app.errors import KenpanError
from app.records.layouts import COUNT_LENGTH, NOTICE_LENGTH, notice_layouts
from app.records.text import to_text
from app.training.build import Notices
from app.training.draft import Plant, Planted, SampleDraft, split_name

_FOREIGN_FILE = "ZMGKK#0201"
_KOUNEN_FORM = b"25012"
_TAIL = b"\x1a" * 100
_EXTRACT_OFFICE = slice(46, 50)


def _missing(draft: SampleDraft) -> Planted:
    """The smallest file is not there; in a sample it holds no notice."""
    smallest = _smallest(draft)
    del draft.notices[smallest.name]
    return Planted("volume.missing", smallest.name, -1, 0, 0)


def _missing_part(draft: SampleDraft) -> Planted:
    """The main file is split into three, and the second one is not there."""
    notices = draft.main
    if len(notices.data) < 3:
        raise _too_small()
    draft.splits[notices.name] = -(-len(notices.data) // 3)
    name = split_name(notices.name, 2)
    draft.absent.add(name)
    return Planted("volume.missing/split", name, -1, 0, 0)


def _unexpected(draft: SampleDraft) -> Planted:
    """A file of another volume."""
    draft.raw[_FOREIGN_FILE] = b""
    return Planted("volume.unexpected", _FOREIGN_FILE, -1, 0, 0)


def _other_key(draft: SampleDraft) -> Planted:
    """The last count table is sealed with another key."""
    name = max(draft.counts)
    draft.other_key.add(name)
    return Planted("file.key", name, -1, 0, 0)


def _tail(draft: SampleDraft) -> Planted:
    """Bytes after the last record of the smallest 厚年 file."""
    notices = min((one for one in draft.notices.values() if one.scheme == "kounen"), key=lambda one: len(one.data))
    draft.raw[notices.name] = notices.data.tobytes() + _TAIL
    return Planted("file.length", notices.name, -1, len(notices.data) * NOTICE_LENGTH, len(_TAIL))


def _in_utf8(draft: SampleDraft) -> Planted:
    """A whole notice file in UTF-8: the smallest one of 厚年 that holds records."""
    filled = [one for one in draft.notices.values() if one.scheme == "kounen" and len(one.data)]
    notices = min(filled, key=lambda one: len(one.data), default=None)
    if notices is None:
        raise _too_small()
    draft.raw[notices.name] = to_text(notices.data.tobytes()).encode("utf-8")
    return Planted("text.encoding/utf8", notices.name, -1, 0, 0)


def _table_in_utf8(draft: SampleDraft) -> Planted:
    """A whole count table in UTF-8."""
    name = min(draft.counts)
    draft.counts[name] = draft.counts[name].decode("cp932").encode("utf-8")
    return Planted("text.encoding/counts", name, -1, 0, 0)


def _short_line(draft: SampleDraft) -> Planted:
    """One blank less in an office's line of the first count table."""
    name, at = _count_line(draft)
    table = draft.counts[name]
    draft.counts[name] = table[: at + 150] + table[at + 151 :]
    return Planted("file.length/counts", name, at // COUNT_LENGTH, 0, COUNT_LENGTH - 3)


def _other_form(draft: SampleDraft) -> Planted:
    """Another 帳票識別コード in an office's line of the first count table."""
    name, at = _count_line(draft)
    table = draft.counts[name]
    draft.counts[name] = table[:at] + b"99999" + table[at + 5 :]
    return Planted("field.constant/counts", name, at // COUNT_LENGTH, 0, 5)


def _count_line(draft: SampleDraft) -> tuple[str, int]:
    """A count table and where the line of its second office begins."""
    return min(draft.counts), 3 * COUNT_LENGTH


def _other_prefecture(draft: SampleDraft) -> Planted:
    """The last office of the main file gets a code of the next prefecture, everywhere and in the count table too."""
    notices = draft.main
    if not len(notices.data):
        raise _too_small()
    code = notices.data[-1, :4].tobytes()
    other = b"%02d" % (int(code[:2]) + 1) + code[2:]
    rows = np.flatnonzero((notices.data[:, :4] == notices.data[-1, :4]).all(axis=1))
    raw = np.frombuffer(other, dtype=np.uint8)
    notices.data[rows, :4] = raw
    notices.data[rows[notices.data[rows, 15] == ord("0")], _EXTRACT_OFFICE] = raw
    for name, table in draft.counts.items():
        if table.startswith(_KOUNEN_FORM):
            draft.counts[name] = table.replace(b";" + code + b";", b";" + other + b";")
    return Planted("office.prefecture", notices.name, int(rows[0]), 0, 4)


def _other_name(draft: SampleDraft) -> Planted:
    """One notice of the main file bears the name of another office."""
    notices = draft.main
    field = next(one for one in notice_layouts(notices.scheme)["01"].fields if one.name == "事務所名称")
    details = np.flatnonzero(notices.data[:, 15] == ord("1"))
    names = notices.data[details, field.span]
    changes = 1 + np.flatnonzero((names[1:] != names[:-1]).any(axis=1))
    counts = np.diff(np.append(changes, len(details)))
    several = changes[counts > 2]  # so that most notices of the office are right
    if not several.size:
        raise _too_small()
    begin = int(several[0])
    notices.data[details[begin + 1], field.span] = names[begin - 1]
    return Planted("office.name", notices.name, int(details[begin + 1]), field.offset, field.length)


def _smallest(draft: SampleDraft) -> Notices:
    return min(draft.notices.values(), key=lambda one: len(one.data))


def _too_small() -> KenpanError:
    return KenpanError("sample.size", "欠陥を仕込む通知書が足りません。", "事業所の数を増やしてください。")


PLANTS: MappingProxyType[str, Plant] = MappingProxyType(
    {
        "volume.missing": _missing,
        "volume.missing/split": _missing_part,
        "volume.unexpected": _unexpected,
        "file.key": _other_key,
        "file.length": _tail,
        "file.length/counts": _short_line,
        "field.constant/counts": _other_form,
        "text.encoding/utf8": _in_utf8,
        "text.encoding/counts": _table_in_utf8,
        "office.name": _other_name,
        "office.prefecture": _other_prefecture,
    }
)
