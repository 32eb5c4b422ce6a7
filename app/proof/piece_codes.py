"""What the contractor prints on the real pieces (``resources/piece_codes.toml``): which record a scanned code means.

A code that says less than a 現品ID does (no month, no making) is completed from the piece that is looked at: nothing
can be told of what it does not say, and :attr:`PieceCodes.untold` names that for every paper.
"""

import csv
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from app.bounded import read_regular, why
from app.canonical import canonical, digest
from app.errors import KenpanError
from app.notice.piece_id import PieceRef, PieceRun, piece_id, read_piece_id
from app.resources import resource
from app.toml_table import FileKind, Table

SYMBOLOGIES = ("code128", "qr", "datamatrix")
_PLACE = ("letter", "prefecture", "split", "record")
_UNTOLD = {"month": "月（先月の現品と区別できません）", "making": "作成回数（作り直す前の現品と区別できません）"}
_KNOWN = frozenset((*_PLACE, "piece_id", "key", "volume", "month", "round", "process", "making"))
_SHORTEST, _LONGEST, _MOST_BYTES = 6, 200, 64 << 20
_NEXT = "piece_codes.toml を、業者の仕様書どおりに直してください。"
_CODES = FileKind("codes.invalid", "現品のコードの設定", _NEXT)
_COLUMNS = ["key", "file", "record"]
_FILE, _RECORD = re.compile(r"ZMGK[KS]#[0-9]{4}"), re.compile(r"[0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class PieceCodes:
    """``pattern``, ``begins`` and ``lengths`` (fewest and most characters) as the file says; ``mapping`` gives file and
    0-based record of a ``key``. ``files``: SHA-256 of what the contractor's codes are like, by the file's name; of the
    mapping only its kind, since it is another one each month; ``mapped``: SHA-256 of the mapping file, or empty.
    """

    symbology: str
    pattern: re.Pattern[str]
    begins: str
    lengths: tuple[int, int]
    first_record: int = 0
    mapping: Mapping[str, tuple[str, int]] = field(default_factory=lambda: MappingProxyType({}))
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    mapped: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the pieces carry Kenpan's own 現品ID."""
        return "piece_id" in self.pattern.groupindex

    @property
    def untold(self) -> tuple[str, ...]:
        """What the code does not say, in Japanese, and what that means; empty for one that says all."""
        groups = self.pattern.groupindex
        return () if self.is_own else tuple(text for name, text in _UNTOLD.items() if name not in groups)

    def fits(self, text: str) -> bool:
        """Whether a scanned text is one of these codes by its shape."""
        fewest, most = self.lengths
        return fewest <= len(text) <= most and text[0] in self.begins and self.pattern.fullmatch(text) is not None

    def may_begin(self, text: str) -> bool:
        """Whether more characters could make this one of them, as far as can be told before it is whole."""
        return len(text) <= self.lengths[1] and text[:1] in self.begins and text.isascii() and text.isprintable()

    def read(self, text: str, own: str) -> str:
        """The 現品ID that a scanned code means, beside a piece whose 現品ID is ``own``: equal to it only if nothing
        that the code says is otherwise. ``KenpanError`` ``piece.id`` for what is no such code, or names no record.
        """
        match = self.pattern.fullmatch(text) if self.fits(text) else None
        if match is None:
            raise KenpanError(
                "piece.id",
                "現品のコードの形ではありません（業者の仕様と違います）。",
                "現品のコードをもう一度読み取ってください。続くときは、設定 piece_codes.toml を確かめてください。",
            )
        said = {name: value for name, value in match.groupdict().items() if value is not None}
        if "piece_id" in said:
            return piece_id(*read_piece_id(said["piece_id"]))
        try:
            file, record = self._record(said)
            return piece_id(*_completed(file, record, said, read_piece_id(own)))
        except (KeyError, ValueError) as error:
            raise KenpanError(
                "piece.id",
                "現品のコードの示すレコードがありません。",
                "対応表と媒体が当月のものか確かめてください。",
            ) from error

    def _record(self, said: Mapping[str, str]) -> tuple[str, int]:
        if "key" in said:
            return self.mapping[said["key"]]
        record = int(said["record"]) - self.first_record
        return f"ZMGK{said['letter']}#{said['prefecture']}{said['split']}", record


def _completed(file: str, record: int, said: Mapping[str, str], own: PieceRef) -> PieceRef:
    volume = f"PAP{said['volume']}" if "volume" in said else own.volume
    if own.run is None:
        return PieceRef(volume, file, record)
    month, number = own.run.month, own.run.round
    if "month" in said:
        month, number = f"20{said['month'][:2]}-{said['month'][2:]}", 0
    elif "round" in said:
        month, number = "", int(said["round"])
    process, making = int(said.get("process", own.run.process)), int(said.get("making", own.run.making))
    return PieceRef(volume, file, record, PieceRun(month, process, making, number))


def load_piece_codes(path: Path | None = None) -> PieceCodes:
    """The contractor's code as the file says; without one the program's own. ``KenpanError`` ``codes.invalid``, whose
    place names the entry.
    """
    return _own() if path is None else _loaded(path)


@cache
def _own() -> PieceCodes:
    return _loaded(resource("piece_codes.toml"))


def _loaded(path: Path) -> PieceCodes:
    top = Table.of_file(_CODES, path)
    pattern, mapping = _pattern(top), top.text("mapping")
    begins = top.words("begins")
    if not (begins.isascii() and begins.isprintable()) or " " in begins:
        raise top.error("「begins」は半角の文字を並べて書いてください。", "begins")
    lengths = top.wholes("lengths", _SHORTEST, _LONGEST)
    if len(lengths) != len(("fewest", "most")) or lengths[0] > lengths[1]:
        raise top.error("「lengths」は [最少, 最多] で書いてください。", "lengths")
    codes = PieceCodes(
        top.choice("symbology", SYMBOLOGIES), pattern, begins, (lengths[0], lengths[1]), top.whole("first_record", 0, 1)
    )
    top.done()
    if ("key" in pattern.groupindex) != bool(mapping):
        raise top.error("「mapping」は、pattern に key があるときだけ書いてください。", "mapping")
    values, known, mapped = dict(top.values), dict[str, tuple[str, int]](), ""
    if mapping:
        values["mapping"] = _COLUMNS
        raw = _bytes_of(path.parent / mapping)
        mapped = hashlib.sha256(raw).hexdigest()
        known = _mapping(path.parent / mapping, raw)
    files = MappingProxyType({path.name: digest(canonical(values))})
    return replace(codes, mapping=MappingProxyType(known), files=files, mapped=mapped)


def _pattern(top: Table) -> re.Pattern[str]:
    wrong = "「pattern」を現品のコードの形として使えません。"
    try:
        pattern = re.compile(top.text("pattern"), re.ASCII)
    except re.error as error:
        raise top.error(wrong, "pattern") from error
    groups = set(pattern.groupindex)
    is_whole = "piece_id" in groups or "key" in groups or groups.issuperset(_PLACE)
    if not groups <= _KNOWN or not is_whole or {"month", "round"} <= groups:
        raise top.error(wrong, "pattern")
    return pattern


def _bytes_of(path: Path) -> bytes:
    try:
        return read_regular(path, _MOST_BYTES)
    except (OSError, ValueError) as error:
        told = why(error) if isinstance(error, OSError) else ""
        raise KenpanError("codes.mapping", f"対応表を読めません。{told}", _NEXT, file=path.name) from error


def _mapping(path: Path, raw: bytes) -> dict[str, tuple[str, int]]:
    """Key → file and record; a key or record twice would let one piece pass for another."""
    try:
        rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    except (ValueError, csv.Error) as error:
        raise KenpanError("codes.mapping", "対応表を読めません。", _NEXT, file=path.name) from error
    if not rows or rows[0] != _COLUMNS:
        raise KenpanError("codes.mapping", "対応表の見出しが key,file,record ではありません。", _NEXT, file=path.name)
    found: dict[str, tuple[str, int]] = {}
    for number, row in enumerate(rows[1:], 2):
        is_right = len(row) == len(rows[0]) and row[0] and _FILE.fullmatch(row[1]) and _RECORD.fullmatch(row[2])
        if not is_right or row[0] in found:
            what = "対応表に、形の違う行か、同じキーの行があります。"
            raise KenpanError("codes.mapping", what, _NEXT, file=path.name, place=f"{number} 行目")
        found[row[0]] = row[1], int(row[2])
    if len(set(found.values())) != len(found):
        raise KenpanError("codes.mapping", "対応表に、同じレコードの行が2つあります。", _NEXT, file=path.name)
    return found
