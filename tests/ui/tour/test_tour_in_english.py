"""The tour in English: what its screens and dialogs say is English but for data. In every run the screens before a
login, the people with their dialog and the ledger, every cell of their tables; in the soak all screens and dialogs,
where cells hold what stands in records.
"""

import json
import re

import pytest
from sqlalchemy import text as sql

from app import language
from app.language.patterns import JAPANESE
from app.ui import tour
from app.ui.shell.window import MainWindow
from app.ui.tour.camera import SMALL, Camera, View, settle
from tests.sizes import SOAK
from tests.ui.seen import seen

_TAG = re.compile("<[^>]+>")
_OF_THE_SAMPLE = ("日本語",)
"""What a language calls itself, and what the made-up media say."""


class Reader(Camera):
    """Takes no picture: ``told`` is every text that has Japanese → where it stands first, ``data`` what the ledger
    holds.
    """

    def __init__(self, out):
        super().__init__(out, [View("", SMALL)])
        self.told, self.data, self.looked_at = {}, set(), []

    def shot(self, name, widget):
        self._read(name, widget, widget)

    def shot_over(self, name, window, dialog):
        self._read(name, dialog, window)

    def page(self, name, pdf):
        """Papers are Japanese."""

    def _read(self, name, top, window):
        settle()
        self.looked_at.append(name)
        for where, text in seen(top):
            plain = _TAG.sub("", text)
            if JAPANESE.search(plain):
                self.told.setdefault(plain, f"{name}: {where}")
        if isinstance(window, MainWindow):
            with window.signoff.desk.book.engine.connect() as connection:
                for (body,) in connection.execute(sql("SELECT body FROM entries")):
                    self.data.update(_texts(json.loads(body)))


def _texts(value):
    if isinstance(value, str):
        parts = (value, *re.split("[\n\u3000]", value))
        yield from (one for one in parts if len(one) > 1 and JAPANESE.search(one))
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _left(told, data):
    known = sorted(data, key=len, reverse=True)
    for text, where in told.items():
        rest = text
        for one in known:
            rest = rest.replace(one, "")
        if JAPANESE.search(rest) and text not in _OF_THE_SAMPLE and not (SOAK and " cell " in where):
            yield f"{where}: {text}"


@pytest.mark.timeout(3600)
def test_screens_and_dialogs_say_nothing_of_the_programs_in_japanese(qapp, themed, tmp_path, monkeypatch):
    reader = Reader(tmp_path)
    monkeypatch.setenv(language.VARIABLE, "en")  # a window asks for what was kept otherwise
    before = qapp.organizationName(), qapp.applicationName(), qapp.applicationDisplayName()
    language.choose("en")
    try:
        tour._run(reader, 120, tour.PARTS if SOAK else ())
    finally:
        language.choose(language.JAPANESE)
        qapp.setOrganizationName(before[0])
        qapp.setApplicationName(before[1])
        qapp.setApplicationDisplayName(before[2])
    assert {"first_start", "login", "add_person", "ledger", "locked"} <= set(reader.looked_at)
    assert list(_left(reader.told, reader.data)) == []
