"""What exactly was opened, in a form that can be kept, signed and compared."""

import hashlib
import json
from typing import Any

from app.media.model import OpenedFile, OpenedMedia


def manifest(media: OpenedMedia) -> dict[str, Any]:
    """Every file by its content, and beside it on which disc it was found.

    ``sha256`` binds the volume pair and the files: it is the same for 正 and 副, and for any copy, that hold the same.
    ``label``, ``container`` and ``medium`` (bytes and hash of each file as it lies there) tell the disc apart.
    """
    files = [media.files[name] for name in sorted(media.files)]
    content = {"volume": media.volume.volume, "files": [_content(file) for file in files]}
    return {
        **content,
        "sha256": _digest(content),
        "label": media.volume.label,
        "container": media.container,
        "medium": [{"name": one.name, "bytes": one.media_bytes, "sha256": one.media_sha256} for one in files],
    }


def _content(file: OpenedFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "kind": file.kind,
        "scheme": file.scheme,
        "bytes": int(file.data.size),
        "sha256": file.sha256,
    }


def _digest(content: dict[str, Any]) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
