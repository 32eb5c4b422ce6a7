"""Proof rounds: each piece, the round and its decision signed, by two persons who cannot be the same."""

from collections.abc import Sequence
from typing import Any

from app import __version__
from app.errors import KenpanError
from app.proof.model import GROUP_NAMES, PieceChoice, made_for
from app.signoff import piece_runs
from app.signoff.binding import PROOF_MEDIA, said_reason
from app.signoff.checksheet import CheckSheet
from app.signoff.ledger import Draft
from app.signoff.looks import Look, looked
from app.signoff.model import Round, State, Why
from app.signoff.processes import (
    existing,
    in_force,
    lacking,
    last_round,
    open_round_of,
    refuse_changed,
    refuse_stale,
    void_reasons,
    was_approved,
)
from app.signoff.round_entries import opening, piece_table
from app.signoff.signed import Part
from app.signoff.two_persons import has_confirmed, refuse_involved

# Acts of the checkers


def open_round(
    state: State,
    by: str,
    round_id: str,
    process: str,
    pieces: Sequence[PieceChoice],
    live: Sequence[Part],
    sheet: CheckSheet,
    *,
    asked: bool = False,
    reason: str = "",
) -> Draft:
    """Begin a round with these pieces, made for it. ``live`` must hold the proof media they were chosen from.
    ``asked``: because the agency wants one (随時); after the first approval there is a ``reason``.

    Refused while a round that still counts is open, while the process is approved as it is unless it is asked for, and
    unless the numbers of the groups are those of the sheet.
    """
    known = existing(state, process)
    _refuse_taken(state, round_id)
    proof = _proof_media(live)
    missing = lacking(known.parts, sheet)
    if missing:
        raise KenpanError(
            "round.settings",
            f"工程の設定が登録されていません：{'、'.join(missing)}。",
            "品質責任者が先に設定を登録してください。工程にない設定は「なし」と登録します。",
        )
    refuse_stale(known, live)
    waiting, force = open_round_of(state, process), in_force(state, process)
    if waiting is not None:
        raise KenpanError(
            "round.open", f"第{waiting.number}回の検証品が有効です。", "その回を終えるか、却下・再開してください。"
        )
    if force.version is not None and not asked:
        raise KenpanError(
            "round.in_force",
            f"この工程は第{force.version.number}回で承認されています。",
            "機構が随時の検証を求めたときだけ、「随時」として始めてください。",
        )
    _check_choice(pieces, sheet)
    why = why_of(state, process, asked=asked)
    said = reason.strip()
    if why == "change" and not said:
        said = "、".join(force.reasons)
    if why == "request":
        said = said_reason(reason)
    number = len(state.rounds_of(process)) + 1
    made = made_for(pieces, piece_runs.of_round(state, process, number))
    bound = (*(part for part in known.parts if part.name != PROOF_MEDIA), proof)
    return Draft("round.opened", opening(round_id, number, process, bound, made, sheet, why, said))


def why_of(state: State, process: str, *, asked: bool) -> Why:
    """Why a round that is begun now is made: the first until one was approved, then after a change, or asked for."""
    if not any(was_approved(one) for one in state.rounds_of(process)):
        return "first"
    return "request" if asked else "change"


def replace_piece(state: State, by: str, round_id: str, piece: PieceChoice, reason: str, live: Sequence[Part]) -> Draft:
    """Choose another record of the same group for a piece that nobody has signed yet, or have its own printed again."""
    one = _checking(state, round_id)
    _on_ground(state, one, live)
    if _piece(one, piece.number).group != piece.group:
        raise KenpanError(
            "piece.group", "制度の違う現品には差し替えられません。", "同じ制度のレコードを選んでください。"
        )
    if piece.number in one.results:
        raise KenpanError("piece.signed", "検査済みの現品です。", "差し替える前に、検査を取り消してください。")
    new = piece_runs.replacement(state, one, piece)
    others = (other for other in one.pieces if other.number != piece.number)
    is_elsewhere = any(piece_runs.same_record(other.piece_id, new.piece_id) for other in others)
    if is_elsewhere or new.piece_id == _piece(one, piece.number).piece_id:
        raise KenpanError("piece.twice", "この現品は、この回ですでに選ばれています。", "別のレコードを選んでください。")
    data = {"round": round_id, "number": piece.number, "piece": piece_table(new), "reason": said_reason(reason)}
    return Draft("piece.replaced", data)


def sign_piece(state: State, by: str, round_id: str, look: Look, sheet: CheckSheet, live: Sequence[Part]) -> Draft:
    """検査 of one piece. What is missing or unreadable, does not match or is answered with no, fails it."""
    one = _checking(state, round_id)
    if look.number in one.results:
        raise KenpanError(
            "piece.signed", "この現品は検査済みです。", "やり直すときは、理由を付けて取り消してください。"
        )
    return Draft("piece.signed", _looked(state, one, look, sheet, live))


def withdraw_piece(state: State, by: str, round_id: str, number: int, reason: str) -> Draft:
    """Take a result back, so that the piece can be checked again. It stays in the ledger and in the report."""
    one = _checking(state, round_id)
    if number not in one.results:
        raise KenpanError("piece.unsigned", "この現品はまだ検査されていません。", "現品の番号を確かめてください。")
    return Draft("piece.withdrawn", {"round": round_id, "number": number, "reason": said_reason(reason)})


def keep_attachment(
    state: State, by: str, round_id: str, piece: int | None, kind: str, name: str, sha256: str, size: int
) -> Draft:
    """A log that belongs to the round, or to one piece of it."""
    one = _checking(state, round_id)
    if piece is not None:
        _piece(one, piece)
    if not size:
        raise KenpanError("attachment.empty", "添付するファイルが空です。", "ファイルを確かめてください。", file=name)
    if kind not in one.logs:
        raise KenpanError("attachment.kind", "この回で求めていない種類のログです。", "ログの種類を選び直してください。")
    _refuse_used(state, one, kind, name, sha256)
    data = {"round": round_id, "piece": piece, "kind": kind, "name": name, "sha256": sha256, "size": size}
    return Draft("attachment.kept", data)


def withdraw_attachment(state: State, by: str, round_id: str, kind: str, sha256: str, reason: str) -> Draft:
    """Take a log back that was the wrong one. Its bytes and its entry stay."""
    one = _checking(state, round_id)
    if not any((kept.kind, kept.sha256) == (kind, sha256) for kept in one.attachments):
        raise KenpanError("attachment.none", "このログは添付されていません。", "一覧を読み直してください。")
    data = {"round": round_id, "kind": kind, "sha256": sha256, "reason": said_reason(reason)}
    return Draft("attachment.withdrawn", data)


def sign_round(state: State, by: str, round_id: str, comment: str, sheet: CheckSheet, live: Sequence[Part]) -> Draft:
    """検査 of the whole round: every piece has its result, every log is there."""
    one = _checking(state, round_id)
    _on_ground(state, one, live)
    left = [str(piece.number) for piece in one.pieces if piece.number not in one.results]
    if left:
        raise KenpanError(
            "round.unfinished",
            f"検査していない現品が {len(left)} 部あります（番号 {'、'.join(left)}）。",
            "残りの現品を1部ずつ検査してください。まとめて合格にすることはできません。",
        )
    missing = missing_logs(one, sheet)
    if missing:
        raise KenpanError(
            "round.logs", f"作業ログがありません：{'、'.join(missing)}。", "ログを添付してから署名してください。"
        )
    return Draft("round.signed", {"round": round_id, "failed": failed(one), "comment": comment.strip()})


# Acts of the lead


def confirm_piece(state: State, by: str, round_id: str, look: Look, sheet: CheckSheet, live: Sequence[Part]) -> Draft:
    """The lead's own look at one of the pieces to confirm, before the checkers' results are shown."""
    one = _signed(state, round_id)
    refuse_involved(one, by)
    if look.number not in one.to_confirm:
        raise KenpanError("piece.not_asked", "確認の対象ではない現品です。", "指定された番号の現品を確認してください。")
    if has_confirmed(one, look.number, by):
        raise KenpanError("piece.signed", "この現品は確認済みです。", "次の現品に進んでください。")
    return Draft("piece.confirmed", _looked(state, one, look, sheet, live))


def approve(state: State, by: str, round_id: str, comment: str, live: Sequence[Part], sheet: CheckSheet) -> Draft:
    """承認. Refused to anybody who signed in the round, without the lead's own looks, while anything failed, and to a
    round that was opened before a process setting was registered.
    """
    one = _signed(state, round_id)
    refuse_involved(one, by)
    _on_ground(state, one, live)
    missing = lacking(one.parts, sheet)
    if missing:
        raise KenpanError(
            "approval.settings",
            f"この回には、次の工程の設定が含まれていません：{'、'.join(missing)}。",
            "設定を登録し、新しい検証品で検査してください。",
        )
    left = [str(number) for number in one.to_confirm if not has_confirmed(one, number, by)]
    if not one.to_confirm:
        raise KenpanError(
            "approval.no_evidence", "確認する現品がまだ決まっていません。", "判定の画面を開き直してください。"
        )
    if left:
        raise KenpanError(
            "approval.no_evidence",
            f"承認者自身の確認がありません（番号 {'、'.join(left)}）。",
            "現品を手に取り、3面のIDを読み取って確認してください。",
        )
    wrong = sorted({*failed(one), *(seen.number for seen in one.confirmed if not seen.passed)})
    if wrong:
        raise KenpanError(
            "approval.failed",
            f"不合格の現品があります（番号 {'、'.join(map(str, wrong))}）。承認できません。",
            f"却下して、{len(one.pieces)}部を作り直してください。",
        )
    return Draft("round.approved", _decision(round_id, comment))


def reject(
    state: State, by: str, round_id: str, new_round_id: str, comment: str, sheet: CheckSheet
) -> tuple[Draft, ...]:
    """却下, and the next round with the same records: all pieces are made and checked again. None follows on parts
    that were changed meanwhile to what is approved, or what another round is open on.
    """
    one = _signed(state, round_id)
    refuse_involved(one, by)
    _refuse_taken(state, new_round_id)
    last = last_round(state, one.process)
    if last is not None and last.id != one.id:
        raise KenpanError(
            "round.not_last", f"第{last.number}回が始まっています。", "新しい回で検査と判定を行ってください。"
        )
    rejected = Draft("round.rejected", _decision(round_id, comment))
    force, waiting = in_force(state, one.process), open_round_of(state, one.process)
    is_elsewhere = bool(void_reasons(state, one))
    if is_elsewhere and (waiting is not None or (force.version is not None and one.why != "request")):
        return (rejected,)
    proof = tuple(part for part in one.parts if part.name == PROOF_MEDIA)
    parts = (*(part for part in state.processes[one.process].parts if part.name != PROOF_MEDIA), *proof)
    number = len(state.rounds_of(one.process)) + 1
    pieces = made_for(one.pieces, piece_runs.of_round(state, one.process, number))
    again = opening(new_round_id, number, one.process, parts, pieces, sheet, one.why, one.reason)
    return rejected, Draft("round.opened", again)


def reopen(state: State, by: str, round_id: str, reason: str) -> Draft:
    """Open a signed or approved round again: signature and decision no longer count, the results stay."""
    one = _existing(state, round_id)
    if one.state not in ("signed", "approved"):
        raise KenpanError("round.state", "署名も承認もされていない回です。", "一覧を読み直してください。")
    return Draft("round.reopened", {"round": round_id, "reason": said_reason(reason)})


# What is asked about a round


def failed(one: Round) -> list[int]:
    """Numbers of the pieces that failed."""
    return sorted(number for number, result in one.results.items() if not result.passed)


def missing_logs(one: Round, sheet: CheckSheet) -> tuple[str, ...]:
    """Labels of the logs that must be there for the whole round and are not."""
    kept = {attachment.kind for attachment in one.attachments if attachment.piece is None}
    labels = {log.id: log.label for log in sheet.logs}
    return tuple(labels.get(log, log) for log in one.logs if log not in kept)


# Refusals


def _existing(state: State, round_id: str) -> Round:
    one = state.rounds.get(round_id)
    if one is None:
        raise KenpanError("round.none", "この回は登録されていません。", "一覧を読み直してください。")
    return one


def _refuse_taken(state: State, round_id: str) -> None:
    if round_id in state.rounds:
        raise KenpanError("round.taken", "この回はすでに始められています。", "一覧を読み直してください。")


def _checking(state: State, round_id: str) -> Round:
    one = _existing(state, round_id)
    if one.state != "checking":
        raise KenpanError("round.state", "この回は検査中ではありません。", "変えるには、理由を付けて再開してください。")
    return one


def _signed(state: State, round_id: str) -> Round:
    one = _existing(state, round_id)
    if one.state == "checking":
        raise KenpanError("round.state", "この回の検査はまだ署名されていません。", "検査員の署名を待ってください。")
    if one.state != "signed":
        raise KenpanError("round.state", "この回の判定は済んでいます。", "変えるには、理由を付けて再開してください。")
    return one


def _proof_media(live: Sequence[Part]) -> Part:
    for part in live:
        if part.name == PROOF_MEDIA:
            return part
    raise KenpanError("round.media", "検証品の媒体が開かれていません。", "検証品の媒体を開いてから行ってください。")


def _on_ground(state: State, one: Round, live: Sequence[Part]) -> None:
    """Refuse to sign away from the medium that the pieces were chosen from, or on ground that has changed."""
    proof = _proof_media(live)
    if any(part.name == PROOF_MEDIA and part.sha256 != proof.sha256 for part in one.parts):
        raise KenpanError(
            "round.other_media",
            "開いている媒体は、この回の検証品の媒体ではありません。",
            "検証品の媒体を開いてから行ってください。",
        )
    refuse_changed(void_reasons(state, one, live))


def _refuse_used(state: State, one: Round, kind: str, name: str, sha256: str) -> None:
    """A log is made by the work that it tells of: one file cannot be that of two rounds, or of two machines."""
    for other in state.rounds.values():
        for kept in other.attachments:
            if kept.sha256 == sha256 and (other.id, kept.kind) != (one.id, kind):
                raise KenpanError(
                    "attachment.used",
                    "同じ内容のログが、別の回か別の種類で添付されています。",
                    "この回の作業で残したログを選んでください。",
                    file=name,
                )


def _piece(one: Round, number: int) -> PieceChoice:
    try:
        return one.piece(number)
    except KeyError:
        raise KenpanError("piece.none", "この番号の現品はありません。", "番号を確かめてください。") from None


def _check_choice(pieces: Sequence[PieceChoice], sheet: CheckSheet) -> None:
    for group, wanted in sheet.counts.items():
        count = sum(piece.group == group for piece in pieces)
        if count != wanted:
            raise KenpanError(
                "round.numbers",
                f"{GROUP_NAMES[group]}が {count} 部です（{wanted} 部必要です）。",
                "選び直してください。",
            )
    ids = {piece.piece_id for piece in pieces}
    numbers = [piece.number for piece in pieces]
    if len(ids) != len(pieces) or sorted(numbers) != list(range(1, len(pieces) + 1)):
        raise KenpanError("piece.twice", "同じ現品か番号が2度選ばれています。", "選び直してください。")


def _decision(round_id: str, comment: str) -> dict[str, Any]:
    return {"round": round_id, "comment": _comment(comment), "program": __version__}


def _comment(comment: str) -> str:
    said = comment.strip()
    if not said:
        raise KenpanError("comment.missing", "判定の理由がありません。", "コメントを入力してください。")
    return said


def _looked(state: State, one: Round, look: Look, sheet: CheckSheet, live: Sequence[Part]) -> dict[str, Any]:
    _on_ground(state, one, live)
    return looked(one, _piece(one, look.number), look, sheet)
