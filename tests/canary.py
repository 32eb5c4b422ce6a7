"""Prove that a text of a record was left nowhere."""

from pathlib import Path

ENCODINGS = ("cp932", "utf-8", "utf-16-le", "utf-16-be")
_STEP = 1 << 20


def spellings(text: str) -> dict[str, bytes]:
    """The text in every encoding that can spell it. At least one must; it should be long enough to be no accident."""
    found = {}
    for name in ENCODINGS:
        try:
            found[name] = text.encode(name)
        except UnicodeEncodeError:
            continue
    assert found
    return found


def canaries_in(folder: Path, text: str) -> list[tuple[str, str]]:
    """File and encoding of each place below ``folder`` where the text stands, in names and in contents."""
    wanted = spellings(text)
    found = []
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if text in name:
            found.append((name, "name"))
        if path.is_file():
            found += [(name, encoding) for encoding, bytes_ in wanted.items() if _holds(path, bytes_)]
    return found


def assert_no_canary(folder: Path, text: str) -> None:
    """Nothing below ``folder`` holds the text, in CP932, UTF-8 or UTF-16: database, its log, temp files, log files."""
    found = canaries_in(folder, text)
    assert not found, found


def _holds(path: Path, wanted: bytes) -> bool:
    tail = b""
    with path.open("rb") as stream:
        while part := stream.read(_STEP):
            if wanted in tail + part:
                return True
            tail = (tail + part)[-len(wanted) :]
    return False
