"""Kinds of entry about the month's 別送・引き抜きリスト, and the bundles of what is pulled out."""

from collections.abc import Mapping

from app.signoff import shapes
from app.signoff.kind import WORKERS, Kind, about_month
from app.signoff.shapes import count, number, said, table

ROW_STATES = ("redirect", "pull", "unmatched", "duplicate", "contradiction")
"""What a row becomes: two ways to be carried out, three in which it is not."""
_BY_SCHEME = table(kounen=count, senpo=count)

KINDS: Mapping[str, Kind] = {
    "lists.read": Kind(
        "別送・引き抜きリストの読み込み",
        WORKERS,
        about_month("open"),
        {
            "month": said,
            "manifest": shapes.sha256,
            "name": said,
            "sha256": shapes.sha256,
            "stated": _BY_SCHEME,
            "read": _BY_SCHEME,
            "unread": count,
            "rows": count,
            **dict.fromkeys(ROW_STATES, count),
            "carried": shapes.sha256,
        },
        "リストの読み込み",
    ),
    "bundle.closed": Kind(
        "引き抜きの束の確認",
        WORKERS,
        about_month("open"),
        {
            "month": said,
            "carried": shapes.sha256,
            "bundle": said,
            "of": number,
            "pieces": number,
            "notices": shapes.sha256,
            "grams": count,
        },
    ),
    "bundle.reopened": Kind(
        "引き抜きの束の再開", WORKERS, about_month("open"), {"month": said, "bundle": said, "reason": said}, "束の再開"
    ),
}
