"""Kinds of entry about proof rounds and their pieces."""

from collections.abc import Mapping

from app.signoff import shapes
from app.signoff.kind import CHECKER, LEAD, WORKERS, Kind, about_round
from app.signoff.shapes import Shape, list_of, maybe, number, one_of, said, text

_LOG: Shape = {"round": said, "kind": said, "sha256": shapes.sha256}
_DECISION: Shape = {"round": said, "comment": said, "program": said}
_PROCESS: Shape = {"process": said, "parts": shapes.parts}

KINDS: Mapping[str, Kind] = {
    "round.opened": Kind(
        "検証品の開始",
        WORKERS,
        about_round("new"),
        {
            **_PROCESS,
            "round": said,
            "number": number,
            "why": one_of("first", "change", "request"),
            "reason": text,
            "pieces": list_of(shapes.piece, least=1),
            "sheet": shapes.sha256,
            "items": shapes.items,
            "confirm": number,
            "logs": list_of(said),
            "settings": list_of(said, least=1),
        },
        "検査開始",
    ),
    "piece.replaced": Kind(
        "現品の差し替え",
        CHECKER,
        about_round("checking"),
        {"round": said, "number": number, "piece": shapes.piece, "reason": said},
        "現品の差し替え",
        on_ground=True,
    ),
    "piece.signed": Kind(
        "現品の検査",
        CHECKER,
        about_round("checking"),
        shapes.look,
        "検査",
        on_ground=True,
        later=({"pin": number},),
    ),
    "piece.withdrawn": Kind(
        "現品検査の取消",
        CHECKER,
        about_round("checking"),
        {"round": said, "number": number, "reason": said},
        "検査の取消",
    ),
    "attachment.kept": Kind(
        "ログの添付", WORKERS, about_round("checking"), {**_LOG, "piece": maybe(number), "name": said, "size": number}
    ),
    "attachment.withdrawn": Kind(
        "ログの取消", CHECKER, about_round("checking"), {**_LOG, "reason": said}, "添付の取消"
    ),
    "round.signed": Kind(
        "検証品の検査署名",
        CHECKER,
        about_round("checking"),
        {"round": said, "failed": list_of(number), "comment": text},
        "検査",
        on_ground=True,
    ),
    "round.drawn": Kind(
        "確認する現品の抽選",
        LEAD,
        about_round("signed"),
        {"round": said, "numbers": list_of(number, least=1)},
        second_person=True,
    ),
    "piece.confirmed": Kind(
        "現品の確認", LEAD, about_round("signed"), shapes.look, "確認", second_person=True, on_ground=True
    ),
    "round.approved": Kind(
        "検証品の承認", LEAD, about_round("signed"), _DECISION, "承認", second_person=True, on_ground=True
    ),
    "round.rejected": Kind("検証品の却下", LEAD, about_round("signed"), _DECISION, "却下", second_person=True),
    "round.reopened": Kind(
        "検証品の再開", LEAD, about_round("signed", "approved"), {"round": said, "reason": said}, "再開"
    ),
}
