"""Frames of pages and their fonts, asked for once for whatever has the same, in whichever file it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.proof.printed.glyph_ledger import GlyphLedger
from app.proof.printed.mould import Mould
from app.proof.printed.page_wire import streams_in
from app.proof.printed.print_font import PrintFont, print_font

FRAME, FONT = (f"app.proof.printed.streams:read_{name}" for name in ("frame", "font"))
_MOST_FRAMES, _MOST_FONTS, _MOST_MOULDS = 2_000, 200, 1_000


@dataclass(slots=True)
class Frame:
    """Pages with the same resources. ``key``: what of these is part of a skeleton, that is all but the fonts.

    ``moulds`` by a sign of theirs; ``after``: which one the page had that came last behind one of another mould;
    ``moulded``: templates and sizes that have one, ``once``: that came by now; ``judged``: how many pages were judged
    by templates.
    """

    raw: dict[str, Any]
    fonts: dict[str, PrintFont]
    key: str
    moulds: dict[int, list[Mould]] = field(default_factory=dict)
    after: dict[Mould | None, Mould] = field(default_factory=dict)
    moulded: set[Any] = field(default_factory=set)
    once: set[Any] = field(default_factory=set)
    judged: int = 0


class Frames:
    """``ask``: runs a function of the limited child, ``None`` if that failed."""

    def __init__(self, ask: Callable[..., Any], ledger: GlyphLedger) -> None:
        self._ask, self._ledger = ask, ledger
        self._path = ""
        self._here: dict[str, Frame | None] = {}
        """Of this file, by the text of a page's dictionary."""
        self._same: dict[Any, Frame] = {}
        self.fonts: dict[str, PrintFont | None] = {}
        self._moulds = 0

    def begin(self, path: str) -> bool:
        """Pages of this file come now; whether it is another one than before."""
        other = path != self._path
        if other:
            self._path = path
            self._here.clear()
        return other

    def frame(self, number: int, text: str) -> Frame | None:
        """That of a page (0-based) whose dictionary reads so; ``None`` where only the full way will do."""
        if text in self._here:
            return self._here[text]
        if len(self._here) >= _MOST_FRAMES:
            self._here.clear()
        self._here[text] = frame = self._asked(number)
        return frame

    def take(self, told: Any) -> list[tuple[str, bytes]]:
        """What a file's first pages are, with their frames and fonts as they were told; the streams."""
        try:
            streams = streams_in(told["streams"])
            for made, raw in told["fonts"].items():
                self._keep(str(made), raw)
            for text, raw in told["frames"].items():
                self._here[str(text)] = self._made(raw)
            return streams
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            self._here.clear()
            return []

    def make_room(self) -> None:
        """One mould more will be kept."""
        if self._moulds >= _MOST_MOULDS:
            self._moulds = 0
            for one in self._same.values():
                one.moulds.clear()
                one.after.clear()
                one.moulded.clear()
                one.once.clear()
        self._moulds += 1

    def _asked(self, number: int) -> Frame | None:
        return self._made(self._ask(FRAME, self._path, number))

    def _made(self, raw: Any) -> Frame | None:
        try:
            if not raw:
                return None
            key = f"{raw['key']} {float(raw['width'])} {float(raw['height'])} {sorted(raw['objects'].items())}"
            own = key, tuple(sorted((str(name), str(made)) for name, (_, made) in raw["fonts"].items()))
            found = self._same.get(own)
            if found is None:
                fonts = {str(name): self._font(int(at), str(made)) for name, (at, made) in raw["fonts"].items()}
                if len(self._same) >= _MOST_FRAMES:
                    self._same.clear()
                found = Frame(raw, {name: font for name, font in fonts.items() if font is not None}, key)
                self._same[own] = found
            return found
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    def _font(self, number: int, made: str) -> PrintFont | None:
        if made not in self.fonts:
            raw = self._ask(FONT, self._path, number)
            if raw is None:
                return None  # a child that was ended: another one may tell
            self._keep(made, raw)
        return self.fonts[made]

    def _keep(self, made: str, raw: Any) -> None:
        if len(self.fonts) >= _MOST_FONTS:
            self.fonts.clear()
        self.fonts[made] = print_font(raw, self._ledger)
