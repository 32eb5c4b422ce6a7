"""How long reading takes, as a share of what the library takes to tell words of the same pages."""

import time
from collections.abc import Callable
from typing import Any

from app.proof.printed.documents import open_document
from app.proof.printed.page_reading import read_pages


def reading_ratios(path: str, places: list[list[Any]]) -> dict[str, float]:
    """Of one file, in this process: open only files of our own. ``places`` as the full way wants them.

    All pages were read before: their fonts are known, as they are after the first thousand pages of a month.
    """
    document = open_document(path)
    count = len(document)
    words = _spent(lambda: [page.get_text("words") for page in document])
    full = _spent(lambda: read_pages(path, 0, count, places))
    return {"print_words_ms": round(words / count * 1000, 3), "print_full_per_words": round(full / words, 2)}


def _spent(work: Callable[[], object]) -> float:
    """Seconds of processor time, the second time."""
    work()
    start = time.process_time()
    work()
    return time.process_time() - start
