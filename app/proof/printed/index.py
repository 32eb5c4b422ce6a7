"""Which records can a page belong to: by the code on it, or by the values that few records share."""

import re
from collections.abc import Mapping
from functools import cached_property

import numpy as np

from app.errors import KenpanError
from app.notice.item_text import Detail, print_item
from app.notice.items import ItemSpec, item_specs
from app.notice.piece_id import MAX_RECORD, read_piece_id
from app.proof.printed.expected import Expectation
from app.proof.printed.model import Notice
from app.records.notice_file import DETAIL, NoticeFile

KEYS = (
    "front.office_number",
    "front.office_symbol",
    "front.charge.total",
    "front.receipt.total",
    "front.charge.pension",
    "sheet.name_1",
    "sheet.address_1",
    "front.addressee.name_1",
    "front.addressee.address_1",
)
"""Items whose values tell records apart."""
_MOST_SHARED = 60
"""A value of more records than that says too little."""
_PATTERN = {
    "piece_id": r"(?P<piece_id>[KS][0-9]{15}(?:[0-9]{7})?)",
    "letter": r"(?P<letter>[KS])",
    "prefecture": r"(?P<prefecture>[0-9]{2})",
    "split": r"(?P<split>[0-9]{2})",
    "record": r"(?P<record>[0-9]+)",
}


class RecordIndex:
    """Looks records up; values are read from the files' columns, each distinct one once."""

    def __init__(self, expectation: Expectation) -> None:
        self.expectation = expectation
        self._patterns: dict[str, re.Pattern[str]] = {}

    def by_code(self, pattern: str, text: str) -> list[Notice]:
        """The notices that a code can mean; none if it says nothing of the kind."""
        made = self._patterns.get(pattern)
        if made is None:
            made = self._patterns[pattern] = _reader_of(pattern)
        match = made.fullmatch(text)
        if match is None:
            return []
        parts = match.groupdict()
        if parts.get("piece_id"):
            try:
                ref = read_piece_id(parts["piece_id"])
            except KenpanError:
                return []
            return [notice for notice in [Notice(ref.file, ref.record)] if self.expectation.has(notice)]
        record = int(parts["record"])
        if record > MAX_RECORD:
            return []
        files = [name for name in self.expectation.notices if _is_of(name, parts)]
        return [notice for name in files if self.expectation.has(notice := Notice(name, record))]

    def by_values(self, values: Mapping[str, str]) -> dict[Notice, int]:
        """Notices that share some of these values (item to text without blanks), and how many."""
        found: dict[Notice, int] = {}
        for item_id, text in values.items():
            for notice in self._values.get(item_id, {}).get(text, ())[:_MOST_SHARED]:
                found[notice] = found.get(notice, 0) + 1
        return found

    def is_alone(self, values: Mapping[str, str], notice: Notice) -> bool:
        """Whether no other notice shares as many of these values as this one, plainly: one of them no other has."""
        alone = False
        for item_id, text in values.items():
            own = self._values.get(item_id, {}).get(text)
            if own:
                if notice not in own:
                    return False
                alone = alone or len(own) == 1
        return alone

    def values(self, item_id: str) -> Mapping[str, list[Notice]]:
        """Values of one of the keys, without blanks, and the notices that have them; none that too many share."""
        return self._values.get(item_id, {})

    @cached_property
    def _values(self) -> dict[str, dict[str, list[Notice]]]:
        found: dict[str, dict[str, list[Notice]]] = {key: {} for key in KEYS}
        for file in self.expectation.notices.values():
            for spec in item_specs(file.scheme):
                if spec.id in found:
                    _enter(found[spec.id], file, spec)
        for own in found.values():
            for text in [text for text, notices in own.items() if len(notices) > _MOST_SHARED]:
                del own[text]
        return found


def _enter(table: dict[str, list[Notice]], file: NoticeFile, spec: ItemSpec) -> None:
    rows = file.rows(DETAIL)
    if not len(rows):
        return
    columns = np.concatenate([file.column(field)[rows] for field in spec.fields], axis=1)
    _, first, inverse = np.unique(columns, axis=0, return_index=True, return_inverse=True)
    texts = [_bare(spec, file, int(rows[at])) for at in first]
    for row, at in zip(rows.tolist(), np.asarray(inverse).reshape(-1).tolist(), strict=True):
        if texts[at]:
            own = table.setdefault(texts[at], [])
            if len(own) <= _MOST_SHARED:
                own.append(Notice(file.name, row))


def _bare(spec: ItemSpec, file: NoticeFile, record: int) -> str:
    printed = print_item(spec, Detail(file.raw_record(record), record))
    return "".join("".join(part.text for part in printed.parts if part.source is not None).split()).lstrip("¥")


def key_of(item_id: str, text: str) -> str:
    """A printed value as it is looked up: without the form's own signs and words around it."""
    made = "".join(text.split()).lstrip("〒")
    return made.strip("¥円") if item_id.startswith(("front.charge", "front.receipt")) else made


def _reader_of(pattern: str) -> re.Pattern[str]:
    out, at = "", 0
    for hole in re.finditer(r"\{(\w+)(?::[^}]*)?\}", pattern):
        out += re.escape(pattern[at : hole.start()]) + _PATTERN[hole[1]]
        at = hole.end()
    return re.compile(out + re.escape(pattern[at:]))


def _is_of(name: str, parts: Mapping[str, str | None]) -> bool:
    return all(
        parts.get(key) in (None, name[start:stop])
        for key, start, stop in (("letter", 4, 5), ("prefecture", 6, 8), ("split", 8, 10))
    )
