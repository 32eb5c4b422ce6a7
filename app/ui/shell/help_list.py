"""The list under F1, for the screen that is in front, and the guide behind it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.ui.kit.key_list import KeyList, ListedGroup
from app.ui.shell.key_groups import key_groups, shown_keys


def key_list(screen: str, parent: QWidget | None) -> KeyList:
    """``screen``: an id of the rail; empty before there is one."""

    def find(wanted: str) -> list[ListedGroup]:
        return [
            ListedGroup(group.name, group.here, [(shown_keys(line), line.text) for line in group.lines])
            for group in key_groups(screen, wanted)
        ]

    return KeyList(find, parent)


def show_keys(screen: str, window: QWidget) -> None:
    """The list over the window; F1 once more opens the guide."""
    dialog = key_list(screen, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.reading.connect(lambda: show_guide(screen, window))
    dialog.open()


def show_guide(screen: str, window: QWidget) -> None:
    """The guide of the screen beside the window, which can be worked in meanwhile."""
    from app.ui.guides.guide_reader import GuideReader  # which nobody needs at the start

    reader = GuideReader(screen, window)
    reader.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    reader.show()
