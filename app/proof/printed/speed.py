"""How long the two ways of reading take, as shares of what the library takes to tell words of the same pages."""

import time
from collections.abc import Callable
from typing import Any

from app.proof.printed.documents import open_document
from app.proof.printed.page_ways import read_pages

_ONLY_FAST = 10**9


def reading_ratios(path: str, places: list[list[Any]]) -> dict[str, float]:
    """Of one file, in this process: open only files of our own. ``places`` as in :func:`page_ways.read_pages`.

    Each way has read all pages before: its fonts are known, as they are after the first thousand pages of a month.
    """
    document = open_document(path)
    count = len(document)
    words = _spent(lambda: [page.get_text("words") for page in document])
    full = _spent(lambda: read_pages(path, 0, count, places))
    fast = _spent(lambda: read_pages(path, 0, count, places, _ONLY_FAST))
    return {
        "print_words_ms": round(words / count * 1000, 3),
        "print_full_per_words": round(full / words, 2),
        "print_fast_per_words": round(fast / words, 2),
    }


def _spent(work: Callable[[], object]) -> float:
    """Seconds of processor time, the second time."""
    work()
    start = time.process_time()
    work()
    return time.process_time() - start
