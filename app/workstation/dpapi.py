"""Windows' own protection of a user's data: what is sealed opens only for the same user on the same computer."""

import ctypes
import sys
from typing import Any

from app.errors import KenpanError

_ENTROPY = b"kenpan-session-1"
_NO_DIALOG = 0x1
"""CRYPTPROTECT_UI_FORBIDDEN."""


class Blob(ctypes.Structure):
    """DATA_BLOB."""

    _fields_ = (("size", ctypes.c_uint32), ("data", ctypes.POINTER(ctypes.c_char)))


class Dpapi:
    """``crypt32`` has ``CryptProtectData`` and ``CryptUnprotectData``, ``kernel32`` ``LocalFree``; the system's own if
    none are given.
    """

    def __init__(self, crypt32: Any = None, kernel32: Any = None) -> None:
        if crypt32 is None or kernel32 is None:
            if sys.platform != "win32":
                raise OSError("only Windows has it")
            crypt32, kernel32 = ctypes.WinDLL("crypt32"), ctypes.WinDLL("kernel32")
            kernel32.LocalFree.argtypes = [ctypes.c_void_p]
        self._crypt32, self._kernel32 = crypt32, kernel32

    def seal(self, content: bytes) -> bytes:
        """Seal for this user; ``KenpanError`` ``session.seal``."""
        return self._call(self._crypt32.CryptProtectData, content)

    def unseal(self, sealed: bytes) -> bytes:
        """What :meth:`seal` sealed; ``KenpanError`` ``session.seal`` for anything else."""
        return self._call(self._crypt32.CryptUnprotectData, sealed)

    def _call(self, function: Any, content: bytes) -> bytes:
        given, entropy, made = _blob(content), _blob(_ENTROPY), Blob()
        one, two, three = (ctypes.byref(blob) for blob in (given, entropy, made))
        if not function(one, None, two, None, None, _NO_DIALOG, three):
            raise KenpanError(
                "session.seal",
                "Windows が、セッションの鍵を封じるか開くことができません。",
                "kenpan login をやり直してください。続くときは管理者に連絡してください。",
            )
        try:
            return ctypes.string_at(made.data, made.size)
        finally:
            self._kernel32.LocalFree(ctypes.cast(made.data, ctypes.c_void_p))


def _blob(content: bytes) -> Blob:
    room = ctypes.create_string_buffer(content, len(content))
    return Blob(len(content), ctypes.cast(room, ctypes.POINTER(ctypes.c_char)))
