"""Our own forms as a printed job: what is known of its pages, so that captures can be made of their paper."""

from collections.abc import Sequence
from dataclasses import replace

from app.proof.printed.model import Notice
from app.sheet.draw import Drawer
from app.sheet.fonts import FontSet
from app.sheet.form_model import Form
from app.sheet.model import PlacedChar, Rect, Sheet
from app.training.printing.model import PrintedJob, PrintedPage, PrintedPanel, PrintFile

_FILE = "own.pdf"


def own_job(drawer: Drawer, forms: dict[str, Form], sheets: Sequence[tuple[Notice, Sheet]]) -> PrintedJob:
    """Both sides of the paper of these notices. ``drawer`` draws with these ``forms``, by name."""
    pages: list[PrintedPage] = []
    for notice, sheet in sheets:
        form = forms[sheet.form]
        leaf = Rect(0, 0, form.paper.width, form.paper.height)
        for number in (1, 2):
            panels = tuple(
                PrintedPanel("kounen", *notice, spot.panel, form.paper.panels[spot.panel], ())
                for spot in form.paper.spots
                if spot.page == number
            )
            pages.append(PrintedPage(len(pages), _FILE, len(pages), leaf.width, leaf.height, panels, (leaf,)))
    data = drawer.pdf([sheet for _, sheet in sheets], imposed=True)
    return PrintedJob("own", (PrintFile(_FILE, data),), tuple(pages), ())


def misprinted(sheet: Sheet, fonts: FontSet, item: str, at: int, char: str) -> Sheet:
    """The sheet with another character in one place of an item, counted over its characters that are no blanks."""
    left = [at]

    def other(one: PlacedChar) -> PlacedChar:
        if not one.char.strip():
            return one
        left[0] -= 1
        if left[0] != -1:
            return one
        role, glyph = fonts.find(char, one.font)
        return replace(one, char=char, font=role, glyph=glyph)

    pages = tuple(
        replace(
            page,
            items=tuple(
                replace(own, runs=tuple(replace(run, chars=tuple(map(other, run.chars))) for run in own.runs))
                if own.id == item
                else own
                for own in page.items
            ),
        )
        for page in sheet.pages
    )
    return replace(sheet, pages=pages)
