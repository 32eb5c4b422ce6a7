"""Windows and panels: the only code that imports PySide6."""

import sys
from typing import Any

import PySide6.QtCore  # noqa: F401  # with it comes the module below

# PySide6 reads the source of every module that is imported after it, in search of its own name: for the sake of
# `__feature__`, which this program never asks for. That took a tenth of a second of every start.
_feature: Any = sys.modules.get("shibokensupport.feature")
if hasattr(_feature, "_mod_uses_pyside"):
    _feature._mod_uses_pyside = lambda module: False
