"""Keys of logging in and locking, and the lines of the F1 list that say so."""

from app.ui.kit.shortcuts import KeyHelp

LOCK = "Ctrl+Alt+L"

KEYS = (KeyHelp((LOCK,), "画面をロックする"),)
"""Keys that work wherever the keyboard is."""

INNER_KEYS = (KeyHelp(("Enter", "Esc"), "署名：パスワードか暗証番号を入れて署名する・中止"),)
"""Keys that belong to a dialog."""
