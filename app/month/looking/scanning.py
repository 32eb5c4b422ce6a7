"""The pass over a volume's records beside its opening: blocks of a file are looked at while the next ones come."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.cases.record_scan import RecordScan, scan_block, shifted
from app.media.model import ExpectedFile
from app.media.plaintext import Beside, Filled, nothing_beside
from app.records.layouts import NOTICE_LENGTH
from app.records.notice_file import NoticeFile
from app.records.sample_mark import begins_marked

BLOCK = 65_536
"""Records of a block."""

Scans = dict[int, RecordScan]


@dataclass(eq=False)
class _Coming:
    """A notice file while it is opened, taken for a sample's or not as its first record is, and its blocks."""

    data: NDArray[np.uint8]
    is_sample: bool = False
    blocks: list[Future[Scans]] = field(default_factory=list)


class ScanBeside:
    """What was found in the files of a volume while they were opened, block by block; ``pool``: where that is done,
    and what follows from it: more threads keep more memory.
    """

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool
        self._files: dict[str, _Coming] = {}

    def watch(self, expected: ExpectedFile) -> Beside:
        """What hears of the bytes of this file."""
        return nothing_beside if expected.kind != "notices" else lambda data: self._hearing(expected, data)

    def _hearing(self, expected: ExpectedFile, data: NDArray[np.uint8]) -> Filled:
        coming = self._files[expected.name] = _Coming(data)
        records = data[: data.size // NOTICE_LENGTH * NOTICE_LENGTH].reshape(-1, NOTICE_LENGTH)

        def filled(end: int) -> None:
            whole = end // NOTICE_LENGTH
            while (start := len(coming.blocks) * BLOCK) < len(records) and whole >= min(start + BLOCK, len(records)):
                if not start:
                    coming.is_sample = begins_marked(data[:NOTICE_LENGTH])
                block = records[start : start + BLOCK]
                part = NoticeFile(expected.name, expected.scheme, block, is_sample=coming.is_sample)
                coming.blocks.append(self.pool.submit(_scan, part, start))

        return filled

    def found(self, file: NoticeFile, start: int) -> Scans | None:
        """What was found in the block that begins at this record; ``None`` where it was not looked at so.

        That is so of a file whose records are not those that came (of a sequence, which is a copy), and of one that
        is a sample's but did not begin as one, or the other way round.
        """
        coming = self._files.get(file.name)
        if coming is None or coming.is_sample != file.is_sample or file.sequence is not None:
            return None
        if file.data.ctypes.data != coming.data.ctypes.data:
            return None
        return coming.blocks[start // BLOCK].result()


@contextmanager
def scan_beside(jobs: int) -> Iterator[ScanBeside]:
    """A pass beside an opening; whatever ends it early, no work is left."""
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="kenpan-scan")
    try:
        yield ScanBeside(pool)
    finally:
        pool.shutdown(cancel_futures=True)


def _scan(part: NoticeFile, start: int) -> Scans:
    return {kind: shifted(scan, start) for kind, scan in scan_block(part, 0, len(part)).items()}
