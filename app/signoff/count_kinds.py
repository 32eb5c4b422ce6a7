"""Kinds of entry about the month's numbers: the slip as drafted and as stamped, and all counts set side by side."""

from collections.abc import Mapping

from app.signoff import shapes
from app.signoff.kind import LEAD, WORKERS, Kind, about_month
from app.signoff.shapes import Shape, count, flag, list_of, maybe, one_of, said, table, text

_ROWS = list_of(
    table(
        size=one_of("standard", "nonstandard"),
        grams=count,
        kind=one_of("normal", "redirect", "pull"),
        barcode=flag,
        count=count,
    ),
    least=1,
)
"""Rows of the slip (通), each class once."""
_SLIP: Shape = {"month": said, "manifest": shapes.sha256, "slip": _ROWS}

KINDS: Mapping[str, Kind] = {
    "slip.drafted": Kind("差出票の下書き", WORKERS, about_month("open"), _SLIP, "差出票の下書き"),
    "slip.stamped": Kind(
        "差出票（写）の転記",
        WORKERS,
        about_month("open"),
        {**_SLIP, "on": shapes.day, "name": said, "size": shapes.number, "sha256": shapes.sha256},
        "差出票（写）の転記",
    ),
    "counts.taken": Kind(
        "件数の突合せ",
        WORKERS,
        about_month("open"),
        {
            **_SLIP,
            "sha256": shapes.sha256,
            "carried": text,
            "compared": text,
            "logs": text,
            "sums": table(notices=count, envelopes=count, posted=maybe(count)),
            "untold": list_of(said),
            "unconfirmed": count,
            "differs": list_of(table(key=said, what=said)),
            "program": said,
        },
        "件数の突合せ",
    ),
    "count.explained": Kind(
        "件数の違いの理由",
        LEAD,
        about_month("open"),
        {"month": said, "key": said, "what": said, "reason": said},
        "件数の違いの理由",
    ),
}
