"""The kinds of entries about the form that is the reference of a process, one row each (:mod:`app.signoff.kinds`)."""

from collections.abc import Mapping

from app.signoff import shapes
from app.signoff.kind import LEAD, Kind, about_process
from app.signoff.shapes import Shape, count, list_of, number, said, text

_COMPARED: Shape = {
    "process": said,
    "form": shapes.sha256,
    "prints": list_of(shapes.read, least=1),
    "pages": number,
    "comment": text,
    "program": said,
}

KINDS: Mapping[str, Kind] = {
    "reference.approved": Kind(
        "測定した様式の承認",
        LEAD,
        about_process("open"),
        {**_COMPARED, "placed": number, "chosen": list_of(said), "unplaced": list_of(said)},
        "測定した様式の承認",
        later=({"kept": shapes.sha256, "spread_um": count},),
    ),
    "draft.approved": Kind("下書き様式の承認", LEAD, about_process("open"), _COMPARED, "下書き様式の承認"),
}
"""How far an item strayed at most is told in thousandths of a millimetre."""
