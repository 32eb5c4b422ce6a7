"""Windows and panels: the only code that imports PySide6."""

import builtins

import PySide6.QtCore  # noqa: F401

# PySide6 puts an import of its own in the place of Python's: for the sake of `__feature__`, which this program never
# asks for, it reads and keeps the source of every module that comes later, in search of its own name. That took a tenth
# of a second of every start, and made an import within a function take twice as long.
vars(builtins)["__import__"] = vars(builtins).get("__orig_import__", builtins.__import__)
