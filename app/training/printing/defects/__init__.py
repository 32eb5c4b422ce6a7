"""Defects that can be planted into a print."""

from collections.abc import Sequence

import numpy as np

from app.errors import KenpanError
from app.training.printing.layout import PrintLayout
from app.training.printing.plan import Notice, PlannedNotice, PrintSource


def plant(
    source: PrintSource,
    layout: PrintLayout,
    chosen: Sequence[Notice],
    defects: Sequence[str],
    rng: np.random.Generator,
) -> list[PlannedNotice]:
    """The notices as they will be printed, with these defects in them."""
    if defects:
        raise KenpanError("print.defect", f"仕込めない欠陥です（{defects[0]}）。", "名前を確かめてください。")
    return [PlannedNotice(source.content(*one)) for one in chosen]
