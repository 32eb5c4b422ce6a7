"""Some characters of a page by which its looks are told: only those that show what is expected tell anything."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from app.proof.captures.model import Bytes, Grey
from app.proof.captures.templates import GlyphLook, blurred

_ALIKE = 0.85


class Sample(NamedTuple):
    """Boxes, each in the corner of a picture that has room for the largest: ``seen`` ink, what a perfect printer would
    leave (``sharp``, 0 to 255), where there is a box (``there``, 1), and the ``ink`` of its colour.
    """

    seen: Grey
    sharp: Bytes
    there: Grey
    ink: Grey

    @classmethod
    def of(cls, seen: Sequence[Grey], sharp: Sequence[Bytes], ink: Sequence[float]) -> "Sample":
        """Of so many boxes."""
        high, wide = (max((one.shape[axis] for one in seen), default=1) for axis in (0, 1))
        shape = len(seen), high, wide
        empty = np.zeros(shape, np.float32), np.zeros(shape, np.uint8), np.zeros(shape, np.float32)
        made = cls(*empty, ink=np.array(ink, np.float32))
        for number, (own, want) in enumerate(zip(seen, sharp, strict=True)):
            part = np.s_[number, : own.shape[0], : own.shape[1]]
            made.seen[part], made.sharp[part], made.there[part] = own, want, 1
        return made

    def likely(self, look: GlyphLook) -> "Sample":
        """Those that show what they must: wrong characters tell nothing, however many there are."""
        if not len(self.seen):
            return self
        count = self.there.sum(axis=(1, 2))
        seen, want = (one - self.there * (one.sum(axis=(1, 2)) / count)[:, None, None] for one in self._both(look))
        energy = (seen**2).sum(axis=(1, 2)) * (want**2).sum(axis=(1, 2))
        like = (seen * want).sum(axis=(1, 2)) / np.sqrt(np.maximum(energy, 1e-9))
        enough = like >= _ALIKE * float(np.quantile(like, 0.75))
        return Sample(*(one[enough] for one in self))

    def fitted(self, look: GlyphLook) -> tuple[float, float]:
        """What a look leaves unexplained, and how black they are: of the middle one."""
        if not len(self.seen):
            return 0.0, 1.0
        seen, want = self._both(look)
        share = (seen * want).sum(axis=(1, 2)) / np.maximum((want * want).sum(axis=(1, 2)), 1e-6)
        left = ((seen - share[:, None, None] * want) ** 2).sum(axis=(1, 2)) / self.there.sum(axis=(1, 2))
        return float(np.median(left)), float(np.median(share))

    def _both(self, look: GlyphLook) -> tuple[Grey, Grey]:
        return self.seen, blurred(self.sharp, look) * self.there * self.ink[:, None, None]
