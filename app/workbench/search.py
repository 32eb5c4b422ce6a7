"""Find text in a whole file by its bytes."""

import re

import jaconv
import numpy as np
from numpy.typing import NDArray

from app.progress import Progress, no_progress
from app.records.layouts import NOTICE_LENGTH
from app.records.notice_file import NoticeFile
from app.records.text import decode, encode

_BLOCK = 16_384


def search(file: NoticeFile, text: str, progress: Progress = no_progress) -> NDArray[np.int64]:
    """Records that hold ``text``, ascending. Half- and full-width forms of the same text are found alike.

    A hit counts only where a field's characters begin, so that the second byte of one character and the
    first of the next never make a false hit.
    """
    patterns = _patterns(text)
    hits: set[int] = set()
    for start in range(0, len(file), _BLOCK):
        progress("検索", start, len(file))
        block = file.data[start : start + _BLOCK].tobytes()
        for pattern in patterns:
            at = block.find(pattern)
            while at >= 0:
                record, offset = start + at // NOTICE_LENGTH, at % NOTICE_LENGTH
                if record not in hits and _on_boundary(file, record, offset, len(pattern)):
                    hits.add(record)
                    at = (record + 1 - start) * NOTICE_LENGTH - 1
                at = block.find(pattern, at + 1)
    progress("検索", len(file), len(file))
    return np.array(sorted(hits), dtype=np.int64)


def _patterns(text: str) -> tuple[bytes, ...]:
    # The list shows 整理記号-番号 with a hyphen and a blank that the record does not hold.
    typed = re.sub(r"^(\d{2})-", r"\1", text.strip())
    forms = {
        typed,
        jaconv.h2z(typed, kana=True, ascii=True, digit=True),
        jaconv.z2h(typed, kana=True, ascii=True, digit=True),
    }
    found = []
    for form in sorted(forms):
        try:
            found.append(encode(form))
        except UnicodeEncodeError:
            continue
    return tuple(pattern for pattern in found if pattern)


def _on_boundary(file: NoticeFile, record: int, offset: int, length: int) -> bool:
    if offset + length > NOTICE_LENGTH:
        return False
    layout = file.layout(record)
    if layout is None:
        return True
    field = layout.at(offset)
    starts = {field.offset + char.offset for char in decode(file.raw(record, field))}
    return offset in starts
