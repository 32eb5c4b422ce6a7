"""The folder that is carried to a workstation without a network."""

import hashlib
import importlib.util
import json
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

_SCRIPT = Path(__file__).resolve().parents[1] / ".ci" / "offline.py"


@pytest.fixture(scope="module")
def offline() -> ModuleType:
    spec = importlib.util.spec_from_file_location("offline", _SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["offline"] = module
    spec.loader.exec_module(module)
    return module


def _wheel(folder: Path, name: str, metadata: str, *texts: str) -> Path:
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            f"{name}-1.0.dist-info/METADATA", f"Name: {name}\nVersion: 1.0\n{metadata}\n\nText: License: X"
        )
        for text in texts:
            archive.writestr(text, f"{text} says")
    return path


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        ("License-Expression: MIT\nLicense: other", "MIT"),
        ("Classifier: License :: OSI Approved :: BSD License\nClassifier: Topic :: X", "BSD License"),
        ("License: Apache 2.0", "Apache 2.0"),
        ("Summary: silent", "?"),
    ],
)
def test_a_wheel_tells_its_licence(offline: ModuleType, tmp_path: Path, metadata: str, told: str) -> None:
    assert offline.read_wheel(_wheel(tmp_path, "part", metadata)).licence == told


def test_a_wheel_that_names_a_licence_and_brings_no_text_gets_it(offline: ModuleType, tmp_path: Path) -> None:
    path = _wheel(tmp_path, "part", "License-Expression: LGPL-3.0-only OR GPL-2.0-only")
    named = [name for name, content in offline.read_wheel(path).texts if b"GENERAL PUBLIC LICENSE" in content]
    assert named == ["GPL-3.0-only.txt", "LGPL-3.0-only.txt"], "the LGPL is the GPL with permissions more"
    own = _wheel(tmp_path, "other", "License-Expression: LGPL-3.0-only", "other-1.0.dist-info/licenses/COPYING")
    assert len(offline.read_wheel(own).texts) == 1


def test_the_bill_of_materials_names_each_part_with_its_hash(offline: ModuleType, tmp_path: Path) -> None:
    pytest.importorskip("cyclonedx")
    path = _wheel(tmp_path, "part_one", "License: MIT")
    bill = json.loads(offline.bill_of_materials([offline.read_wheel(path)]))
    (part,) = bill["components"]
    assert (part["purl"], part["version"]) == ("pkg:pypi/part-one@1.0", "1.0")
    assert part["hashes"][0]["content"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_licence_texts_come_along(offline: ModuleType, tmp_path: Path) -> None:
    path = _wheel(tmp_path, "part", "License: MIT", "part-1.0.dist-info/licenses/LICENSE.txt", "part/licenses.py")
    offline.write_licences([offline.read_wheel(path)], tmp_path)
    texts = list((tmp_path / "licences").rglob("*.txt"))
    assert [text.read_text() for text in texts] == ["part-1.0.dist-info/licenses/LICENSE.txt says"]
    assert "| part | 1.0 | MIT | 1 |" in (tmp_path / "THIRD_PARTY.md").read_text()


def test_the_sums_are_of_every_file_and_change_with_it(offline: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "a.whl").write_bytes(b"a")
    (tmp_path / "SHA256SUMS").write_text("old")
    first = offline.sums(tmp_path)
    assert first == f"{hashlib.sha256(b'a').hexdigest()}  wheels/a.whl\n"
    (tmp_path / "wheels" / "a.whl").write_bytes(b"b")
    assert offline.sums(tmp_path) != first


def test_a_lock_file_is_read_with_hashes_extras_and_markers(offline: ModuleType, tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("# made\na==1.0 \\\n    --hash=sha256:00\nb-c[binary]==2.1 ; python_version > '3'\n")
    assert list(offline.locked(lock)) == ["a==1.0", "b-c==2.1"]


@pytest.mark.parametrize(
    ("missing", "words", "told"),
    [("cyclonedx", (), "cyclonedx is missing"), ("", ("--program", "empty"), "no built program")],
)
def test_what_is_missing_is_said_before_anything_is_fetched(
    offline: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    missing: str, words: tuple[str, ...], told: str,
) -> None:  # fmt: skip
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(offline, "find_spec", lambda name: None if name == missing else object())
    monkeypatch.setattr(sys, "argv", ["offline.py", "out", *words])
    with pytest.raises(SystemExit):
        offline.main()
    assert told in capsys.readouterr().err and not (tmp_path / "out").exists()
