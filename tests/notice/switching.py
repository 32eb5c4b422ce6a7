"""Another table of printed items for a while, as an expert writes it."""

import csv
import io
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest

from app.notice import items
from app.resources import resource_bytes

Row = dict[str, str]
_ASK_THE_TABLE = ("app.notice.", "app.checks.", "app.proof.", "app.sheet.")


def table(changes: Callable[[Row], Mapping[str, str]]) -> bytes:
    """The product's table with these columns of each row changed."""
    rows = list(csv.DictReader(io.StringIO(resource_bytes("notice_items.csv").decode("utf-8"), newline="")))
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, rows[0].keys())
    writer.writeheader()
    writer.writerows({**row, **changes(row)} for row in rows)
    return written.getvalue().encode("utf-8")


@contextmanager
def switched(changes: Callable[[Row], Mapping[str, str]]) -> Iterator[None]:
    """Everything that asks the table asks the changed one."""
    raw = table(changes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(items, "resource_bytes", lambda *_: raw)
        _forget()
        yield
    _forget()


def _forget() -> None:
    """Empty every cache of the modules that ask the table."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_ASK_THE_TABLE):
            for value in vars(module).values():
                if hasattr(value, "cache_clear") and value.__module__ == name:
                    value.cache_clear()


def everything_on(row: Row) -> Mapping[str, str]:
    """All that the specification leaves open is printed."""
    suffix = {"suffix": "円"} if row["print_form"] == "amount" else {}
    blanks = {"blanks": "kept"} if row["print_form"] == "office" else {}
    return {"printed": "yes", **suffix, **blanks}


def everything_off(row: Row) -> Mapping[str, str]:
    """Nothing that the specification leaves open is printed, but what the program itself looks for."""
    needed = row["id"] in ("sheet.office_name", "front.collector_office")
    return {"printed": "yes" if needed or row["status"] == "specified" else "no"}
