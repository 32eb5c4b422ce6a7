"""The volume label of a UDF disc, read from its descriptors (ECMA-167, OSTA UDF 2.01)."""

import struct
from dataclasses import dataclass
from io import FileIO
from os import SEEK_END
from pathlib import Path

_SECTOR_SIZES = (2048, 512, 4096)
_ANCHOR_SECTOR = 256
_TAG_ANCHOR, _TAG_LOGICAL_VOLUME, _TAG_END = 2, 6, 8
_TAG_SIZE = 16
_MAX_SEQUENCE_SECTORS = 256
_LABEL = slice(84, 212)
_DOMAIN = slice(217, 240)
_REVISION = slice(240, 242)


@dataclass(frozen=True, slots=True)
class UdfLabel:
    """Label of the logical volume, as written on the disc, and the UDF revision ("2.01", "" if not said)."""

    label: str
    revision: str


def read_udf_label(path: Path) -> UdfLabel | None:
    """The label of a UDF image or block device; ``None`` when it holds no sound UDF volume.

    Looks at the anchor in sector 256, then at its copies in the last sector and 256 before it. Raises ``OSError``
    when the file or device cannot be read at all.
    """
    with path.open("rb", buffering=0) as file:
        size = file.seek(0, SEEK_END)
        for sector_size in _SECTOR_SIZES:
            last = size // sector_size - 1
            for sector in (_ANCHOR_SECTOR, last, last - _ANCHOR_SECTOR):
                anchor = _descriptor(file, sector, sector_size)
                if anchor is None or _tag(anchor) != _TAG_ANCHOR:
                    continue
                found = _from_sequences(file, anchor, sector_size)
                if found is not None:
                    return found
    return None


def _from_sequences(file: FileIO, anchor: bytes, sector_size: int) -> UdfLabel | None:
    """The label from the main descriptor sequence, or from the reserve one."""
    main_length, main_at, reserve_length, reserve_at = struct.unpack_from("<4I", anchor, _TAG_SIZE)
    for length, start in ((main_length, main_at), (reserve_length, reserve_at)):
        best: tuple[int, bytes] | None = None
        for sector in range(start, start + min(length // sector_size, _MAX_SEQUENCE_SECTORS)):
            found = _descriptor(file, sector, sector_size)
            if found is None or _tag(found) == _TAG_END:
                break
            if _tag(found) == _TAG_LOGICAL_VOLUME:
                # Of several, the one with the highest sequence number prevails (ECMA-167 3/8.4.3).
                number = struct.unpack_from("<I", found, _TAG_SIZE)[0]
                if best is None or number >= best[0]:
                    best = (number, found)
        if best is not None:
            return UdfLabel(_dstring(best[1][_LABEL]), _revision(best[1]))
    return None


def _descriptor(file: FileIO, sector: int, sector_size: int) -> bytes | None:
    """The sector, if it begins with a descriptor tag that holds: checksum, and its own place."""
    if sector <= 0:
        return None
    file.seek(sector * sector_size)
    raw = file.read(sector_size)
    if len(raw) < sector_size:
        return None
    checksum = (sum(raw[:4]) + sum(raw[5:_TAG_SIZE])) % 256
    place = struct.unpack_from("<I", raw, 12)[0]
    return raw if checksum == raw[4] and place == sector and _tag(raw) != 0 else None


def _tag(raw: bytes) -> int:
    return int.from_bytes(raw[:2], "little")


def _dstring(raw: bytes) -> str:
    """A fixed-length OSTA string: compression id, characters, and in the last byte the length used."""
    used = raw[: min(raw[-1], len(raw) - 1)]
    if not used or used[0] not in (8, 16):
        return ""
    text = used[1:].decode("latin-1") if used[0] == 8 else used[1:].decode("utf-16-be", "replace")
    return text.rstrip("\0 ")


def _revision(logical_volume: bytes) -> str:
    if not logical_volume[_DOMAIN].startswith(b"*OSTA UDF Compliant"):
        return ""
    number = int.from_bytes(logical_volume[_REVISION], "little")
    return f"{number >> 8:x}.{number & 0xFF:02x}"
