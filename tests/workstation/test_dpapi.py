"""Windows' protection of a session's key, by calls that are recorded where there is no Windows."""

import ctypes
import sys

import pytest

from app.errors import KenpanError
from app.workstation.dpapi import Blob, Dpapi


class Crypt32:
    """Answers as the system does: fills the last blob with bytes of its own, which the caller frees."""

    def __init__(self, works: bool = True):
        self.works, self.calls, self.made = works, [], []

    def CryptProtectData(self, *arguments):
        return self._answer("seal", *arguments)

    def CryptUnprotectData(self, *arguments):
        return self._answer("unseal", *arguments)

    def _answer(self, name, given, described, entropy, reserved, prompt, flags, made):
        content = bytes_of(given._obj)
        self.calls.append((name, content, bytes_of(entropy._obj), described, reserved, prompt, flags))
        if self.works:
            room = ctypes.create_string_buffer(content[::-1], len(content))
            self.made.append(room)
            made._obj.size, made._obj.data = len(content), ctypes.cast(room, ctypes.POINTER(ctypes.c_char))
        return int(self.works)


class Kernel32:
    def __init__(self):
        self.freed = []

    def LocalFree(self, place):
        self.freed.append(place.value)


def bytes_of(blob: Blob) -> bytes:
    return ctypes.string_at(blob.data, blob.size)


def test_what_is_sealed_for_the_user_opens_again_and_no_window_asks():
    crypt32, kernel32 = Crypt32(), Kernel32()
    dpapi = Dpapi(crypt32, kernel32)
    sealed = dpapi.seal(b"key\0of a session")
    assert sealed != b"key\0of a session"
    assert dpapi.unseal(sealed) == b"key\0of a session"
    assert [call[0] for call in crypt32.calls] == ["seal", "unseal"]
    for _, _, entropy, described, reserved, prompt, flags in crypt32.calls:
        assert (entropy, described, reserved, prompt, flags) == (b"kenpan-session-1", None, None, None, 1)


def test_what_the_system_made_is_given_back():
    crypt32, kernel32 = Crypt32(), Kernel32()
    Dpapi(crypt32, kernel32).seal(b"x")
    assert kernel32.freed == [ctypes.addressof(crypt32.made[0])]


@pytest.mark.parametrize("act", ["seal", "unseal"])
def test_a_refusal_of_the_system_is_said(act):
    kernel32 = Kernel32()
    with pytest.raises(KenpanError) as caught:
        getattr(Dpapi(Crypt32(works=False), kernel32), act)(b"x")
    assert (caught.value.code, kernel32.freed) == ("session.seal", [])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has it")
def test_elsewhere_there_is_none():
    with pytest.raises(OSError, match="only Windows"):
        Dpapi()


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows has it")
def test_windows_itself_seals_and_opens():
    dpapi = Dpapi()
    sealed = dpapi.seal(b"key")
    assert b"key" not in sealed
    assert dpapi.unseal(sealed) == b"key"
