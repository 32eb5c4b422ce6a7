"""The dates that sample notices carry: the current month, and a few old ones for 元年 editing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.records.text import encode

CREATED = "令和8年11月18日"
"""Creation date printed on the count tables."""

_ERA_BYTES = 13
_MONTH_BYTES, _DAY_BYTES = 3 + _ERA_BYTES + 4, 3 + _ERA_BYTES + 6

Month = tuple[str, int, int]
Day = tuple[str, int, int, int]


@dataclass(frozen=True, slots=True)
class Dates:
    """One consistent set: ``charged`` month, due and issue day, and the month received on ``received_on``.

    ``before`` is the month before ``received``, for establishments that paid two months at once.
    """

    charged: Month
    due: Day
    issued: Day
    received: Month
    received_on: Day
    before: Month


# Due and receipt days are the last bank day of the month, or the first one after it: the transfers' real days.
DATES: tuple[Dates, ...] = (
    Dates(
        charged=("令和", 8, 10),
        due=("令和", 8, 11, 30),
        issued=("令和", 8, 11, 20),
        received=("令和", 8, 9),
        received_on=("令和", 8, 11, 2),
        before=("令和", 8, 8),
    ),
    Dates(
        charged=("令和", 1, 9),
        due=("令和", 1, 10, 31),
        issued=("令和", 1, 10, 18),
        received=("令和", 1, 8),
        received_on=("令和", 1, 9, 30),
        before=("令和", 1, 7),
    ),
    Dates(
        charged=("令和", 1, 12),
        due=("令和", 2, 1, 31),
        issued=("令和", 2, 1, 20),
        received=("令和", 1, 11),
        received_on=("令和", 2, 1, 6),
        before=("令和", 1, 10),
    ),
    Dates(
        charged=("令和", 1, 5),
        due=("令和", 1, 7, 1),
        issued=("令和", 1, 6, 20),
        received=("平成", 31, 4),
        received_on=("令和", 1, 5, 31),
        before=("平成", 31, 3),
    ),
    Dates(
        charged=("平成", 31, 4),
        due=("令和", 1, 5, 31),
        issued=("令和", 1, 5, 20),
        received=("平成", 31, 3),
        received_on=("令和", 1, 5, 7),
        before=("平成", 31, 2),
    ),
)
"""The current month first; then sets in which year 1 stands in all dates, in some, or only where eras meet."""


@dataclass(frozen=True, slots=True, eq=False)
class DateBlocks:
    """Bytes of the date fields as they stand side by side in a ``01``, one row for each of ``DATES``.

    ``charge`` and ``receipt`` ``(d + 1, 42)`` hold a month and a day, their last row is blank; ``receipt_before`` is
    the receipt of the earlier of two months; ``issue`` ``(d, 22)``.
    """

    charge: NDArray[np.uint8]
    receipt: NDArray[np.uint8]
    receipt_before: NDArray[np.uint8]
    issue: NDArray[np.uint8]


def date_blocks() -> DateBlocks:
    """The date bytes of every set in ``DATES``; a blank row has 印字桁数 000."""
    blank = b"000".ljust(_MONTH_BYTES) + b"000".ljust(_DAY_BYTES)
    return DateBlocks(
        charge=_rows([_date(dates.charged) + _date(dates.due) for dates in DATES] + [blank]),
        receipt=_rows([_date(dates.received) + _date(dates.received_on) for dates in DATES] + [blank]),
        receipt_before=_rows([_date(dates.before) + _date(dates.received_on) for dates in DATES] + [blank]),
        issue=_rows([_date(dates.issued) for dates in DATES]),
    )


def _rows(rows: list[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(len(rows), -1)


def _date(date: Month | Day) -> bytes:
    era = encode(date[0])
    return b"%03d" % len(era) + era.ljust(_ERA_BYTES) + b"".join(b"%2d" % number for number in date[1:])
