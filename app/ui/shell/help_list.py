"""The list under F1, for the screen that is in front."""

from PySide6.QtWidgets import QWidget

from app.ui.kit.key_list import KeyList, ListedGroup
from app.ui.shell.key_groups import key_groups, shown_keys


def key_list(screen: str, parent: QWidget) -> KeyList:
    """``screen``: an id of the rail; empty before there is one."""

    def find(wanted: str) -> list[ListedGroup]:
        return [
            ListedGroup(group.name, group.here, [(shown_keys(line), line.text) for line in group.lines])
            for group in key_groups(screen, wanted)
        ]

    return KeyList(find, parent)
