"""The 1,880 外字 codes as a list model, filtered by use; all values are computed before they are shown."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.language import tr
from app.month.looking.gaiji_uses import GaijiCodeUse
from app.records.text import GAIJI_FIRST, GAIJI_LAST, char_to_code, code_to_char
from app.sheet.glyphs import GaijiGlyph
from app.ui.kit import tokens
from app.ui.review.gaiji_strip import STATES

AtlasFilter = Literal["all", "used", "lacking"]
ENTRY_ROLE = Qt.ItemDataRole.UserRole
UNKNOWN_STATE, UNJUDGED_STATE = "… 確認中", "― 判定していません（フォントなし）"

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class AtlasEntry:
    """One code. ``glyph`` and ``use`` are ``None`` while unknown; a code that no record holds has an empty use.

    Without a font the glyph is never known: ``unknown`` says so.
    """

    code: int
    char: str
    glyph: GaijiGlyph | None = None
    use: GaijiCodeUse | None = None
    unknown: str = UNKNOWN_STATE

    @property
    def used(self) -> bool:
        """Whether the volume is known to use it."""
        return self.use is not None and self.use.count > 0

    @property
    def lacking(self) -> bool:
        """Whether the volume uses it although the font draws nothing."""
        return self.used and self.glyph is not None and self.glyph.state != "drawn"

    @property
    def state_text(self) -> str:
        """Sign and words of the state."""
        return self.unknown if self.glyph is None else STATES[self.glyph.state]

    @property
    def use_text(self) -> str:
        """How often it is used; empty while unknown or unused."""
        return f"使用 {self.use.count:,}字" if self.use is not None and self.use.count else ""


@dataclass(frozen=True, slots=True)
class AtlasTotals:
    """How many codes are in each state; ``None`` while unknown."""

    drawn: int | None
    blank: int | None
    missing: int | None
    used: int | None
    lacking: int | None


_UNUSED = GaijiCodeUse(0, (), 0)
_EMPTY: dict[int, AtlasEntry] = {
    code: AtlasEntry(code, char)
    for code in range(GAIJI_FIRST, GAIJI_LAST + 1)
    if (char := code_to_char(code)) is not None
}


def parse_code(text: str) -> int | None:
    """The code that a person means: ``F0A1``, its beginning ``F3``, ``U+E000`` or the character itself."""
    typed = unicodedata.normalize("NFKC", text).strip().upper()
    if len(typed) == 1 and (own := char_to_code(typed)) is not None:
        return own
    if unicode := re.fullmatch(r"(?:U\+)?(E[0-9A-F]{3})", typed):
        return char_to_code(chr(int(unicode[1], 16)))
    if not re.fullmatch(r"F[0-9A-F]{0,3}", typed):
        return None
    return next((code for code in _EMPTY if f"{code:04X}".startswith(typed)), None)


class AtlasModel(QAbstractListModel):
    """One row a code, in order. Glyphs and uses may come later, in any order; glyphs never without a font."""

    def __init__(self, parent: QObject | None = None, *, has_font: bool = True) -> None:
        super().__init__(parent)
        unknown = UNKNOWN_STATE if has_font else UNJUDGED_STATE
        self._entries = {code: AtlasEntry(code, one.char, unknown=unknown) for code, one in _EMPTY.items()}
        self._filter: AtlasFilter = "all"
        self._shown: tuple[int, ...] = tuple(_EMPTY)
        self._rows = _rows(self._shown)
        self.has_glyphs = False
        self.has_uses = False

    def set_glyphs(self, glyphs: Sequence[GaijiGlyph]) -> None:
        """What the font holds (``app.sheet.glyphs.atlas``)."""
        self.has_glyphs = True
        found = {glyph.code: glyph for glyph in glyphs}
        for code, one in self._entries.items():
            self._entries[code] = AtlasEntry(code, one.char, found.get(code), one.use, one.unknown)
        self._tell()

    def set_uses(self, uses: Mapping[int, GaijiCodeUse]) -> None:
        """What the volume uses (``app.month.looking.gaiji_uses``)."""
        self.has_uses = True
        for code, one in self._entries.items():
            self._entries[code] = AtlasEntry(code, one.char, one.glyph, uses.get(code, _UNUSED), one.unknown)
        self._tell()

    def set_filter(self, wanted: AtlasFilter) -> None:
        """Show all codes, the used ones, or the used ones that the font does not draw."""
        if wanted != self._filter:
            self._filter = wanted
            self._refilter()

    @property
    def filter(self) -> AtlasFilter:
        """The filter in force."""
        return self._filter

    def entry(self, code: int) -> AtlasEntry:
        """All that is known of a code; ``KeyError`` for none of the 1,880."""
        return self._entries[code]

    def code_at(self, row: int) -> int:
        """The code in this row."""
        return self._shown[row]

    def row_of(self, code: int) -> int | None:
        """The row of this code, ``None`` if the filter hides it."""
        return self._rows.get(code)

    def totals(self) -> AtlasTotals:
        """Codes by state and use, whatever the filter."""
        entries = self._entries.values()
        states = [one.glyph.state for one in entries if one.glyph is not None] if self.has_glyphs else None
        return AtlasTotals(
            drawn=None if states is None else states.count("drawn"),
            blank=None if states is None else states.count("blank"),
            missing=None if states is None else states.count("missing"),
            used=sum(one.used for one in entries) if self.has_uses else None,
            lacking=sum(one.lacking for one in entries) if self.has_uses and self.has_glyphs else None,
        )

    def _tell(self) -> None:
        if self._filter != "all":
            self._refilter()
        else:
            self.dataChanged.emit(self.index(0), self.index(len(self._shown) - 1))

    def _refilter(self) -> None:
        self.beginResetModel()
        self._shown = tuple(code for code, one in self._entries.items() if _passes(one, self._filter))
        self._rows = _rows(self._shown)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[self._shown[index.row()]]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{entry.code:04X}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return tr("　".join(_lines(entry)))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tokens.plain_tooltip("\n".join(_lines(entry)))
        return None


def _passes(entry: AtlasEntry, wanted: AtlasFilter) -> bool:
    return wanted == "all" or (entry.used if wanted == "used" else entry.lacking)


def _rows(codes: tuple[int, ...]) -> dict[int, int]:
    return {code: row for row, code in enumerate(codes)}


def _lines(entry: AtlasEntry) -> list[str]:
    lines = [f"外字 {entry.code:04X}", f"U+{ord(entry.char):04X}", entry.state_text]
    if entry.use is not None:
        lines.append(entry.use_text or "使用なし")
    return lines
