"""What the ledger says of a month's dummies, and what must not be done to them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .proofs import _applies
from .texts import canonical, digest
from .works import Piece, piece_of

OF_DUMMIES = (
    "dummies.listed", "dummy.checked", "dummies.signed", "dummies.returned", "dummies.approved", "roll.kept",
    "roll.discarded",
)  # fmt: skip
_DUMMY_SIDES = {"address", "front", "back"}
Rolls = list[tuple[str, str, bool]]


@dataclass(slots=True)
class Dummies:
    """A list that was taken in. ``seen``: number → ground, the print that all were on, and whether it failed, the
    newest last; ``signed``: print, ground and number of rolls.
    """

    list: str
    manifest: str
    items: dict[str, str]
    pieces: dict[int, Piece]
    seen: dict[int, tuple[str, str, bool]] = field(default_factory=dict)
    checkers: set[str] = field(default_factory=set)
    signed: tuple[str, str, int] | None = None

    @property
    def print(self) -> str:
        """The print that the newest look is about."""
        return list(self.seen.values())[-1][1] if self.seen else ""

    @property
    def parts(self) -> dict[str, str]:
        """What only the dummies rest on."""
        own = {"dummies.list": self.list, "dummies.print": self.print}
        return {name: hash_ for name, hash_ in own.items() if hash_}


def dummy_ground(parts: dict[str, str]) -> str:
    """One hash for all that a look at a dummy is bound to."""
    return digest(canonical(parts))


def dummy_problems(
    dummies: Dummies | None, rolls: Rolls, kind: str, by: str, data: dict[str, Any], medium: str, now: str
) -> Iterator[str]:
    """Why an entry about dummies is wrong; ``now`` is the ground of month and process."""
    if kind == "dummies.listed":
        yield from _dummies_listed(data, medium)
    elif kind.startswith("roll."):
        yield from _roll_problems(rolls, kind, data)
    elif dummies is None:
        yield "一覧のない月のダミーについての記録です。"
    else:
        is_of_list = kind == "dummies.returned" or (data["list"] == dummies.list and dummies.manifest == medium)
        if not is_of_list:
            yield "ダミーの記録が、受け取った一覧か月の媒体のものではありません。"
        if kind in ("dummy.checked", "dummies.signed") and data["bound"] != now:
            yield "ダミーの記録が、月と工程に結び付いているものと違うもので作られています。"
        if kind == "dummy.checked":
            yield from _dummy_checked(dummies, data)
        else:
            yield from _dummies_decided(dummies, rolls, kind, by, data, now)


def _dummies_listed(data: dict[str, Any], medium: str) -> Iterator[str]:
    numbers, ids = ([piece[name] for piece in data["pieces"]] for name in ("number", "piece_id"))
    if sorted(numbers) != [*range(1, len(numbers) + 1)] or len(set(ids)) != len(ids):
        yield "ダミーの番号か現品IDが重なっています。"
    if data["rows"] != data["declared"] or not data["rows"] <= len(numbers) <= 2 * data["rows"]:
        yield "ダミー一覧の件数が、件数表か現品の数と合いません。"
    if not medium or data["manifest"] != medium:
        yield "月の媒体でない媒体のダミー一覧です。"


def _dummy_checked(dummies: Dummies, data: dict[str, Any]) -> Iterator[str]:
    piece = dummies.pieces.get(data["number"])
    if piece is None or piece.id != data["piece_id"]:
        yield "一覧にないダミーが検査されています。"
        return
    scans = data["scans"]
    own = all((scan["state"], scan["text"]) == ("read", piece.id) for scan in scans.values())
    right = data["print"]["differences"] == 0 and data["print"]["pages"]
    passed = own and right and scans.keys() == _DUMMY_SIDES and set(data["answers"].values()) == {"ok"}
    if not data["failures"] and not passed:
        yield "合格ではないダミーが合格とされています。"
    asked = {name for name, applies in dummies.items.items() if _applies(applies, piece.cases)}
    if data["answers"].keys() != asked:
        yield "ダミーの検査票に、答えていない項目か余分な項目があります。"
    reprint = data.get("reprint", "")
    is_alone = data["number"] in dummies.seen and data["print"]["sha256"] != dummies.print
    if reprint and not (reprint.strip() and is_alone):
        yield "一度も検査していないダミーか、全数と同じ印刷が、刷り直しとされています。"
    told = all(_dummy_told(scan) for scan in scans.values())
    if not told or ("ng" in data["answers"].values() and not data["comment"].strip()):
        yield "ダミーの読み取りか否とした項目に、理由がないか、余分な文字があります。"


def _dummy_told(scan: dict[str, str]) -> bool:
    text, reason = bool(scan["text"].strip()), bool(scan["reason"].strip())
    return text and not reason if scan["state"] == "read" else reason and not text


def _dummies_decided(
    dummies: Dummies, rolls: Rolls, kind: str, by: str, data: dict[str, Any], now: str
) -> Iterator[str]:
    count = len({roll for roll, _, _ in rolls})
    if kind == "dummies.signed":
        whole = all(dummies.seen.get(number) == (now, dummies.print, False) for number in dummies.pieces)
        if not whole or data["print"] != dummies.print or not count or data["rolls"] != count:
            yield "検査していないか不合格のダミーを残したまま、または業者ダミーのないまま署名されています。"
        return
    if dummies.signed is None or dummies.signed != (dummies.print, now, count):
        yield "検査員の署名がないか、そのあとで変わったダミーについての判定です。"
    if by in dummies.checkers:
        yield "ダミーを検査した人が、判定をしています。"
    if kind == "dummies.approved":
        told = {part["name"]: part["sha256"] for part in data["bound"]}
        is_once = len(told) == len(data["bound"])
        if not is_once or (data["print"], data["count"], data["rolls"]) != (dummies.print, len(dummies.pieces), count):
            yield "承認が、検査したダミーの数か印刷と違います。"


def _roll_problems(rolls: Rolls, kind: str, data: dict[str, Any]) -> Iterator[str]:
    if kind == "roll.kept" and any((roll, piece) == (data["roll"], data["piece"]) for roll, piece, _ in rolls):
        yield "同じ業者ダミーが二度登録されています。"
    if kind == "roll.discarded" and not any(roll == data["roll"] and not gone for roll, _, gone in rolls):
        yield "保管していない業者ダミーが廃棄されています。"


def dummies_after(dummies: Dummies | None, rolls: Rolls, kind: str, by: str, data: dict[str, Any]) -> Dummies | None:
    """What an entry makes of dummies and ``rolls``."""
    if kind == "dummies.listed":
        pieces = {piece["number"]: piece_of(piece) for piece in data["pieces"]}
        return Dummies(data["sha256"], data["manifest"], data["items"], pieces)
    if kind == "roll.kept":
        rolls.append((data["roll"], data["piece"], False))
    elif kind == "roll.discarded":
        rolls[:] = [(roll, piece, gone or roll == data["roll"]) for roll, piece, gone in rolls]
    elif dummies is not None:
        if kind in ("dummy.checked", "dummies.signed"):
            dummies.checkers.add(by)
        if kind == "dummies.returned":
            dummies.signed = None
        elif kind == "dummy.checked":
            common = dummies.print if data.get("reprint") else data["print"]["sha256"]
            dummies.seen.pop(data["number"], None)
            dummies.seen[data["number"]] = data["bound"], common, bool(data["failures"])
            dummies.signed = None
        elif kind == "dummies.signed":
            dummies.signed = data["print"], data["bound"], data["rolls"]
    return dummies
