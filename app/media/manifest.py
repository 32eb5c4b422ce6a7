"""What exactly was opened, in a form that can be kept, signed and compared."""

import hashlib
import json
from typing import Any

from app.media.model import OpenedFile, OpenedMedia

_MEANING = {
    "kind": "種別",
    "scheme": "制度",
    "bytes": "長さ",
    "sha256": "内容（SHA-256）",
    "media_bytes": "媒体上の長さ",
    "media_sha256": "媒体上のデータ（SHA-256）",
}


def manifest(media: OpenedMedia) -> dict[str, Any]:
    """Volume label, container and every file with its lengths and hashes; ``sha256`` binds all of it."""
    content = {
        "volume": media.volume.label,
        "container": media.container,
        "files": [_entry(media.files[name]) for name in sorted(media.files)],
    }
    return {**content, "sha256": _digest(content)}


def same_manifest(a: dict[str, Any], b: dict[str, Any]) -> list[str]:
    """What differs between two manifests, one Japanese sentence each; empty when they say the same.

    A manifest whose own hash does not hold was changed afterwards, which is a difference too.
    """
    differences = [
        f"{which}の記録が作成後に変わっています。"
        for which, one in (("前", a), ("後", b))
        if one.get("sha256") != _digest({name: value for name, value in one.items() if name != "sha256"})
    ]
    for name, meaning in (("volume", "巻ラベル"), ("container", "復号の方式")):
        if a.get(name) != b.get(name):
            differences.append(f"{meaning}が違います（前 {a.get(name)}、後 {b.get(name)}）。")
    before, after = _by_name(a), _by_name(b)
    for file in sorted(before.keys() | after.keys()):
        if file not in after:
            differences.append(f"{file}：後にありません。")
        elif file not in before:
            differences.append(f"{file}：前にありません。")
        else:
            wrong = [text for name, text in _MEANING.items() if before[file].get(name) != after[file].get(name)]
            if wrong:
                differences.append(f"{file}：{'、'.join(wrong)}が違います。")
    return differences


def _entry(file: OpenedFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "kind": file.kind,
        "scheme": file.scheme,
        "bytes": int(file.data.size),
        "sha256": file.sha256,
        "media_bytes": file.media_bytes,
        "media_sha256": file.media_sha256,
    }


def _by_name(one: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in one.get("files", ())}


def _digest(content: dict[str, Any]) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
