"""Type, spacing, colours and elevations of all windows. Colours never carry a meaning alone, and come from the
Okabe–Ito set; whatever has text on it has a contrast of at least 4.5:1.
"""

import zlib
from dataclasses import dataclass
from functools import cache
from html import escape
from string import Template
from typing import Literal, NamedTuple

from PySide6.QtGui import QBrush, QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from app.language import tr
from app.resources import resource
from app.ui.kit.restyling import restyle

TextSize = Literal["normal", "large", "low"]
POINTS: dict[TextSize, float] = {"normal": 11.5, "large": 17.0, "low": 13.5}
"""Base text size in pt: at arm's length on the desk, on a projector, and on one of few pixels."""
_LARGE_FROM = 1600
"""px of a window's width; below, only what is read first grows as much as on a wide one."""

Contrast = Literal["normal", "high"]
Step = Literal["huge", "display", "title", "head", "strong", "body", "small"]
SCALE: dict[TextSize, dict[Step, float]] = {
    "normal": {"huge": 3.0, "display": 2.0, "title": 1.5, "head": 1.15, "strong": 1.0, "body": 1.0, "small": 0.88},
    "large": {"huge": 2.6, "display": 2.1, "title": 1.6, "head": 1.25, "strong": 1.0, "body": 1.0, "small": 0.82},
    "low": {"huge": 3.0, "display": 2.4, "title": 1.9, "head": 1.45, "strong": 1.0, "body": 1.0, "small": 0.86},
}
"""Of the base size: on a projector what is read first grows most."""
SPACE = {"hair": 2, "tight": 4, "small": 8, "medium": 12, "large": 20, "huge": 32}
RADIUS, RAIL_EM, ICON_PX, SMALL_ICON_PX = 8, 4.6, 22, 16

_NARROW = 90
_WINDOWS_FAMILIES = ("Yu Gothic UI", "Meiryo UI")

# Okabe–Ito: told apart with any kind of colour vision.
ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILLION, PURPLE, GREY = "#0072B2", "#D55E00", "#CC79A7", "#8A8A8A"

PAPER, INK, FAINT, LINE = "#FFFFFF", "#1A1A1A", "#5C5C5C", "#B8BEC4"
WINDOW, CHOSEN, HOVER = "#F2F4F6", "#CFE5F5", "#FFF3C4"
FRAME_CHOSEN, FRAME_HOVER, ALARM = "#00486F", "#8A5200", "#B23C00"
FRAME_ASKED = "#8A3A7A"
ACCENT, ON_ACCENT, EDGE, QUIET = BLUE, "#FFFFFF", "#667078", "#646464"
PRACTICE, ON_PRACTICE, BAND = "#6B3F00", "#FFE9B8", ORANGE
PRACTICE_MARK = "#FFECCC"
"""The word of practice beneath what is printed: as pale as on paper that is drawn."""
BUTTON, PALE, HEADING, STRIPE, TIP = "#FAFBFC", "#C5CBD0", "#E7EBEE", "#F7F9FA", "#FFFFE6"
WARNING, DESK, FREE = "#7A5200", "#D9DDE0", "#EDEFF1"
ON_BAND = "#4A4A4A"
"""What hardly counts, on the colour of a field: blanks among the bytes."""
KRAFT, KRAFT_EDGE, KRAFT_INSIDE = "#EFE7D6", "#645D4F", "#C9C2B4"
"""An envelope: its paper, the line around it, what is seen of it through a window."""
NAMES = (
    "PAPER", "INK", "FAINT", "LINE", "WINDOW", "CHOSEN", "HOVER", "FRAME_CHOSEN", "FRAME_HOVER", "FRAME_ASKED", "ALARM",
    "ACCENT", "ON_ACCENT", "EDGE", "QUIET", "PRACTICE", "ON_PRACTICE", "BAND", "BUTTON", "PALE", "HEADING",
    "STRIPE", "TIP", "ON_BAND", "WARNING", "DESK", "FREE", "KRAFT", "KRAFT_EDGE", "KRAFT_INSIDE",
    "ORANGE", "SKY", "GREEN", "YELLOW", "BLUE", "VERMILLION", "PURPLE", "GREY",
)  # fmt: skip
"""The colours that follow the theme: each stands for what it is in the theme in force, so that nobody may keep one from
the moment of import."""
_HIGH = {
    "INK": "#000000", "FAINT": "#000000", "LINE": "#3A3A3A", "WINDOW": "#FFFFFF", "EDGE": "#000000", "QUIET": "#3A3A3A",
    "CHOSEN": "#A9D6F5", "HOVER": "#FFE680", "FRAME_CHOSEN": "#002B45", "ALARM": "#7A2200", "BLUE": "#00486F",
    "ACCENT": "#00486F", "BUTTON": "#FFFFFF", "PALE": "#3A3A3A", "HEADING": "#FFFFFF", "STRIPE": "#FFFFFF",
    "ON_BAND": "#000000",
    "FRAME_HOVER": "#5C3600", "FRAME_ASKED": "#5E2453", "WARNING": "#5C3D00", "DESK": "#F2F2F2", "FREE": "#FFFFFF",
    "KRAFT_EDGE": "#3F3A2F", "ORANGE": "#6B3F00", "SKY": "#00486F", "GREEN": "#00573F", "YELLOW": "#5C5200",
    "VERMILLION": "#7A2200", "PURPLE": "#6A2A5E", "GREY": "#3A3A3A",
}  # fmt: skip
"""What high contrast makes of them: black on white, edges around everything, and states framed in their ink."""
_NORMAL = {name: str(globals()[name]) for name in NAMES}

Tone = Literal["good", "doing", "waiting", "bad", "absent", "asked"]


class ToneLook(NamedTuple):
    """A state by its shape, its ground and its ink: never by colour alone."""

    shape: str
    ground: str
    ink: str


TONES: dict[Tone, ToneLook] = {
    "good": ToneLook("●", "#E2F3EC", "#00573F"),
    "doing": ToneLook("▶", "#DCEBF7", "#00486F"),
    "waiting": ToneLook("□", "#E9EDF0", "#3F474E"),
    "bad": ToneLook("▲", "#FBE6DA", "#862B00"),
    "absent": ToneLook("－", "#F7F8F9", "#545454"),
    "asked": ToneLook("◆", "#FFF3C4", "#6B3F00"),
}

_SECTIONS = {
    "シリアル番号": SKY,
    "共通部": GREY,
    "個別部": YELLOW,
    "事業所整理記号": PURPLE,
    "被保険者証整理記号": PURPLE,
    "保険料告知額部": VERMILLION,
    "合計部1": VERMILLION,
    "前月分領収済額部": BLUE,
    "発行年月日": GREY,
    "事業所所在地": ORANGE,
    "船舶所有者住所": ORANGE,
    "事業所名称": GREEN,
    "船舶所有者氏名": GREEN,
}
_SPARE = (SKY, PURPLE, ORANGE, GREEN, BLUE, VERMILLION)


@dataclass(frozen=True, slots=True)
class Fonts:
    """Families to write with: ``ui`` for widgets, ``cell`` for characters on a grid."""

    ui: str
    cell: str


@cache
def _bundled_family() -> str:
    number = QFontDatabase.addApplicationFont(str(resource("fonts", "ipaexg.ttf")))
    families = QFontDatabase.applicationFontFamilies(number)
    if not families:
        raise RuntimeError("resources/fonts/ipaexg.ttf cannot be used")
    return families[0]


def load_fonts() -> Fonts:
    """Register the bundled font and choose the families. Needs the ``QGuiApplication``."""
    bundled = _bundled_family()
    present = set(QFontDatabase.families())
    ui = next((family for family in _WINDOWS_FAMILIES if family in present), bundled)
    return Fonts(ui, bundled)


def cell_font(pixels: float) -> QFont:
    """Font for single characters placed on a grid; ``pixels`` is one em, the width of a double-byte character."""
    font = QFont(_bundled_family())
    font.setPixelSize(max(1, round(pixels)))
    # Line-fitting would move strokes; the grid places every character itself.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setKerning(False)
    return font


def narrow_font() -> QFont:
    """For tables: as high as other text, a little narrower. Family and size still come from the program's font."""
    font = QFont()
    font.setStretch(_NARROW)
    return font


def text_size(*, large: bool, width: int) -> TextSize:
    """How text is written in a window ``width`` px wide."""
    return "normal" if not large else "large" if width >= _LARGE_FROM else "low"


_THEME, _LINE_DARKER = "kenpanTheme", 130


def apply_theme(app: QApplication, size: TextSize = "normal", contrast: Contrast = "normal") -> None:
    """Give the whole program its style, palette, font and text size. May be called again to change size or contrast."""
    wanted = f"{size} {contrast}"
    if app.property(_THEME) == wanted:
        return
    fonts = load_fonts()
    font = QFont([fonts.ui, fonts.cell])
    font.setPointSizeF(POINTS[size])
    if app.property(_THEME) is None:
        app.setStyle("Fusion")
    globals().update(colours_of(contrast))  # whatever is painted asks for its colours here, each time
    app.setPalette(_palette(contrast))
    app.setFont(font)
    restyle(app, lambda: _set_sheet(app, style_sheet(size, contrast)))
    app.setProperty(_THEME, wanted)


def _set_sheet(app: QApplication, sheet: str) -> None:
    app.setStyleSheet("")  # one sheet after another polishes a widget once for each that it lies in, some ten times
    app.setStyleSheet(sheet)


def colours_of(contrast: Contrast) -> dict[str, str]:
    """What the colours of :data:`NAMES` are in a theme."""
    return _NORMAL | (_HIGH if contrast == "high" else {})


def named(name: str) -> QColor:
    """One of :data:`NAMES` as it is in the theme in force."""
    return QColor(globals()[name])


def line(name: str) -> QColor:
    """The same for a thin line or a frame: as dark as text has to be, for it says as much."""
    return named(name).darker(_LINE_DARKER)


def style_sheet(size: TextSize, contrast: Contrast) -> str:
    """The style of all windows."""
    style = Template(resource("styles", "kenpan.qss").read_text(encoding="utf-8"))
    return style.substitute(_values(size, contrast))


def _values(size: TextSize, contrast: Contrast) -> dict[str, str]:
    """What the style sheet's names stand for."""
    colours = colours_of(contrast)
    points = {f"pt_{step}": f"{POINTS[size] * times:.2f}pt" for step, times in SCALE[size].items()}
    space = {f"space_{name}": f"{pixels}px" for name, pixels in SPACE.items()}
    looks = {f"{tone}_{part}": getattr(look, part) for tone, look in TONES.items() for part in ("ground", "ink")}
    # As wide in either: what grew with the contrast would lie over something.
    looks |= {f"{tone}_edge": look.ink if contrast == "high" else look.ground for tone, look in TONES.items()}
    return {**{name.lower(): colour for name, colour in colours.items()}, **points, **space, **looks,
            "radius": f"{RADIUS}px"}  # fmt: skip


def _palette(contrast: Contrast) -> QPalette:
    role, own = QPalette.ColorRole, colours_of(contrast)
    colours = {
        role.Window: own["WINDOW"],
        role.WindowText: own["INK"],
        role.Base: own["PAPER"],
        role.AlternateBase: own["STRIPE"],
        role.Text: own["INK"],
        role.Button: own["HEADING"],
        role.ButtonText: own["INK"],
        role.ToolTipBase: own["TIP"],
        role.ToolTipText: own["INK"],
        role.Highlight: own["CHOSEN"],
        role.HighlightedText: own["INK"],
        role.PlaceholderText: own["FAINT"],
        role.Link: own["BLUE"],
    }
    palette = QPalette()
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(own["QUIET"]))
    return palette


def section_head(section: str) -> str:
    """The part of a section's path that has a colour and a heading of its own: ``個別部/納付期限/…`` → ``納付期限``."""
    parts = section.split("/")
    return parts[min(1, len(parts) - 1)]


def section_colour(section: str) -> QColor:
    """The section's own colour, the same in every panel, record and session."""
    head = section_head(section)
    return QColor(_SECTIONS.get(head) or _SPARE[zlib.crc32(head.encode()) % len(_SPARE)])


def tint(colour: QColor, strength: float) -> QColor:
    """``colour`` mixed into white: 0 is white, 1 the full colour; dark text stays readable up to about 0.4."""
    return QColor(*(round(255 + (part - 255) * strength) for part in (colour.red(), colour.green(), colour.blue())))


def plain_tooltip(text: str) -> str:
    """Tooltip that says ``text``, whatever mark-up it looks like; lines stay lines."""
    return data_tooltip(tr(text))


def data_tooltip(text: str) -> str:
    """The same for what holds data, of which no word is told in another language."""
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>" if text else ""


def brush(colour: str) -> QBrush:
    """A colour to paint with."""
    return QBrush(QColor(colour))
