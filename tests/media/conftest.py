"""Small volumes made here, record by record: only lengths, types and constants are true to the layouts."""

from pathlib import Path

import pytest

from app.media.container import OpenContainer
from app.media.media_key import Key
from app.media.model import ExpectedFile
from app.media.volume import load_expected
from app.records.layouts import RecordLayout, count_layouts, notice_layouts

CANARY = b"CANARY-OF-A-RECORD"


def a_record(layout: RecordLayout) -> bytes:
    raw = bytearray(b" " * layout.length)
    for field in layout.fields:
        if field.constant == "CRLF":
            raw[field.span] = b"\r\n"
        elif field.constant is not None:
            raw[field.span] = field.constant.encode("cp932").ljust(field.length)
        elif field.pattern is not None:
            raw[field.span] = field.pattern.replace("*+", "*****").encode("cp932").ljust(field.length)
        elif field.attr == "9":
            raw[field.span] = b"0" * field.length
    return bytes(raw)


def contents(expected: ExpectedFile, establishments: int = 3) -> bytes:
    if expected.kind == "counts":
        layouts = count_layouts(expected.scheme)
        return b"".join(a_record(layouts[code]) for code in ("01", "02", "03", "03"))
    layouts = notice_layouts(expected.scheme)
    extract = bytearray(a_record(layouts["00"]))
    name = layouts["00"].field(16)
    extract[name.offset : name.offset + len(CANARY)] = CANARY
    pair = bytes(extract) + a_record(layouts["01"])
    return pair * establishments + a_record(layouts["02"])


@pytest.fixture
def key() -> Key:
    return Key(bytes(range(32)), bytes(range(100, 116)))


@pytest.fixture
def other_key() -> Key:
    return Key(bytes(range(1, 33)), bytes(range(100, 116)))


@pytest.fixture
def expected() -> dict[str, ExpectedFile]:
    """The files of PAP03 by name."""
    return {file.name: file for file in load_expected() if file.volume == "PAP03"}


@pytest.fixture
def content():
    return contents


@pytest.fixture
def volume_folder(tmp_path: Path, key: Key, expected: dict[str, ExpectedFile]) -> Path:
    """An encrypted PAP03A, complete."""
    folder = tmp_path / "PAP03A"
    folder.mkdir()
    for name, file in expected.items():
        OpenContainer().seal_to(folder / f"{name}.cmp", contents(file), key)
    return folder
