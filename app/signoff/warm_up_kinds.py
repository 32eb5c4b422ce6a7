"""Kinds of entry about the warm-up: a short drill that a lead asks for before live checking."""

from collections.abc import Mapping

from app.signoff import shapes
from app.signoff.kind import ALWAYS, CHECKER, LEAD, Kind
from app.signoff.shapes import count, number, one_of, said, text

_DRILL = one_of("sheets", "records", "pairs", "captures")
_SCOPE = {"process": text, "month": text}

KINDS: Mapping[str, Kind] = {
    "warmup.required": Kind(
        "検査前の練習の条件",
        LEAD,
        ALWAYS,
        {**_SCOPE, "drill": _DRILL, "sheets": number, "mark": number, "reason": said},
        "検査前の練習の条件",
    ),
    "warmup.lifted": Kind("検査前の練習の解除", LEAD, ALWAYS, {**_SCOPE, "reason": said}, "検査前の練習の解除"),
    "warmup.passed": Kind(
        "検査前の練習の合格",
        CHECKER,
        ALWAYS,
        {
            "day": shapes.day,
            "drill": _DRILL,
            "mark": number,
            "sheets": number,
            "planted": number,
            "found": count,
            "false": count,
        },
    ),
}
