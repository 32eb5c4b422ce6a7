"""Kinds of entry about the machines' logs of a month: what they leave open, and how each thing was settled."""

from collections.abc import Mapping

from app.signoff import shapes
from app.signoff.kind import LEAD, WORKERS, Kind, about_month
from app.signoff.shapes import count, flag, list_of, maybe, number, one_of, said, table

REMADE, BY_HAND = "remade", "by_hand"
FAULTS = ("log.lost", "log.double", "log.foreign", "log.unreplaced")
"""What is settled by other logs, or by a lead's reason."""
STAGE_COUNTS = ("printed", "inserted", "weighed", "posted")
"""What the logs count: in 件, then in 通; null without a log of that stage."""
_FILE = table(name=said, sha256=shapes.sha256, lines=count, broken=count)
_PIECES = list_of(said, least=1)

KINDS: Mapping[str, Kind] = {
    "logs.read": Kind(
        "作業ログの読み込み",
        WORKERS,
        about_month("open"),
        {
            "month": said,
            "manifest": shapes.sha256,
            "sha256": shapes.sha256,
            "files": list_of(_FILE),
            "unread": count,
            **dict.fromkeys(STAGE_COUNTS, maybe(count)),
            "order": count,
            "remaining": list_of(table(rule=one_of(*FAULTS, REMADE, BY_HAND), about=said, count=number)),
        },
        "作業ログの読み込み",
    ),
    "piece.remade": Kind(
        "作り直しの記録",
        WORKERS,
        about_month("open"),
        {
            "month": said,
            "pieces": list_of(table(piece=said, again=said, reason=said, machine=said, person=said), least=1),
            "method": said,
        },
        "作り直しと廃棄",
    ),
    "piece.destroyed": Kind(
        "作り直した現品の廃棄の確認", WORKERS, about_month("open"), {"month": said, "pieces": _PIECES}, "廃棄の確認"
    ),
    "insertion.allowed": Kind(
        "手封入の承認番号",
        LEAD,
        about_month("open"),
        {"month": said, "pieces": _PIECES, "consent": said, "reason": said},
        "手封入の承認番号の記録",
    ),
    "result.named": Kind(
        "作業ログの結果の語",
        LEAD,
        about_month("open"),
        {"month": said, "results": list_of(table(word=said, passed=flag), least=1), "reason": said},
        "作業ログの結果の語の指定",
    ),
    "logs.settled": Kind(
        "封入ログの残りの決定",
        LEAD,
        about_month("open"),
        {
            "month": said,
            "remaining": list_of(table(rule=one_of(*FAULTS), about=said, count=number), least=1),
            "reason": said,
        },
        "封入ログの残りの決定",
    ),
}
