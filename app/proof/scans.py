"""What the hand scanner read off a piece: all three sides must name the piece's own record, or the piece fails.

In 2021 the fronts of some records were printed with the backs of others, and nobody compared the two numbers.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from app.errors import KenpanError
from app.notice.piece_id import piece_id, read_piece_id
from app.proof.model import SIDE_NAMES, SIDES, PieceChoice, Scan, Side

# ISO/IEC 15424: what a scanner may be set to send before a Code 128 symbol.
_SYMBOLOGY = re.compile(r"^\]C[0-9]")
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


def judge_scans(piece: PieceChoice, scans: Mapping[Side, Scan]) -> tuple[str, ...]:
    """Why this piece fails by its IDs, one Japanese sentence each; empty if all three sides are its own.

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
            found[side] = scanned_id(scan)
        except KenpanError as error:
            failures.append(f"{SIDE_NAMES[side]}：{error.what}")
            continue
        if found[side] != piece.piece_id:
            failures.append(f"{SIDE_NAMES[side]}：別の現品です（読み取り {found[side]}、正 {piece.piece_id}）。")
    return (*failures, *_apart(found))


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
    pieces: Sequence[PieceChoice], scans_by_number: Mapping[int, Mapping[Side, Scan]]
) -> tuple[str, ...]:
    """What is wrong with the pieces together, in Japanese: gaps, numbers that were not chosen, an ID on two pieces."""
    problems = []
    chosen = {piece.number for piece in pieces}
    if left := sorted(number for number in chosen if not scans_by_number.get(number)):
        problems.append(f"現品 {_numbers(left)}：どの面も読み取っていません（欠番）。")
    if strange := sorted(number for number, scans in scans_by_number.items() if scans and number not in chosen):
        problems.append(f"現品 {_numbers(strange)}：選んでいない番号が読み取られています。")
    holders: dict[str, set[int]] = {}
    for number, scans in scans_by_number.items():
        for scan in scans.values():
            if (own := _id_or_none(scan)) is not None:
                holders.setdefault(own, set()).add(number)
    for own, numbers in sorted(holders.items()):
        if len(numbers) > 1:
            problems.append(f"現品ID {own} が、現品 {_numbers(sorted(numbers))} で重ねて読み取られています（重複）。")
    return tuple(problems)


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
