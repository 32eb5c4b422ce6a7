"""Content streams in the way a layout's own program writes them. Lengths come in mm of the page, origin top left."""

from collections.abc import Iterable, Sequence

from app.sheet.form_model import EM_MM_PER_PT
from app.sheet.model import Rect
from app.training.printing.layout import Habits
from app.training.printing.pdf import real
from app.training.printing.setting import Glyphs, Placing
from app.training.printing.subset import SubsetFont

PT_PER_MM = 72 / 25.4
_DEVICE = 600 / 25.4
_NEAR = 1e-3
_MOST_KNOWN = 20_000
_ESCAPES = {"\\": "\\\\", "(": "\\(", ")": "\\)", "\r": "\\r", "\n": "\\n"}


def fill_colour(habits: Habits, colour: str) -> str:
    """The operators that fill in this colour of the layout; others than its names are operators themselves."""
    return habits.colours.get(colour, colour)


def stroke_colour(habits: Habits, colour: str) -> str:
    """The operator that draws lines in this colour."""
    return habits.colours[colour].upper()


class Ink:
    """Writes operators for a page (or a form) of this height in mm, with these fonts by role."""

    def __init__(self, habits: Habits, fonts: dict[str, SubsetFont], height: float) -> None:
        self.habits = habits
        self.fonts = fonts
        self.height = height
        self._scale = {"pt": PT_PER_MM, "mm": 1.0, "device": _DEVICE}[habits.units]
        self._down = habits.units == "device"
        self._open_font = ""
        self._known: dict[tuple[object, ...], str] = {}

    def head(self) -> str:
        """The operator that brings the layout's coordinates about."""
        if self.habits.units == "mm":
            return f"{PT_PER_MM:.6f} 0 0 {PT_PER_MM:.6f} 0 0 cm"
        if self._down:
            return f"0.12 0 0 -0.12 0 {real(self.height * PT_PER_MM)} cm"
        return ""

    def x(self, value: float) -> str:
        """A place across."""
        return str(round(value * self._scale)) if self._down else real(value * self._scale)

    def y(self, value: float) -> str:
        """A place down the page."""
        return str(round(value * self._scale)) if self._down else real((self.height - value) * self._scale)

    def fine_x(self, value: float) -> str:
        """A place across, finer than the program's own grid."""
        return real(value * self._scale)

    def fine_y(self, value: float) -> str:
        """A place down the page, finer than the program's own grid."""
        return real((value if self._down else self.height - value) * self._scale)

    def half_turn(self, width: float, height: float) -> str:
        """The operator that turns the coordinates of a page of this size (mm) upside down."""
        return f"-1 0 0 -1 {self.length(width)} {self.length(height)} cm"

    def length(self, value: float) -> str:
        """A length."""
        return real(value * self._scale)

    def rect(self, box: Rect) -> str:
        """A path of one rectangle."""
        if self._down:
            x0, y0 = round(box.x0 * self._scale), round(box.y0 * self._scale)
            return f"{x0} {y0} {max(1, round(box.x1 * self._scale) - x0)} {max(1, round(box.y1 * self._scale) - y0)} re"
        return f"{self.x(box.x0)} {self.y(box.y1)} {self.length(box.width)} {self.length(box.height)} re"

    def rects(self, boxes: Iterable[Rect], colour: str = "black") -> str:
        """Filled rectangles, as one path."""
        return "\n".join([fill_colour(self.habits, colour), *map(self.rect, boxes), "f"])

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float, colour: str) -> str:
        """One line."""
        ends = f"{self.x(x0)} {self.y(y0)} m {self.x(x1)} {self.y(y1)} l S"
        return f"{stroke_colour(self.habits, colour)} {self.length(width)} w {ends}"

    def string(self, codes: Iterable[int]) -> str:
        """Codes of two bytes as a string operand."""
        if self.habits.hex_strings:
            return f"<{''.join(f'{code:04x}' for code in codes)}>"
        raw = "".join(chr(code >> 8) + chr(code & 0xFF) for code in codes)
        return f"({''.join(_ESCAPES.get(char, char) for char in raw)})"

    def texts(self, runs: Sequence[Glyphs], placing: Placing, colour: str = "black") -> str:
        """Text of a panel, in the layout's own way."""
        if not runs:
            return ""
        self._open_font = ""
        if self.habits.operators == "block":
            return "\n".join([fill_colour(self.habits, colour), "BT", *(self.run(one, placing) for one in runs), "ET"])
        shown = []
        for one in runs:
            self._open_font = ""
            shown.append(f"BT {self.run(one, placing)} ET")
        return "\n".join([fill_colour(self.habits, colour), *shown])

    def texts_of_codes(
        self, run: Glyphs, codes: Sequence[int], placing: Placing, font: SubsetFont | None = None
    ) -> str:
        """One run with these codes instead of those of its characters, of this font if it is another one."""
        self._open_font = ""
        return f"{fill_colour(self.habits, 'black')}\nBT {self.run(run, placing, codes, font)} ET"

    def matrix(self, run: Glyphs, placing: Placing) -> str:
        """The text matrix that starts a run."""
        sign = -1 if placing.turned else 1
        x, y = placing.point(run.x, run.y)
        return f"{sign} 0 0 {-sign if self._down else sign} {self.x(x)} {self.y(y)} Tm"

    def run(
        self, run: Glyphs, placing: Placing, codes: Sequence[int] | None = None, font: SubsetFont | None = None
    ) -> str:
        """A run inside ``BT``; ``codes`` instead of those of its characters, ``font`` instead of its role's."""
        font = self.fonts[run.role] if font is None else font
        setting = f"/{font.name} {self.size(run.size_pt)} Tf"
        out = "" if setting == self._open_font else f"{setting} "
        self._open_font = setting
        if codes is not None:
            return out + self._placed(run, placing, font, codes)
        # What stands at the same place with the same text, as dates and offices do, is written the same way.
        key = (run.text, run.x, run.y, run.size_pt, run.stretch, placing, font.name)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[key] = self._placed(run, placing, font, [font.code(char) for char in run.text])
        return out + known

    def _placed(self, run: Glyphs, placing: Placing, font: SubsetFont, codes: Sequence[int]) -> str:
        before, after = self._state(run, font)
        return f"{before}{self.matrix(run, placing)} {self._show(run, font, codes)}{after}"

    def size(self, size_pt: float) -> str:
        """A size of type in the layout's units."""
        return real(size_pt * EM_MM_PER_PT * self._scale)

    def _state(self, run: Glyphs, font: SubsetFont) -> tuple[str, str]:
        """Horizontal scale and spacing of a run, and what undoes them."""
        before, after = "", ""
        if abs(run.stretch - 1) > _NEAR:
            before, after = f"{real(run.stretch * 100)} Tz ", " 100 Tz"
        gaps = [] if self.habits.operators in ("kerned", "chars") else self._gaps(run, font)
        if gaps and abs(gaps[0]) > _NEAR:
            before, after = f"{before}{self.length(gaps[0] / run.stretch)} Tc ", f"{after} 0 Tc"
        return before, after

    def _gaps(self, run: Glyphs, font: SubsetFont) -> list[float]:
        """By how much (mm) each character stands farther from the one before than the font itself would have it."""
        em = run.size_pt * EM_MM_PER_PT * run.stretch
        glyphs = [font.font.advance(font.font.glyph(char)) * em for char in run.text]
        return [right - left - own for left, right, own in zip(run.lefts, run.lefts[1:], glyphs, strict=False)]

    def _show(self, run: Glyphs, font: SubsetFont, codes: Sequence[int]) -> str:
        operators = self.habits.operators
        if operators == "chars":
            steps = [right - left for left, right in zip(run.lefts, run.lefts[1:], strict=False)]
            more = [
                f"{self.length(step)} 0 Td {self.string([code])} Tj"
                for step, code in zip(steps, codes[1:], strict=True)
            ]
            return " ".join([f"{self.string(codes[:1])} Tj", *more])
        if operators != "kerned":
            return f"{self.string(codes)} Tj"
        em = run.size_pt * EM_MM_PER_PT * run.stretch
        groups: list[str] = []
        open_codes: list[int] = []
        for code, gap in zip(codes, [*self._gaps(run, font), 0.0], strict=True):
            open_codes.append(code)
            kern = round(-gap / em * 1000, 1)
            if abs(kern) > _NEAR:
                groups += [self.string(open_codes), f"{kern:g}"]
                open_codes = []
        if open_codes:
            groups.append(self.string(open_codes))
        return f"[{''.join(groups)}] TJ"
