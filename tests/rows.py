"""One test for all rows of a table: what costs next to nothing is not set up, told and counted a thousand times."""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest

_SHOWN = 20


def each_row(names: str | tuple[str, ...], rows: Iterable[Any], ids: Any = None) -> Callable[[Any], Any]:
    """As ``pytest.mark.parametrize``, but in one test that goes through all rows and names each that fails.

    For tests that leave nothing behind: fixtures are those of all rows together.
    """
    wanted = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    table = list(rows)
    assert table, "no rows"

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def whole(**fixtures: Any) -> None:
            failed: list[tuple[str, BaseException]] = []
            skipped: pytest.skip.Exception | None = None
            ran = 0
            for at, row in enumerate(table):
                values = (row,) if len(wanted) == 1 else row
                if hasattr(row, "values") and hasattr(row, "marks"):  # pytest.param
                    values = row.values
                label = _label(ids, at, values)
                try:
                    test(**fixtures, **dict(zip(wanted, values, strict=True)))
                except pytest.skip.Exception as reason:
                    skipped = reason
                    continue
                except Exception as error:
                    failed.append((label, error))
                except pytest.fail.Exception as error:
                    failed.append((label, error))
                ran += 1
            if failed:
                told = "\n".join(f"{label}: {type(error).__name__}: {error}" for label, error in failed[:_SHOWN])
                raise AssertionError(f"{len(failed)} of {len(table)} rows\n{told}") from failed[0][1]
            if skipped and not ran:
                raise skipped

        own = inspect.signature(test)
        left = [one for name, one in own.parameters.items() if name not in wanted]
        whole.__signature__ = own.replace(parameters=left)  # type: ignore[attr-defined]
        del whole.__wrapped__
        return whole

    return decorate


def _label(ids: Any, at: int, values: Any) -> str:
    if callable(ids):
        return "-".join(str(ids(value)) for value in values)
    return str(ids[at]) if ids is not None else f"{at} {values!r:.120}"
