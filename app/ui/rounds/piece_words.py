"""How pieces and rounds are told on screen: a sign, a word, and a tone that never stands alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.cases.special import CASES
from app.errors import KenpanError
from app.proof.model import PieceChoice, Scan
from app.proof.scans import how_other, scanned_id, sequence_problems
from app.signoff.model import Process, Round
from app.signoff.piece_runs import same_record
from app.signoff.signed import PieceResult
from app.signoff.two_persons import as_seen_by, has_confirmed, involved
from app.ui.kit import tokens
from app.ui.kit.words import process_text

Tone = Literal["todo", "good", "bad", "asked", "hidden"]


def ground_and_ink(tone: Tone) -> tuple[str, str]:
    """What a tone is written on and with."""
    if tone == "todo":
        return tokens.PAPER, tokens.FAINT
    if tone == "hidden":
        return tokens.TONES["waiting"].ground, tokens.INK
    return tokens.TONES[tone].ground, tokens.TONES[tone].ink


_OUTSIDE = "検査の結果は、この回で検査をした人にだけ表示します。ほかの人は、あとで確認・承認をすることがあるためです。"
_HIDDEN = (
    "検査員の結果は、あなた自身の確認が終わるまで表示しません。"
    "先に結果を見ると、同じ見落としをするおそれがあるためです。"
)
_CASES = {case.id: case.label for case in CASES}
_SHORT = {
    "gannen": "元年",
    "gaiji": "外字",
    "two_months": "2月分",
    "no_barcode": "無バー",
    "redirect": "別送",
    "longest_address": "長住所",
    "longest_name": "長名称",
    "cut_off": "枠外",
    "blank_charge": "告空欄",
    "blank_receipt": "領空欄",
    "asterisks": "＊額",
    "largest_amount": "最大額",
    "flyer_b": "チB",
}


@dataclass(frozen=True, slots=True)
class Face:
    """A piece at a glance."""

    sign: str
    text: str
    tone: Tone
    note: str = ""


def faces(one: Round, viewer: str) -> dict[int, Face]:
    """Every piece by number, as this person may see it."""
    seen = as_seen_by(one, viewer)
    asked = one.to_confirm if one.state == "signed" and viewer not in involved(one) else ()
    own = {look.number: look for look in one.confirmed if look.signature.by == viewer}
    return {piece.number: _face(piece.number, one, seen, asked, own) for piece in one.pieces}


def _face(number: int, one: Round, seen: Round, asked: tuple[int, ...], own: Mapping[int, PieceResult]) -> Face:
    if number in asked and number not in own:
        return Face("◆", "確認対象", "asked")
    result = seen.results.get(number)
    if result is None and number in own:
        return judged(own[number], "確認済")
    if result is not None:
        return judged(result)
    if number in one.results:
        return Face("■", "済", "hidden", "結果は非表示")
    return Face("□", "未検査", "todo")


def judged(result: PieceResult, note: str = "") -> Face:
    """合格 or 不合格."""
    return Face("○", "合格", "good", note) if result.passed else Face("×", "不合格", "bad", note)


def unseen(one: Round, number: int) -> str:
    """Why there is no result to see of a piece."""
    if number in one.results:
        return f"■ 済（結果は非表示）\n{why_hidden(one)}"
    return "□ 未検査　検査の署名は検査員が行います" if one.state == "checking" else "□ 未検査"


def why_hidden(one: Round) -> str:
    """Why the checkers' results are not shown."""
    return _OUTSIDE if one.state == "checking" else _HIDDEN


def to_check(one: Round, viewer: str) -> tuple[int, ...]:
    """The pieces that wait for this person's eyes, in their order: unchecked ones, or those to confirm."""
    if one.state == "checking":
        return tuple(piece.number for piece in one.pieces if piece.number not in one.results)
    if one.state == "signed" and viewer not in involved(one):
        return tuple(number for number in one.to_confirm if not has_confirmed(one, number, viewer))
    return ()


def next_after(numbers: tuple[int, ...], number: int) -> int | None:
    """The next of ``numbers`` behind ``number``, from the front again at the end."""
    return next((one for one in numbers if one > number), numbers[0] if numbers else None)


def case_names(piece: PieceChoice) -> tuple[str, ...]:
    """The special cases of a piece in full; the layout is said by its group already."""
    return tuple(_CASES.get(case, case) for case in piece.cases if not case.startswith("layout_"))


def case_marks(piece: PieceChoice) -> tuple[str, ...]:
    """The same in two or three characters each; the ordinary layout has no mark."""
    return tuple(_SHORT[case] for case in piece.cases if case in _SHORT)


def side_text(one: Round, piece: PieceChoice, scan: Scan) -> tuple[bool, str]:
    """What is said of one side right after it was scanned: whether it is the piece's own, and in words. Another
    piece's ID stands in a line of its own.
    """
    if scan.state != "read":
        return False, f"× {'なし' if scan.state == 'missing' else '読めない'}（{scan.reason}）"
    try:
        found = scanned_id(scan)
    except KenpanError as error:
        return False, f"× {error.what}"
    if found == piece.piece_id:
        return True, "○ 一致"
    number = next((other.number for other in one.pieces if other.piece_id == found), None)
    short = how_other(found, piece.piece_id).short
    return False, f"× {short}" + ("" if number is None else f"　番号 {number}") + f"\n{found}"


def stranger_text(one: Round | None, found: str) -> str:
    """That a 現品ID is none of the round's; of a record that is among them, what else it was printed for."""
    pieces = () if one is None else one.pieces
    same = next((own for own in pieces if same_record(own.piece_id, found)), None)
    told = "" if same is None else f"番号 {same.number} のレコードですが、{how_other(found, same.piece_id).text}。"
    return f"{found} は、この回の現品ではありません。{told}"


def sequence_text(one: Round, seen: Round) -> tuple[str, bool]:
    """What the IDs of the pieces show together, as far as it may be ``seen``; and whether something is wrong.

    Pieces behind the last one checked are only not done yet: nothing is judged of them.
    """
    last = max(seen.results, default=0)
    if not last:
        return f"判定していません（{'結果は非表示' if one.results else '未検査'}）", False
    found = sequence_problems(seen.pieces, {number: result.scans for number, result in seen.results.items()}, last)
    told = [f"× {problem}" for problem in found] or [f"○ 番号 1〜{last} にありません"]
    if last < len(seen.pieces):
        told.append(f"番号 {last + 1} からは判定していません（未検査）")
    return "\n".join(told), bool(found)


def summary(process: Process, one: Round, piece: PieceChoice, failures: Sequence[str]) -> list[str]:
    """What a signature about a piece stands for, line by line."""
    verdict = "○ 合格" if not failures else "× 不合格"
    where = f"{process_text(process)}　第{one.number}回"
    return [where, f"番号 {piece.number}　現品ID {piece.piece_id}", verdict, *failures]


def grouped(digest: str, most: int = 16) -> str:
    """The first digits of a fingerprint in fours, to be read aloud."""
    return " ".join(digest[at : at + 4] for at in range(0, most, 4))
