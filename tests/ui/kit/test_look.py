"""What all screens look like: text that stands out for every eye, states told by shape, icons legible at 16 px."""

import ast
import itertools
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTabBar

from app.ui.kit import icons, tokens
from app.ui.review import marks, page_view

APP = Path(__file__).parents[3] / "app" / "ui"
# Severe colour blindness in linear RGB, as G. M. Machado and others measured it (2009).
EYES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "greyscale": ((0.2126, 0.7152, 0.0722),) * 3,
}


def linear(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def seen(colour, eye):
    """Its linear RGB as such an eye sees it."""
    parts = linear(colour)
    if not eye:
        return parts
    return [min(1, max(0, sum(a * b for a, b in zip(row, parts, strict=True)))) for row in EYES[eye]]


def contrast(ink, ground, eye=""):
    """How far an ink stands out from its ground, as WCAG 2 has it."""
    light, dark = sorted(
        (0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (seen(ink, eye), seen(ground, eye))), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


def rules(theme):
    """The style sheet's rules: selector, and its values by name."""
    text = re.sub(r"/\*.*?\*/", "", tokens.style_sheet("normal", theme), flags=re.DOTALL)
    for selector, body in re.findall(r"([^{}]+)\{([^}]*)\}", text):
        yield selector.strip(), dict(re.findall(r"([a-z-]+):\s*([^;]+?)\s*(?:;|$)", body))


def texts(theme):
    """Every ink of the style sheet with every ground that it may stand on."""
    own = tokens.colours_of(theme)
    for selector, values in rules(theme):
        if "QProgressBar" in selector:  # no text in it
            continue
        ink, ground = values.get("color", own["INK"]), values.get("background", "")
        if ground.startswith("#") or "color" in values:
            for under in [ground] if ground.startswith("#") else [own["PAPER"], own["WINDOW"]]:
                yield selector, ink, under


@pytest.mark.parametrize(("theme", "least"), [("normal", 4.5), ("high", 7)])
def test_all_text_of_the_style_sheet_stands_out_from_its_ground(theme, least):
    table = [(selector, ink, ground, contrast(ink, ground)) for selector, ink, ground in texts(theme)]
    assert len(table) > 40
    assert [row for row in table if row[3] < least] == []


def painted(theme):
    """Every ink of what is painted by hand with every ground that it may stand on: cells, bytes, sheets, bands."""
    own = tokens.colours_of(theme)
    grounds, inks = (
        ("PAPER", "WINDOW", "STRIPE", "HEADING"),
        ("INK", "FAINT", "ALARM", "QUIET", "WARNING", "FRAME_CHOSEN"),
    )
    pairs = [
        *itertools.product(inks, grounds),
        ("ON_PRACTICE", "PRACTICE"),
        ("INK", "FREE"),
        ("ON_ACCENT", "FRAME_CHOSEN"),
    ]
    pairs += [("BLUE", ground) for ground in ("PAPER", "WINDOW")]
    pairs.append(("FRAME_CHOSEN", "KRAFT"))
    pairs += [("INK", ground) for ground in ("CHOSEN", "HOVER", "TIP", "KRAFT")]
    told = [(ink, ground, own[ink], own[ground]) for ink, ground in pairs]
    for name, strength in itertools.product(tokens._SECTIONS, (0.18, 0.26, 0.36)):  # tree, bands, bytes
        band = tokens.tint(tokens.section_colour(name), strength).name()
        inks = ("INK", "ON_BAND") if strength > 0.3 else ("INK", "FAINT")
        told += [(ink, f"{name} {strength}", own[ink], band) for ink in inks]
    for look in marks.ALL_MARKS:  # a chip of a list's row
        told.append(("INK", look.text, own["INK"], tokens.tint(QColor(own[look.colour]), 0.3).name()))
    for layer, name in page_view._LAYER_COLOURS.items():  # what a frame on the sheet is called
        told.append((name, f"{layer}", QColor(own[name]).darker(150).name(), own["PAPER"]))
    return told


def drawn(theme):
    """Every line that tells something with what it is drawn on; those of the colours of fields are drawn darker."""
    own = tokens.colours_of(theme)
    frames = ("FRAME_CHOSEN", "FRAME_HOVER", "FRAME_ASKED", "ACCENT", "EDGE", "FAINT", "ALARM")
    layers = page_view._LAYER_COLOURS.values()
    pairs = [(one, ground) for one in frames for ground in ("PAPER", "WINDOW", "STRIPE")]
    pairs += [(one, "PAPER") for one in ("VERMILLION", "GREEN", "GREY", *layers)]
    pairs += [("BLUE", "KRAFT"), ("KRAFT_EDGE", "DESK")]
    darker = {"BLUE", "VERMILLION", "GREEN", "GREY", "PURPLE"}
    inks = {one: tokens.line(one).name() if one in darker else own[one] for one, _ground in pairs}
    return [(one, ground, inks[one], own[ground]) for one, ground in pairs]


@pytest.mark.parametrize(("theme", "least"), [("normal", 4.5), ("high", 7)])
def test_all_inks_and_lines_of_painted_parts_stand_out_from_their_grounds(qapp, back_to_normal, theme, least):
    tokens.apply_theme(qapp, contrast=theme)
    texts, lines = painted(theme), drawn(theme)
    assert len(texts) > 80 and len(lines) > 25
    for row in sorted((*texts, *lines), key=lambda row: contrast(*row[2:])):
        print(f"{theme:7}{contrast(*row[2:]):6.2f}  {row[0]} on {row[1]}  {row[2]} {row[3]}")  # pytest -rP shows it
    assert [row for row in (*texts, *lines) if contrast(*row[2:]) < least] == []


@pytest.mark.parametrize("theme", ["normal", "high"])
def test_the_tab_in_front_is_told_by_a_line_and_is_as_large_as_the_others(qapp, qtbot, back_to_normal, theme):
    tokens.apply_theme(qapp, contrast=theme)
    bar = QTabBar()
    qtbot.addWidget(bar)
    for _ in range(3):
        bar.addTab("甲")
    bar.show()
    bar.setCurrentIndex(1)
    blue, picture = tokens.named("BLUE"), bar.grab().toImage()
    lined = [
        any(picture.pixelColor(bar.tabRect(at).center().x(), y) == blue for y in range(picture.height()))
        for at in range(3)
    ]
    assert lined == [False, True, False]
    assert len({bar.tabRect(at).height() for at in range(3)}) == 1


def colours_read_at_import(tree):
    """Names of the colours that a module takes while it is read: they would stay when the theme changes."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from colours_read_at_import(node)
            continue
        own = [node]
        if isinstance(node, ast.FunctionDef):
            own = [*node.args.defaults, *(one for one in node.args.kw_defaults if one), *node.decorator_list]
        for one in itertools.chain.from_iterable(map(ast.walk, own)):
            if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id == "tokens":
                yield one.attr
            elif isinstance(one, ast.ImportFrom) and one.module == "app.ui.kit.tokens":
                yield from (alias.name for alias in one.names)


def test_nothing_keeps_a_colour_of_the_theme_that_was_in_force_when_the_program_started():
    kept = [
        f"{path.name}: {name}"
        for path in APP.rglob("*.py")
        if path.name != "tokens.py"
        for name in colours_read_at_import(ast.parse(path.read_text(encoding="utf-8")))
        if name in tokens.NAMES
    ]
    assert kept == []


def test_what_is_painted_follows_the_theme_and_comes_back_from_it(qapp, back_to_normal):
    tokens.apply_theme(qapp, contrast="high")
    assert {name: getattr(tokens, name) for name in tokens.NAMES} == tokens.colours_of("high")
    assert tokens.named("FRAME_HOVER").name().upper() == tokens.colours_of("high")["FRAME_HOVER"]
    tokens.apply_theme(qapp)
    assert {name: getattr(tokens, name) for name in tokens.NAMES} == tokens.colours_of("normal")


@pytest.mark.parametrize("eye", ["", *EYES])
def test_every_state_can_be_read_and_told_by_every_eye(eye):
    looks = [(one, look) for one, look in tokens.TONES.items()]
    assert [one for one, look in looks if contrast(look.ink, look.ground, eye) < 4.5] == []
    assert contrast(tokens.ON_ACCENT, tokens.ACCENT, eye) >= 4.5
    assert len({look.shape for _, look in looks}) == len(looks)


@pytest.mark.parametrize("theme", ["normal", "high"])
def test_edges_of_what_can_be_pressed_or_typed_into_stand_out(theme):
    own = tokens.colours_of(theme)
    for ground in (own["PAPER"], own["WINDOW"]):
        for edge in (own["EDGE"], own["ACCENT"], own["FRAME_CHOSEN"]):
            assert contrast(edge, ground) >= (7 if theme == "high" else 4.5), (edge, ground)


def test_another_contrast_changes_no_size():
    sizes = ("padding", "min-height", "max-height", "border-radius", "font-size", "font-weight")

    def measured(theme):
        told = []
        for selector, values in rules(theme):
            edges = [re.sub(r"#\w+", "", value) for name, value in values.items() if name.startswith("border")]
            told.append((selector, [values.get(name) for name in sizes], edges))
        return told

    assert measured("normal") == measured("high")


def test_every_colour_stands_in_the_token_file():
    elsewhere = [
        f"{path.name}: {colour}"
        for path in APP.rglob("*.py")
        if path.name != "tokens.py"
        for colour in re.findall(r"#[0-9A-Fa-f]{6}\b", path.read_text(encoding="utf-8"))
    ]
    assert elsewhere == []


def test_the_programs_own_icon_is_there_in_every_size_and_can_be_told_at_the_smallest(qapp):
    own = icons.program()
    assert {size.width() for size in own.availableSizes()} >= {16, 32, 48, 256}
    image = own.pixmap(16, 16).toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    ground, paper, tick = (
        any(contrast(one, wanted) < 1.3 for one in colours) for wanted in ("#00486F", "#FFFFFF", "#E69F00")
    )
    assert ground and paper and tick
