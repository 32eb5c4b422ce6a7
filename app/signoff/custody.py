"""What people do about what is held: write it down, give it back, confirm that, hand papers in, have logs erased."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import KenpanError
from app.signoff import months
from app.signoff.binding import said_reason
from app.signoff.custody_model import HOW_WORDS, MEDIUM_WORDS, PAPERS, Holding, PackedFile
from app.signoff.ledger import Draft
from app.signoff.model import State


def record_holding(state: State, by: str, told: Mapping[str, Any]) -> Draft:
    """Something that Kenpan cannot know of: paper, a copy elsewhere, a backup. ``told``: all that the entry says."""
    texts = ("number", "what", "quantity", "purpose", "place", "received")
    data = {**told, **{name: str(told[name]).strip() for name in texts}}
    if not all(data[name] for name in texts) or data["medium"] not in MEDIUM_WORDS:
        raise KenpanError("holding.whole", "管理対象の記録に、空の欄があります。", "すべての欄を入力してください。")
    if data["month"]:
        months.existing(state, data["month"])
    return Draft("holding.recorded", data)


def move_holding(state: State, by: str, holding: str, how: str, on: str, method: str, kept_until: str = "") -> Draft:
    """It went back, elsewhere, or is destroyed. ``kept_until`` (``YYYY-MM-DD``): not before that day, if any."""
    own = existing(state, holding)
    if own.is_settled:
        raise KenpanError("holding.settled", "確認まで済んでいる管理対象です。", "一覧を読み直してください。")
    if how not in HOW_WORDS or not method.strip():
        raise KenpanError("holding.method", "行き先か方法がありません。", "行き先か方法を入力してください。")
    if kept_until and on < kept_until:
        raise KenpanError("holding.keep", f"{kept_until} までは保管が必要です。", "その日より後に行ってください。")
    data = {"holding": holding, "how": how, "on": on, "kept_until": kept_until, "method": method.strip()}
    return Draft("holding.moved", data)


def confirm_holding(state: State, by: str, holding: str) -> Draft:
    """Somebody else saw that it is gone (N 仕様書別紙10 注: 移送等確認者は移送者と異なる者)."""
    own = existing(state, holding)
    if own.moved is None or own.moved.confirmed is not None:
        raise KenpanError("holding.moved", "確認を待っている管理対象ではありません。", "一覧を読み直してください。")
    if own.moved.signature.by == by:
        raise KenpanError(
            "holding.same", "返却・消去をした人は、それを確認できません。", "別の人が確認してください（仕様書別紙10）。"
        )
    return Draft("holding.confirmed", {"holding": holding, "moved": own.moved.signature.seq})


def existing(state: State, holding: str) -> Holding:
    """A holding; ``KenpanError`` ``holding.unknown``."""
    if holding not in state.holdings:
        raise KenpanError("holding.unknown", "台帳にない管理対象です。", "一覧を読み直してください。")
    return state.holdings[holding]


def hand_in(state: State, by: str, month: str, paper: str, sha256: str, on: str, way: str) -> Draft:
    """A paper went to the agency as it was written out."""
    months.existing(state, month)
    own = PAPERS[paper]
    if state.exports.get(sha256) not in own.kinds:
        raise KenpanError(
            "paper.strange",
            f"選んだファイルは、検版が書き出した{own.title}ではありません。書き出した後で変わったか、別の報告物です。",
            "書き出したままのファイルを選んでください。",
        )
    if not way.strip():
        raise KenpanError("paper.way", "提出のしかたがありません。", "持参、郵送など、提出のしかたを入力してください。")
    return Draft("paper.handed", {"month": month, "paper": paper, "sha256": sha256, "on": on, "way": way.strip()})


def pack(state: State, by: str, month: str, files: Sequence[PackedFile], missing: Sequence[str]) -> Draft:
    """The files of a month's evidence, all of them written out by Kenpan."""
    months.existing(state, month)
    strange = [one.name for one in files if one.sha256 not in state.exports]
    if strange or not files:
        named = "、".join(strange[:3]) or "なし"
        raise KenpanError(
            "pack.strange",
            f"台帳にないファイルが入っています（{named}）。書き出した後で変わったか、検版のものではありません。",
            "検版が書き出したままのファイルだけを入れてください。",
        )
    told = [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in files]
    return Draft("evidence.packed", {"month": month, "files": told, "missing": list(missing)})


def ask_erasure(state: State, by: str, sha256: str, kept_until: str, reason: str) -> Draft:
    """A lead asks to have the bytes of an attachment erased; its hash stays. Not before ``kept_until``."""
    logs = [(one, log) for one in state.rounds.values() for log in one.attachments if log.sha256 == sha256]
    if not logs:
        raise KenpanError("attachment.unknown", "台帳にない添付です。", "一覧を読み直してください。")
    gone = state.erasures.get(sha256)
    if gone is not None and gone.erased is not None:
        raise KenpanError("attachment.gone", "消去の済んだ添付です。", "一覧を読み直してください。")
    if any(one.decision is None for one, _ in logs):
        raise KenpanError(
            "attachment.needed", "判定の済んでいない検証品の添付です。", "判定が済んでから申し出てください。"
        )
    data = {"sha256": sha256, "name": logs[0][1].name, "kept_until": kept_until, "reason": said_reason(reason)}
    return Draft("attachment.erasing", data)


def erase(state: State, by: str, sha256: str, method: str) -> Draft:
    """Somebody else decides that it is erased; the owner of the database then carries it out."""
    asked = state.erasures.get(sha256)
    if asked is None or asked.erased is not None:
        raise KenpanError("attachment.unasked", "消去の申し出のない添付です。", "一覧を読み直してください。")
    if asked.asked.by == by:
        raise KenpanError("attachment.same", "申し出た人は、消去を決められません。", "別の人が署名してください。")
    return Draft("attachment.erased", {"sha256": sha256, "method": method.strip()})
