"""What the hand scanner read off a piece: all three sides must name the piece's own record, or the piece fails.

In 2021 the fronts of some records were printed with the backs of others, and nobody compared the two numbers.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import NamedTuple

from app.errors import KenpanError
from app.notice.piece_id import PieceRef, piece_id, read_piece_id, run_text
from app.proof.model import SIDE_NAMES, SIDES, PieceChoice, Scan, Side
from app.proof.piece_codes import PieceCodes

# ISO/IEC 15424: what a scanner may be set to send before a symbol.
_SYMBOLOGY = re.compile(r"^\][CQd][0-9]")
_APART: Mapping[tuple[Side, Side], str] = MappingProxyType(
    {
        ("front", "back"): "表と裏が別の現品です",
        ("address", "front"): "宛名面と表が別の現品です",
        ("address", "back"): "宛名面と裏が別の現品です",
    }
)


def clean_scan(text: str) -> str:
    """What was scanned without what a scanner puts around it: control characters, symbology identifier, blanks."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char)[0] != "C")
    return _SYMBOLOGY.sub("", plain.strip())


def scanned_id(scan: Scan) -> str:
    """The 現品ID of a side that was read; ``KenpanError`` ``piece.id`` for anything else, wrong check digits too."""
    return piece_id(*read_piece_id(clean_scan(scan.text)))


def meant_id(text: str, own: str, codes: PieceCodes | None = None) -> str:
    """The 現品ID that a scanned text means beside the piece ``own``: itself, or what the contractor's code names.

    ``KenpanError`` ``piece.id``.
    """
    plain = clean_scan(text)
    if codes is None or codes.is_own:
        return piece_id(*read_piece_id(plain))
    return codes.read(plain, own)


def piece_meant(text: str, pieces: Sequence[PieceChoice], codes: PieceCodes | None = None) -> PieceChoice | None:
    """The piece that a scanned text is on, by all that it says; ``None`` where it is on none of them."""
    for piece in pieces:
        try:
            if meant_id(text, piece.piece_id, codes) == piece.piece_id:
                return piece
        except KenpanError:
            continue
    return None


def judge_scans(piece: PieceChoice, scans: Mapping[Side, Scan], codes: PieceCodes | None = None) -> tuple[str, ...]:
    """Why this piece fails by its IDs, one Japanese sentence each; empty if all three sides are its own. ``codes`` say
    what stands on the pieces, if it is not Kenpan's own 現品ID.

    A side that was not found or could not be read fails, whatever the reason. Sides are compared with the piece and
    with each other. Sentences hold no scanned text other than a whole 現品ID.
    """
    failures: list[str] = []
    found: dict[Side, str] = {}
    for side in SIDES:
        scan = scans.get(side)
        if scan is None or scan.state != "read":
            failures.append(f"{SIDE_NAMES[side]}：{_not_read(scan)}")
            continue
        try:
            found[side] = meant_id(scan.text, piece.piece_id, codes)
        except KenpanError as error:
            failures.append(f"{SIDE_NAMES[side]}：{error.what}")
            continue
        if found[side] != piece.piece_id:
            what = how_other(found[side], piece.piece_id)
            failures.append(f"{SIDE_NAMES[side]}：{what.text}（読み取り {found[side]}、正 {piece.piece_id}）。")
    return (*failures, *_apart(found))


class Other(NamedTuple):
    """In which way a piece is another one: in a word or two, and in full."""

    short: str
    text: str


def how_other(found: str, own: str) -> Other:
    """In which way another ID is another: the same record may have been printed for another month, or before."""
    one, right = read_piece_id(found), _ref_or_none(own)
    if right is None or one[:3] != right[:3]:
        return Other("別の現品", "別の現品です")
    if one.run is None or right.run is None:
        old = "古い形の現品IDです。月・工程・作成回数が分からず、この現品と認められません"
        new = "この回の現品IDは古い形ですが、新しい形が印字されています"
        return Other("古い形の現品ID", old) if one.run is None else Other("新しい形の現品ID", new)
    if (one.run.month, one.run.round) != (right.run.month, right.run.round):
        return Other("別の月か回の現品", f"別の月か別の回の現品です：{run_text(one.run)}")
    if one.run.process != right.run.process:
        return Other("別の工程の現品", f"別の工程の現品です：{run_text(one.run)}")
    text = f"作り直す前かあとの現品です：{run_text(one.run)}、正は{right.run.making}回目"
    return Other("作り直す前かあとの現品", text)


def _ref_or_none(text: str) -> PieceRef | None:
    try:
        return read_piece_id(text)
    except KenpanError:
        return None


def _not_read(scan: Scan | None) -> str:
    if scan is None:
        return "現品IDを読み取っていません。"
    what = "現品IDがありません" if scan.state == "missing" else "現品IDを読み取れません"
    return f"{what}（理由：{scan.reason}）。" if scan.reason else f"{what}。"


def _apart(found: Mapping[Side, str]) -> Iterator[str]:
    """Sides that belong to different pieces."""
    for (one, other), what in _APART.items():
        if one in found and other in found and found[one] != found[other]:
            yield f"{what}（{SIDE_NAMES[one]} {found[one]}、{SIDE_NAMES[other]} {found[other]}）。"


def sequence_problems(
    pieces: Sequence[PieceChoice], scans_by_number: Mapping[int, Mapping[Side, Scan]], until: int | None = None
) -> tuple[str, ...]:
    """What is wrong with the pieces together, in Japanese: gaps (nothing scanned, or the ID read on no piece at all),
    pieces that carry only others' IDs, IDs and numbers that were not chosen, an ID on two pieces.

    ``pieces`` are all that were chosen; gaps are looked for up to the number ``until`` (everywhere without one).
    """
    judged = sorted(piece.number for piece in pieces if until is None or piece.number <= until)
    numbers = {piece.piece_id: piece.number for piece in pieces}
    own = {number: found for found, number in numbers.items()}
    found = {
        number: {one for scan in scans.values() if (one := _id_or_none(scan)) is not None}
        for number, scans in scans_by_number.items()
    }
    read = frozenset[str]().union(*found.values())
    left = [number for number in judged if not scans_by_number.get(number)]
    unread = [number for number in judged if number not in left and own[number] not in read]
    strange = sorted(number for number, scans in scans_by_number.items() if scans and number not in own)
    problems = [f"現品 {_numbers(left)}：どの面も読み取っていません（欠番）。"] * bool(left)
    problems += [f"現品 {_numbers(unread)}：現品IDがどの現品でも読み取られていません（欠番）。"] * bool(unread)
    problems += [f"現品 {_numbers(strange)}：選んでいない番号が読み取られています。"] * bool(strange)
    problems += _swapped(found, own, numbers)
    chosen = {number: ids for number, ids in found.items() if number in own}
    return (*problems, *_strangers(chosen, numbers), *_duplicates(found))


def _swapped(
    found: Mapping[int, AbstractSet[str]], own: Mapping[int, str], numbers: Mapping[str, int]
) -> Iterator[str]:
    """Pieces with IDs of which none is their own."""
    for number, ids in sorted(found.items()):
        others = sorted(numbers[one] for one in ids if one in numbers)
        if number in own and others and own[number] not in ids:
            yield f"現品 {number}：読み取れたIDが、すべて別の現品（番号 {_numbers(others)}）のものです（取り違え）。"


def _strangers(found: Mapping[int, AbstractSet[str]], numbers: Mapping[str, int]) -> Iterator[str]:
    """IDs of no chosen piece."""
    for number, ids in sorted(found.items()):
        for one in sorted(ids - numbers.keys()):
            yield f"現品ID {one} は選んでいない現品のものです（現品 {number} で読み取り）。"


def _duplicates(found: Mapping[int, AbstractSet[str]]) -> Iterator[str]:
    """IDs on more than one piece."""
    holders: dict[str, list[int]] = {}
    for number, ids in sorted(found.items()):
        for one in ids:
            holders.setdefault(one, []).append(number)
    for one, held in sorted(holders.items()):
        if len(held) > 1:
            yield f"現品ID {one} が、現品 {_numbers(held)} で重ねて読み取られています（重複）。"


def _id_or_none(scan: Scan) -> str | None:
    if scan.state != "read":
        return None
    try:
        return scanned_id(scan)
    except KenpanError:
        return None


def _numbers(numbers: Sequence[int]) -> str:
    """``3〜5、9`` for 3, 4, 5, 9; ascending."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}〜{run[-1]}" for run in runs)
