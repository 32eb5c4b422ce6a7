"""What has been read before need not be read again: results of pure functions by what they were made of."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Remembered(Generic[Result]):
    """The latest results, by the SHA-256 of the bytes that they were read from and whatever else they depend on."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._results: OrderedDict[tuple[str, object], Result] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, raw: bytes, read: Callable[[], Result], beside: object = None) -> Result:
        """The result for ``raw`` and ``beside`` (hashable), from ``read`` if it is not known; errors are not kept."""
        key = hashlib.sha256(raw).hexdigest(), beside
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        result = read()
        self.put(*key, result)
        return result

    def put(self, sha256: str, beside: object, result: Result) -> None:
        """A result that is known without reading: who wrote the bytes knows what is in them."""
        with self._lock:
            self._results[sha256, beside] = result
            while len(self._results) > self._most:
                self._results.popitem(last=False)
