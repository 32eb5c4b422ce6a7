"""What the next key will show is made behind what this one asked for."""

from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.ui.review.ahead import Ahead
from app.ui.review.selection import NO_RECORD, Selection
from tests.ui.driving import until


def test_nothing_is_made_before_the_record_is_on_screen_nor_after_it_is_gone(qapp):
    selection, asked = Selection(), []
    bench: Any = SimpleNamespace(print_ahead=lambda file, record: asked.append((file, record)))
    ahead = Ahead(lambda: bench, [], selection)
    selection.recordChanged.emit("A", 4)
    assert not ahead._rest.isActive(), "painting comes first"
    QCoreApplication.processEvents()
    assert ahead._rest.isActive() and not asked
    until(lambda: len(asked) == 3, "the record and the two behind it")
    assert asked == [(selection.file, selection.record + at) for at in range(3)]
    selection.recordChanged.emit("A", 5)
    selection.recordChanged.emit("A", NO_RECORD)
    QCoreApplication.processEvents()
    assert not ahead._rest.isActive() and not ahead._seen.isActive()
