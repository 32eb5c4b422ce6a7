"""Kinds of entry about 機構ダミー and 業者ダミー."""

from collections.abc import Mapping

from app.signoff import shapes
from app.signoff.kind import CHECKER, LEAD, WORKERS, Kind, about_month
from app.signoff.shapes import list_of, maybe, number, said, text

KINDS: Mapping[str, Kind] = {
    "dummies.listed": Kind(
        "機構ダミー一覧の受領",
        WORKERS,
        about_month("open"),
        {
            "month": said,
            "manifest": shapes.sha256,
            "sha256": shapes.sha256,
            "name": said,
            "rows": number,
            "declared": number,
            "paper": said,
            "sheet": shapes.sha256,
            "items": shapes.items,
            "pieces": list_of(shapes.piece, least=1),
        },
        "一覧の受領",
    ),
    "dummy.checked": Kind(
        "機構ダミーの検査",
        CHECKER,
        about_month("open"),
        shapes.dummy,
        "検査",
        later=(
            {"told": shapes.count, "reprint": text},
            {"used": maybe(shapes.form_used)},
            {"unproved": text},
        ),
    ),
    "dummies.signed": Kind(
        "ダミーの検査署名",
        CHECKER,
        about_month("open"),
        {
            "month": said,
            "list": shapes.sha256,
            "print": shapes.sha256,
            "bound": shapes.sha256,
            "rolls": number,
            "comment": text,
        },
        "検査",
    ),
    "dummies.returned": Kind(
        "ダミーの差し戻し", LEAD, about_month("open"), {"month": said, "reason": said}, "差し戻し"
    ),
    "dummies.approved": Kind(
        "ダミーの承認",
        LEAD,
        about_month("open"),
        {
            "month": said,
            "list": shapes.sha256,
            "print": shapes.sha256,
            "count": number,
            "rolls": number,
            "bound": shapes.parts,
            "comment": text,
            "program": said,
        },
        "承認",
    ),
    "roll.kept": Kind(
        "業者ダミーの登録",
        WORKERS,
        about_month("open"),
        {"month": said, "roll": said, "machine": said, "piece": said, "place": said, "made": shapes.day},
        later=({"first": text, "last": text},),
    ),
    "roll.discarded": Kind(
        "業者ダミーの廃棄", WORKERS, about_month("open"), {"month": said, "roll": said, "method": said}, "廃棄"
    ),
}
