"""A PDF file written object by object, as a composition program writes it: nothing is kept but offsets."""

import io
import zlib
from collections.abc import Sequence

_HEADER = b"%PDF-1.6\n%\xe2\xe3\xcf\xd3\n"
_FAN = 40
_LEVEL = 4


class PdfFile:
    """Objects go out as they come; pages hang in a balanced tree. ``finish`` gives the bytes."""

    def __init__(self, producer: str, *, deflate: bool = True) -> None:
        self._out = io.BytesIO()
        self._out.write(_HEADER)
        self._offsets: list[int] = [0]
        self._producer = producer
        self._deflate = deflate
        self._pages: list[int] = []
        self._parents: list[int] = []
        self.catalog: list[str] = []
        """More entries of the catalogue (layers, forms)."""

    @property
    def page_count(self) -> int:
        """Pages so far."""
        return len(self._pages)

    def reserve(self) -> int:
        """A number for an object that is written later."""
        self._offsets.append(0)
        return len(self._offsets) - 1

    def add(self, body: str | bytes, number: int | None = None) -> int:
        """Write an object; its number."""
        number = self.reserve() if number is None else number
        self._offsets[number] = self._out.tell()
        raw = body.encode("latin-1") if isinstance(body, str) else body
        self._out.write(b"%d 0 obj\n%b\nendobj\n" % (number, raw))
        return number

    def stream(self, data: bytes, entries: str = "", number: int | None = None, *, deflate: bool | None = None) -> int:
        """Write a stream with these further dictionary entries; its number."""
        if self._deflate if deflate is None else deflate:
            data, entries = zlib.compress(data, _LEVEL), entries + "/Filter/FlateDecode"
        head = f"<<{entries}/Length {len(data)}>>\nstream\n".encode("latin-1")
        return self.add(b"%b%b\nendstream" % (head, data), number)

    def page(self, width_pt: float, height_pt: float, entries: str) -> int:
        """A page whose dictionary has these further entries; its number. The crop box is theirs to give."""
        if len(self._pages) % _FAN == 0:
            self._parents.append(self.reserve())
        box = f"[0 0 {width_pt:.2f} {height_pt:.2f}]"
        number = self.add(f"<</Type/Page/Parent {self._parents[-1]} 0 R/MediaBox{box}{entries}>>")
        self._pages.append(number)
        return number

    def finish(self) -> bytes:
        """The whole file."""
        root = self._tree()
        catalog = self.add(f"<</Type/Catalog/Pages {root} 0 R{''.join(self.catalog)}>>")
        info = self.add(f"<</Producer({self._producer})>>")
        start = self._out.tell()
        rows = [b"0000000000 65535 f \n", *(b"%010d 00000 n \n" % offset for offset in self._offsets[1:])]
        self._out.write(b"xref\n0 %d\n%b" % (len(rows), b"".join(rows)))
        trailer = f"<</Size {len(rows)}/Root {catalog} 0 R/Info {info} 0 R>>"
        self._out.write(f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode("ascii"))
        return self._out.getvalue()

    def _tree(self) -> int:
        """Write the page tree from its leaves upwards; the number of its root."""
        level = [
            (parent, self._pages[at * _FAN : (at + 1) * _FAN], len(self._pages[at * _FAN : (at + 1) * _FAN]))
            for at, parent in enumerate(self._parents)
        ]
        if not level:
            return self.add("<</Type/Pages/Kids[]/Count 0>>")
        while len(level) > 1:
            groups = [level[start : start + _FAN] for start in range(0, len(level), _FAN)]
            above = [(self.reserve(), [one[0] for one in group], sum(one[2] for one in group)) for group in groups]
            for group, (parent, _, _) in zip(groups, above, strict=True):
                for own, kids, count in group:
                    self._node(own, kids, count, f"/Parent {parent} 0 R")
            level = above
        self._node(*level[0], "")
        return level[0][0]

    def _node(self, number: int, kids: Sequence[int], count: int, parent: str) -> None:
        refs = " ".join(f"{kid} 0 R" for kid in kids)
        self.add(f"<</Type/Pages/Kids[{refs}]/Count {count}{parent}>>", number)


def real(value: float) -> str:
    """A number as short as it can be written to a thousandth."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
