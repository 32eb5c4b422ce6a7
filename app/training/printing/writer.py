"""One print file: pages of panels, with fonts, artwork and whatever a lie needs."""

from collections.abc import Sequence
from typing import NamedTuple

from app.notice.model import Side
from app.records.layouts import Scheme
from app.sheet.model import Rect
from app.training.printing.codes import code_grid
from app.training.printing.ink import PT_PER_MM, Ink
from app.training.printing.layout import PrintLayout, StaticRule
from app.training.printing.lies import LIES
from app.training.printing.lying import LieContext, PageExtras
from app.training.printing.panel import SetBars, SetPanel
from app.training.printing.pdf import PdfFile, real
from app.training.printing.setting import Glyphs, Placing, Setter
from app.training.printing.subset import SubsetFont

_MARK = 4.0  # mm, length of a crop mark


class PlacedPanel(NamedTuple):
    """A panel in its place on a page."""

    scheme: Scheme
    side: Side
    placing: Placing
    panel: SetPanel


class PrintWriter:
    """Writes the pages of one file of a layout."""

    def __init__(self, layout: PrintLayout, setter: Setter, seed: str) -> None:
        habits = layout.habits
        self.layout = layout
        self.setter = setter
        self.pdf = PdfFile(habits.producer, deflate=habits.deflate)
        self.fonts = {
            role: SubsetFont(font, role[0].upper(), f"{seed} {role}", odd_text=habits.odd_text)
            for role, font in setter.fonts.roles.items()
        }
        self.more_fonts: list[SubsetFont] = []
        self.layers: list[int] = []
        self.fields: list[int] = []
        self.shared = self.pdf.reserve()
        self._inks: dict[float, Ink] = {}
        self._artwork: dict[tuple[Scheme, Side, Placing, float], str] = {}
        self._forms: dict[tuple[Scheme, Side], int] = {}

    def ink(self, height: float) -> Ink:
        """Ink for a page (mm) of this file."""
        if height not in self._inks:
            self._inks[height] = Ink(self.layout.habits, self.fonts, height)
        return self._inks[height]

    def page(self, width: float, height: float, panels: Sequence[PlacedPanel], marks: Sequence[Rect] = ()) -> None:
        """One page, with crop marks around these rectangles."""
        ink, extras = self.ink(height), PageExtras()
        forms = [self._form_use(one, height) for one in panels] if self.layout.habits.artwork == "xobject" else []
        body = [ink.head()]
        if self.layout.habits.artwork == "inline":
            body += [self._inline_artwork(one, ink) for one in panels]
        body += [_crop_marks(marks, ink)] if marks else []
        for one in panels:
            body.append(self._panel_ink(one, ink, extras, (width, height)))
        body += extras.last
        own = "\n".join(part for part in body if part)
        stream = f"{extras.before}\n" if extras.before else ""
        stream += "\n".join(forms) + ("\n" if forms else "") + f"q\n{own}\nQ\n"
        stream += f"{extras.after}\n" if extras.after else ""
        contents = self.pdf.stream(stream.encode("latin-1"))
        entries = "".join(f"/{name}{value}" for name, value in extras.entries.items())
        if extras.annotations:
            entries += f"/Annots[{' '.join(f'{one} 0 R' for one in extras.annotations)}]"
        resources = self._resources(extras.resources) if extras.resources else f"{self.shared} 0 R"
        size = extras.media or (width * PT_PER_MM, height * PT_PER_MM)
        self.pdf.page(*size, f"/Resources {resources}/Contents {contents} 0 R{entries}")

    def finish(self) -> bytes:
        """The file with its fonts."""
        for font in (*self.fonts.values(), *self.more_fonts):
            if font.used:
                font.write(self.pdf)
        self.pdf.add(self._resources({}), self.shared)
        if self.layers:
            every = " ".join(f"{one} 0 R" for one in self.layers)
            self.pdf.catalog.append(f"/OCProperties<</OCGs[{every}]/D<</Order[{every}]/OFF[{every}]>>>>")
        if self.fields:
            self.pdf.catalog.append(f"/AcroForm<</Fields[{' '.join(f'{one} 0 R' for one in self.fields)}]>>")
        return self.pdf.finish()

    def image(self, width: int, height: int, samples: bytes, entries: str = "") -> int:
        """A picture of 8-bit grey samples; with ``entries`` that say otherwise, of what they say."""
        space = entries or "/ColorSpace/DeviceGray/BitsPerComponent 8"
        return self.pdf.stream(
            samples, f"/Type/XObject/Subtype/Image/Width {width}/Height {height}{space}", deflate=True
        )

    def _resources(self, more: dict[str, dict[str, str]]) -> str:
        """A dictionary of all fonts in use and all artwork, and what a page has more."""
        fonts = {font.name: f"{font.reserve(self.pdf)} 0 R" for font in self.fonts.values() if font.used}
        forms = {f"A{number}": f"{number} 0 R" for number in self._forms.values()}
        kinds: dict[str, dict[str, str]] = {"Font": fonts, "XObject": forms}
        for kind, entries in more.items():
            kinds[kind] = {**kinds.get(kind, {}), **entries}
        return f"<<{''.join(_dictionary(kind, entries) for kind, entries in kinds.items() if entries)}>>"

    def _inline_artwork(self, one: PlacedPanel, ink: Ink) -> str:
        key = (one.scheme, one.side, one.placing, ink.height)
        if key not in self._artwork:
            self._artwork[key] = artwork_ink(self.layout, one.scheme, one.side, self.setter, ink, one.placing)
        return self._artwork[key]

    def _form_use(self, one: PlacedPanel, height: float) -> str:
        """The operators that show the panel's artwork, kept as a form once a file."""
        key = (one.scheme, one.side)
        placing = one.placing
        if key not in self._forms:
            ink = self.ink(placing.height)
            at = Placing(0.0, 0.0, placing.width, placing.height)
            drawn = artwork_ink(self.layout, *key, self.setter, ink, at)
            box = f"[0 0 {real(placing.width * PT_PER_MM)} {real(placing.height * PT_PER_MM)}]"
            entries = f"/Type/XObject/Subtype/Form/BBox{box}/Resources {self.shared} 0 R"
            self._forms[key] = self.pdf.stream(f"q\n{ink.head()}\n{drawn}\nQ".encode("latin-1"), entries)
        sign = -1 if placing.turned else 1
        x = placing.x + (placing.width if placing.turned else 0.0)
        y = height - placing.y - (0.0 if placing.turned else placing.height)
        at_pt = f"{real(x * PT_PER_MM)} {real(y * PT_PER_MM)}"
        return f"q {sign} 0 0 {sign} {at_pt} cm /A{self._forms[key]} Do Q"

    def _panel_ink(self, one: PlacedPanel, ink: Ink, extras: PageExtras, size: tuple[float, float]) -> str:
        changes = one.panel.changes
        lying = {
            item.id: changes[item.id].lie for item in one.panel.items if item.id in changes and changes[item.id].lie
        }
        honest = [run for item in one.panel.items if item.id not in lying for run in item.runs]
        out = [ink.texts(honest, one.placing)]
        for item in one.panel.items:
            if item.id in lying:
                context = LieContext(self, ink, extras, one.placing, item, one.panel.honest[item.id], size)
                out.append(LIES[lying[item.id]](context))
        for bars in one.panel.bars:
            out += [self._bars(bars, one.placing, ink, extras), ink.texts(bars.runs, one.placing)]
        return "\n".join(part for part in out if part)

    def _bars(self, bars: SetBars, placing: Placing, ink: Ink, extras: PageExtras) -> str:
        if bars.place is None or not bars.place.image:
            return ink.rects(placing.rect(rect) for rect in bars.rects)
        grid = ~code_grid(bars.place, bars.printed)
        if placing.turned:
            grid = grid[::-1, ::-1]
        samples = (grid * 255).astype("uint8")
        number = self.image(samples.shape[1], samples.shape[0], samples.tobytes())
        name = extras.resource("XObject", f"{number} 0 R")
        return self.show_image(name, placing.rect(bars.bounds), ink)

    def show_image(self, name: str, box: Rect, ink: Ink) -> str:
        """Show an image resource in this rectangle of the page, upright."""
        if self.layout.habits.units == "device":
            height = f"-{ink.length(box.height)}"
            return f"q {ink.length(box.width)} 0 0 {height} {ink.x(box.x0)} {ink.y(box.y1)} cm /{name} Do Q"
        return f"q {ink.length(box.width)} 0 0 {ink.length(box.height)} {ink.x(box.x0)} {ink.y(box.y1)} cm /{name} Do Q"


def _dictionary(kind: str, entries: dict[str, str]) -> str:
    return f"/{kind}<<{''.join(f'/{name} {value}' for name, value in entries.items())}>>"


def _crop_marks(boxes: Sequence[Rect], ink: Ink) -> str:
    """Short lines outside the corners of each rectangle."""
    out = []
    for box in boxes:
        for x, away in ((box.x0, -1), (box.x1, 1)):
            for y, off in ((box.y0, -1), (box.y1, 1)):
                out.append(ink.line(x, y + off, x, y + off * (1 + _MARK), 0.1, "black"))
                out.append(ink.line(x + away, y, x + away * (1 + _MARK), y, 0.1, "black"))
    return "\n".join(out)


def artwork_ink(layout: PrintLayout, scheme: Scheme, side: Side, setter: Setter, ink: Ink, placing: Placing) -> str:
    """Operators for the static print of this side."""
    rules = [rule for rule in layout.rules if rule.side == side and scheme in rule.schemes]
    out = [_area(rule, ink, placing) for rule in rules if rule.filled]
    out += [_line(rule, ink, placing) for rule in rules if not rule.filled]
    by_colour: dict[str, list[Glyphs]] = {}
    for text in layout.texts:
        if text.side == side and scheme in text.schemes:
            for number, line in enumerate(text.text.strip("\n").split("\n")):
                runs = setter.text(line, text.place)
                drop = number * text.place.pitch
                by_colour.setdefault(text.colour, []).extend(run._replace(y=run.y + drop) for run in runs)
    out += [ink.texts(runs, placing, colour) for colour, runs in by_colour.items()]
    return "\n".join(out)


def _area(rule: StaticRule, ink: Ink, placing: Placing) -> str:
    return ink.rects([placing.rect(Rect(rule.x0, rule.y0, rule.x1, rule.y1))], rule.colour)


def _line(rule: StaticRule, ink: Ink, placing: Placing) -> str:
    start, end = placing.point(rule.x0, rule.y0), placing.point(rule.x1, rule.y1)
    return ink.line(*start, *end, rule.line_mm, rule.colour)
