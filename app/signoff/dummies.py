"""What people do about a month's dummies: take the list in, look at each one beside its print, sign, approve."""

from collections.abc import Sequence
from types import MappingProxyType

from app import __version__
from app.errors import KenpanError
from app.proof.model import PieceChoice, made_for
from app.signoff.binding import held_here, joined, said_reason, tables_of
from app.signoff.checksheet import CheckSheet
from app.signoff.dummy_model import Dummies, PrintSeen
from app.signoff.dummy_standing import (
    dummies_of,
    ground_of,
    is_signed,
    kept_until,
    left_to_sign,
    print_of,
    roll_names,
    rolls_of,
    standing_result,
)
from app.signoff.gates import DUMMIES, GATES, is_closed, medium_of, now_of, open_before
from app.signoff.ledger import Draft
from app.signoff.looks import Look, looked
from app.signoff.model import Month, Round, State
from app.signoff.months import existing
from app.signoff.piece_runs import of_month
from app.signoff.reference import FormUsed
from app.signoff.round_entries import piece_table
from app.signoff.signed import Part

Live = Sequence[Part]


def take_list(
    state: State,
    by: str,
    month: str,
    manifest: str,
    sha256: str,
    name: str,
    rows: int,
    paper: str,
    pieces: Sequence[PieceChoice],
    sheet: CheckSheet,
) -> Draft:
    """Take the agency's list in: every row was matched with ``manifest``, and they are as many as ``paper`` says.

    A list that is taken in again begins all looks anew. The pieces get the 現品ID of what is printed for the month.
    """
    known = _open(state, month)
    if not manifest or manifest != medium_of(known):
        raise KenpanError(
            "dummies.medium", "開いている媒体は、この月の媒体ではありません。", "当月の媒体を開いてください。"
        )
    if not pieces:
        raise KenpanError("dummies.none", "機構ダミーがひとつもありません。", "一覧を確かめてください。")
    data = {
        "month": month,
        "manifest": manifest,
        "sha256": sha256,
        "name": name,
        "rows": rows,
        "declared": rows,
        "paper": paper,
        "sheet": sheet.sha256,
        "items": {item.id: item.applies for item in sheet.items},
        "pieces": [piece_table(piece) for piece in made_for(pieces, of_month(state, known))],
    }
    return Draft("dummies.listed", data)


def check_dummy(
    state: State,
    by: str,
    month: str,
    look: Look,
    seen: PrintSeen | None,
    sheet: CheckSheet,
    live: Live,
    told: int = 0,
    reprint: str = "",
    form: FormUsed | None = None,
    unproved: str = "",
) -> Draft:
    """検査 of one dummy, beside what the program found of its print. It may be looked at again: the last one counts.
    ``told``: places of a capture that the machine could not tell and the checker saw to be right; ``reprint``: why this
    one is on a print of its own; ``form``: by which form it was compared; ``unproved``: what nobody can tell apart on
    its capture.
    """
    known = _open(state, month)
    dummies = _listed(state, known)
    _here(known, live)
    piece = dummies.piece(look.number)
    if piece is None:
        raise KenpanError("piece.none", "この番号のダミーはありません。", "番号を確かめてください。")
    if seen is None:
        raise KenpanError(
            "dummies.not_compared", "印刷データと照合していません。", "印刷データと様式を選び、照合してください。"
        )
    data = looked(as_round(state, known, dummies), piece, look, sheet)
    del data["round"]
    failures = [*data["failures"], *print_failures(seen)]
    table = {
        "sha256": seen.sha256,
        "name": seen.name,
        "pages": list(seen.pages),
        "differences": seen.differences,
        "ignored": seen.ignored,
    }
    if reprint and (look.number not in dummies.results or seen.sha256 == print_of(dummies)[0]):
        raise KenpanError(
            "dummies.reprint",
            "刷り直しではありません。一度検査したダミーを、全数の印刷とは別に刷り直したときだけです。",
            "刷り直した印刷データか取り込み画像を選んでください。",
        )
    own = {"month": month, "list": dummies.sha256, "bound": ground_of(state, known), "print": table}
    later = {"told": told, "reprint": reprint.strip(), "used": None if form is None else form._asdict()}
    return Draft("dummy.checked", {**data, **own, **later, "unproved": unproved, "failures": failures})


def print_failures(seen: PrintSeen) -> tuple[str, ...]:
    """Why a dummy fails by its print, in Japanese."""
    found = [] if seen.pages else ["印刷データに、この通知書の頁がありません。"]
    if seen.differences:
        found.append(f"印刷データが期待と違います（{seen.differences:,} 件）。")
    return tuple(found)


def sign_dummies(state: State, by: str, month: str, comment: str, live: Live) -> Draft:
    """検査 of all of them: each passed on the same print, and every roll that was used has its 業者ダミー."""
    known = _open(state, month)
    dummies = _listed(state, known)
    _here(known, live)
    left = left_to_sign(state, known)
    if left:
        raise KenpanError("dummies.unfinished", f"{'、'.join(left)}。", "残りを済ませてから署名してください。")
    data = {
        "month": month,
        "list": dummies.sha256,
        "print": print_of(dummies)[0],
        "bound": ground_of(state, known),
        "rolls": len(roll_names(rolls_of(state, known))),
        "comment": comment.strip(),
    }
    return Draft("dummies.signed", data)


def return_dummies(state: State, by: str, month: str, reason: str) -> Draft:
    """差し戻し: the checker's signature no longer counts."""
    known = _open(state, month)
    _to_decide(state, known, by)
    return Draft("dummies.returned", {"month": month, "reason": said_reason(reason)})


def approve_dummies(state: State, by: str, month: str, comment: str, live: Live) -> Draft:
    """承認, which closes the gate. Refused to whoever had a hand in it, and while an earlier gate is open."""
    known = _open(state, month)
    dummies = _to_decide(state, known, by)
    _here(known, live)
    before = open_before(state, known, DUMMIES)
    if before:
        labels = "、".join(GATES[one].label for one in before)
        raise KenpanError("gate.order", f"前の関門が済んでいません：{labels}。", "先に済ませてください。")
    data = {
        "month": month,
        "list": dummies.sha256,
        "print": print_of(dummies)[0],
        "count": len(dummies.pieces),
        "rolls": len(roll_names(rolls_of(state, known))),
        "bound": tables_of(now_of(state, known, DUMMIES)),
        "comment": comment.strip(),
        "program": __version__,
    }
    return Draft("dummies.approved", data)


def keep_roll(
    state: State,
    by: str,
    month: str,
    roll: str,
    machine: str,
    piece: str,
    place: str,
    made: str,
    first: str = "",
    last: str = "",
) -> Draft:
    """A 業者ダミー: at least one of every roll (N 委託要領 6(4)②). ``first`` and ``last``: the first and last piece of
    the roll, or when it was on the press, as far as somebody knows.
    """
    known = _open(state, month)
    told = {"roll": roll.strip(), "machine": machine.strip(), "piece": piece.strip(), "place": place.strip()}
    if not all(told.values()):
        raise KenpanError("roll.whole", "空の欄があります。", "ロール・印刷機・現品・保管場所を入力してください。")
    if any((one.roll, one.piece) == (told["roll"], told["piece"]) for one in rolls_of(state, known)):
        raise KenpanError("roll.twice", "このロールのこの現品は登録済みです。", "番号を確かめてください。")
    return Draft("roll.kept", {"month": month, **told, "made": made, "first": first.strip(), "last": last.strip()})


def discard_roll(state: State, by: str, month: str, roll: str, method: str, today: str) -> Draft:
    """The 業者ダミー of a roll are thrown away, not before the three months are over."""
    known = existing(state, month)
    own = [one for one in rolls_of(state, known) if one.roll == roll and one.discarded is None]
    if not own:
        raise KenpanError("roll.none", "保管していないロールです。", "一覧を読み直してください。")
    until = max(kept_until(one, known) for one in own)
    if today <= until:
        raise KenpanError("roll.early", f"保管期限（{until}）の前です。", "期限を過ぎてから廃棄してください。")
    return Draft("roll.discarded", {"month": month, "roll": roll, "method": said_reason(method)})


# What is asked


def as_round(state: State, month: Month, dummies: Dummies) -> Round:
    """The dummies as pieces of a round, for whoever looks at pieces; results that no longer count are left out."""
    seen = {piece.number: standing_result(state, month, dummies, piece.number) for piece in dummies.pieces}
    return Round(
        id=month.id,
        number=1,
        process=month.process,
        parts=(),
        pieces=dummies.pieces,
        sheet_sha256=dummies.sheet_sha256,
        confirm=1,
        logs=(),
        settings=(),
        opened=dummies.listed,
        results=MappingProxyType({number: one.result for number, one in seen.items() if one is not None}),
        items=dummies.items,
    )


def first_or_change(state: State, month: Month) -> bool:
    """Whether the pieces themselves are due before 納品日: there is no earlier month whose dummies were approved by
    this process as it is now.
    """
    now = {part.name: part.sha256 for part in state.processes[month.process].parts}
    for other in state.months.values():
        closing = other.closed.get(DUMMIES)
        if closing is None or other.period >= month.period or other.process != month.process:
            continue
        bound = {part.name: part.sha256 for part in closing.bound}
        if now.items() <= bound.items():
            return False
    return True


# Refusals


def _open(state: State, month: str) -> Month:
    known = existing(state, month)
    if is_closed(state, known, DUMMIES):
        raise KenpanError("gate.closed", "ダミーは済んでいます。", "変えるには、理由を付けて再開してください。")
    return known


def _listed(state: State, month: Month) -> Dummies:
    dummies = dummies_of(state, month)
    if dummies is None:
        raise KenpanError("dummies.no_list", "機構ダミーの一覧を受け取っていません。", "一覧を取り込んでください。")
    if dummies.manifest != medium_of(month):
        raise KenpanError("dummies.other_medium", "媒体が替わっています。", "一覧を取り込み直してください。")
    return dummies


def _here(month: Month, live: Live) -> None:
    found = held_here(month.parts, live)
    if found:
        raise KenpanError(
            "month.stale",
            f"この端末にあるものが、月に結び付けたものと違います：{joined(found)}。",
            "元に戻すか、品質責任者が月を結び付け直してください。",
        )


def _to_decide(state: State, month: Month, by: str) -> Dummies:
    dummies = _listed(state, month)
    if not is_signed(state, month):
        raise KenpanError("dummies.unsigned", "検査員の署名がありません。", "検査員の署名を待ってください。")
    if by in dummies.checkers:
        raise KenpanError("dummies.same_person", "検査をした人は判定できません。", "別の品質責任者が判定してください。")
    return dummies
