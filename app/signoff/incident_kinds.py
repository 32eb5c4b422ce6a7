"""Kinds of entry about an accident (事故): found, told to the agency, contained, what the agency asked, done."""

from collections.abc import Mapping

from app.signoff import shapes
from app.signoff.kind import LEAD, WORKERS, Kind, about_month
from app.signoff.shapes import count, list_of, said, text

_OWN = {"month": said, "incident": said}

KINDS: Mapping[str, Kind] = {
    "incident.opened": Kind(
        "事故の記録",
        WORKERS,
        about_month("open"),
        {
            **_OWN,
            "found": said,
            "what": said,
            "condition": list_of(shapes.told, least=1),
            "notices": count,
            "envelopes": count,
            "gone": count,
            "earlier": list_of(said),
            "list": shapes.sha256,
        },
        "事故の記録",
    ),
    "incident.told": Kind(
        "事故の機構への連絡",
        WORKERS,
        about_month("open"),
        {**_OWN, "at": said, "whom": said, "way": said},
        "事故の機構への連絡",
    ),
    "incident.contained": Kind(
        "事故の現品の回収",
        WORKERS,
        about_month("open"),
        {**_OWN, "found": count, "recovered": count, "note": text},
    ),
    "incident.claimed": Kind(
        "機構の指摘", WORKERS, about_month("open"), {**_OWN, "on": shapes.day, "due": shapes.day, "note": said}
    ),
    "incident.closed": Kind(
        "事故の終結", LEAD, about_month("open"), {**_OWN, "measures": said, "on": shapes.day}, "事故の終結"
    ),
}
