"""Whether decrypted bytes can be what the file must hold: the only proof of the key that a tool's output gives."""

import numpy as np
from numpy.typing import NDArray

from app.media.model import ExpectedFile
from app.records.layouts import COUNT_LENGTH, NOTICE_LENGTH, Field, RecordLayout, count_layouts, notice_layouts
from app.records.notice_file import TYPE_OFFSET
from app.records.text import is_utf8

_COUNT_TYPE_OFFSET = 6
_TYPE_LENGTH = 2


def looks_like(data: NDArray[np.uint8], expected: ExpectedFile) -> bool:
    """Whether ``data`` (1-D ``uint8``) can be this file, judged by record length, types and constant fields.

    A wrong key spoils the first record or nearly all of them. A few spoilt records in a file that is otherwise
    sound are a defect of the data: the file opens and the rules report them. So the answer is no when the length
    does not divide, the first record fails, or more fail than 1 % of the records (in files under 1,000 records:
    10 of them, or half if that is fewer). An empty notice file is sound (N: zero notices); an empty count table is not.
    Text in UTF-8 does not fit the records, but no wrong key makes it: the rules say what it is.
    """
    if is_utf8(data.data):
        return True
    counts = expected.kind == "counts"
    length = COUNT_LENGTH if counts else NOTICE_LENGTH
    if data.size % length:
        return False
    if data.size == 0:
        return not counts
    records = data.reshape(-1, length)
    layouts = count_layouts(expected.scheme) if counts else notice_layouts(expected.scheme)
    sound = _sound_records(records, layouts, _COUNT_TYPE_OFFSET if counts else TYPE_OFFSET)
    wrong = len(records) - int(np.count_nonzero(sound))
    return bool(sound[0]) and wrong <= max(len(records) * 0.01, min(10, len(records) * 0.5))


def _sound_records(records: NDArray[np.uint8], layouts: dict[str, RecordLayout], type_offset: int) -> NDArray[np.bool_]:
    """``(n,)``: records of a known type whose constant fields all hold."""
    sound = np.zeros(len(records), dtype=np.bool_)
    types = records[:, type_offset : type_offset + _TYPE_LENGTH]
    for code, layout in layouts.items():
        rows = np.flatnonzero((types == np.frombuffer(code.encode("ascii"), dtype=np.uint8)).all(axis=1))
        holds = np.ones(len(rows), dtype=np.bool_)
        for field in layout.fields:
            if field.constant is not None and _is_certain(layout, field):
                constant = np.frombuffer(_constant_bytes(field), dtype=np.uint8)
                holds &= (records[rows, field.span] == constant).all(axis=1)
        sound[rows] = holds
    return sound


def _is_certain(layout: RecordLayout, field: Field) -> bool:
    # The title record's own widths are inferred; what it shares with the other count records is not.
    return layout.status == "specified" or field.section == "共通部" or field.constant == "CRLF"


def _constant_bytes(field: Field) -> bytes:
    constant = field.constant or ""
    return b"\r\n" if constant == "CRLF" else constant.encode("cp932").ljust(field.length)
