"""The language of the windows: kept for whoever uses this account of the operating system, Japanese until they choose.

What is on screen was said when it was made; another language is spoken from the next start on.
"""

import os
from collections.abc import Callable

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app import language
from app.language import tr

_KEPT = "language"


def kept_language() -> str:
    """What was chosen; Japanese where nothing was, or something that there is not."""
    said = str(QSettings().value(_KEPT, language.JAPANESE))
    return said if said in language.LANGUAGES else language.JAPANESE


def speak_as_kept() -> None:
    """At a start. A command line or an environment that asked for a language goes first."""
    if language.VARIABLE not in os.environ:
        language.choose(kept_language())


def add_language_menu(view: QMenu, say: Callable[[str], None]) -> None:
    """An entry for each language, by the name that it has for itself."""
    menu = view.addMenu(tr("言語（Language）(&G)"))
    group = QActionGroup(menu)
    for code, name in language.LANGUAGES.items():
        action = QAction(tr(name), menu, checkable=True)
        action.setChecked(code == kept_language())
        action.triggered.connect(lambda _checked, one=code: _choose(one, say))
        group.addAction(action)
        menu.addAction(action)


def _choose(code: str, say: Callable[[str], None]) -> None:
    QSettings().setValue(_KEPT, code)
    say(tr("言語は、次に検版を起動したときに変わります。"))
