"""Pages that an eye must look at before anybody signs: what was read of them, to be held beside their picture."""

from typing import NamedTuple

from app.delivery.fund import document
from app.delivery.intake.run import read_form
from app.delivery.store import Desk
from app.sheet.fonts import FontSet
from app.signoff.exchange_model import Document
from app.signoff.form_batches import existing_batch


class PageToSee(NamedTuple):
    """A page (0-based) of a form: whose, why it must be looked at, the lines that were read, who looked at it."""

    establishments: tuple[str, ...]
    type: str
    name: str
    sha256: str
    page: int
    why: str
    lines: tuple[str, ...]
    seen: str
    content: bytes

    @property
    def key(self) -> tuple[str, int]:
        """As the ledger knows it."""
        return self.sha256, self.page


def pages_to_see(desk: Desk, batch: str, fonts: FontSet) -> tuple[PageToSee, ...]:
    """Every page of a batch that an eye must look at, read again from what is kept. Not for the GUI thread.

    ``KenpanError``: ``batch.unknown``, ``package.lost``, those of the store.
    """
    state = desk.book.refresh()
    own = existing_batch(state, batch)
    names = {number: one.name for number, one in state.exchange.establishments.items()}
    found: list[PageToSee] = []
    for sha256 in dict.fromkeys(sha256 for sha256, _ in own.doubtful):
        forms = [one for one in own.documents if one.sha256 == sha256]
        content = document(desk, batch, forms[0])
        told = [page.text.splitlines() for page in read_form(content, forms[0].name, fonts, names)]
        for number, why in sorted((page, why) for (one, page), why in own.doubtful.items() if one == sha256):
            sign = own.seen.get((sha256, number))
            lines = tuple(told[number]) if number < len(told) else ()
            found.append(_page(forms, number, why, lines, "" if sign is None else sign.name, content))
    return tuple(found)


def _page(forms: list[Document], number: int, why: str, lines: tuple[str, ...], seen: str, content: bytes) -> PageToSee:
    first = forms[0]
    whose = tuple(one.establishment for one in forms)
    return PageToSee(whose, first.type, first.name, first.sha256, number, why, lines, seen, content)
