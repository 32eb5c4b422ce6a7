"""One folder to carry to a workstation without a network: ``python .ci/offline.py OUT`` (extra ``build``).

Into ``OUT`` go ``wheels/`` (Kenpan and everything that the lock file names, for one platform), or with ``--program``
the built program; ``licences/`` and ``THIRD_PARTY.md``, ``sbom.cdx.json`` (CycloneDX), ``SHA256SUMS`` (as ``sha256sum
-c`` reads it, on Windows ``certutil``), and ``INSTALL.txt`` for whoever installs it.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / ".ci" / "requirements.txt"
TEXTS = ROOT / ".ci" / "licences"
"""Texts, by SPDX name, of licences that some wheels name and do not bring."""
PLATFORMS = {
    "windows": ("win_amd64",),
    "linux": ("manylinux_2_34_x86_64", "manylinux_2_28_x86_64", "manylinux_2_17_x86_64"),
}
_LICENCE = re.compile(r"(?i)(^|/)(licen[cs]e|copying|notice|authors|thirdparty)[^/]*$|\.dist-info/licenses/.")
_INSTALL = """検版（Kenpan）{version}　ネットワークのない端末への導入

1. 届いたものが元のままであることを確かめます（SHA256SUMS）。
     Linux    sha256sum -c SHA256SUMS
     Windows  certutil -hashfile ファイル SHA256　の値を SHA256SUMS と比べます
2. 導入します。
{steps}
部品の一覧は sbom.cdx.json、第三者の使用許諾は THIRD_PARTY.md と licences/ にあります。
"""
_WHEELS = """     python -m venv kenpan
     kenpan/bin/pip install --no-index --find-links wheels kenpan      （Windows：kenpan\\Scripts\\pip）
   起動は kenpan/bin/kenpan（Windows：kenpan\\Scripts\\kenpan）です。Python 3.11 が要ります。
   台帳をサーバー（PostgreSQL）に置くときは、kenpan の代わりに "kenpan[server]" とします。
"""
_PROGRAM = """     program フォルダーを端末に写します。Python は要りません。
   起動は program/kenpan（Windows：program\\kenpan-window.exe）です。
"""


@dataclass(frozen=True, slots=True)
class Wheel:
    """What a wheel says of itself."""

    path: Path
    name: str
    version: str
    licence: str
    texts: tuple[tuple[str, bytes], ...]  # name inside the wheel, content


def read_wheel(path: Path) -> Wheel:
    """Name, version, licence and licence texts; ``ValueError`` if the wheel does not tell them."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        of = [name for name in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", name)]
        if len(of) != 1:
            raise ValueError(f"{path.name}: no METADATA")
        told = Parser().parsestr(archive.read(of[0]).decode("utf-8"))
        wanted = [name for name in names if _LICENCE.search(name) and not name.endswith((".py", "/"))]
        texts = tuple((name, archive.read(name)) for name in wanted)
    licence = _licence(told)
    return Wheel(path, told["Name"], told["Version"], licence, texts or _kept(licence))


def _kept(licence: str) -> tuple[tuple[str, bytes], ...]:
    return tuple((path.name, path.read_bytes()) for path in sorted(TEXTS.glob("*.txt")) if path.stem in licence)


def _licence(told: "Message[str, str]") -> str:
    """The licence as one line, from the newest field that has it."""
    classes = [value for key, value in told.items() if key == "Classifier" and value.startswith("License ::")]
    short = str(told.get("License") or "").strip().partition("\n")[0]
    named = ", ".join(value.rpartition(" :: ")[2] for value in classes)
    return told.get("License-Expression") or named or short or "?"


def bill_of_materials(wheels: Iterable[Wheel]) -> str:
    """CycloneDX JSON: every wheel with its hash, licence and package URL."""
    from cyclonedx.model import HashAlgorithm, HashType
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.model.license import DisjunctiveLicense
    from cyclonedx.output import make_outputter
    from cyclonedx.schema import OutputFormat, SchemaVersion
    from packageurl import PackageURL

    bom = Bom()
    for wheel in wheels:
        kind = ComponentType.APPLICATION if wheel.name == "kenpan" else ComponentType.LIBRARY
        bom.components.add(
            Component(
                name=wheel.name,
                version=wheel.version,
                type=kind,
                purl=PackageURL("pypi", None, wheel.name.lower().replace("_", "-"), wheel.version),
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=_sha256(wheel.path))],
                licenses=[DisjunctiveLicense(name=wheel.licence)],
            )
        )
    return make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1)


def write_licences(wheels: Iterable[Wheel], out: Path) -> None:
    """``THIRD_PARTY.md`` and the texts that came with each wheel."""
    rows = ["| part | version | licence | texts |", "|---|---|---|---|"]
    for wheel in wheels:
        place = out / "licences" / f"{wheel.name}-{wheel.version}"
        for name, content in wheel.texts:
            path = place / name.replace("/", "__")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        rows.append(f"| {wheel.name} | {wheel.version} | {wheel.licence} | {len(wheel.texts)} |")
    (out / "THIRD_PARTY.md").write_text("\n".join(rows) + "\n", "utf-8")


def sums(out: Path) -> str:
    """A line for every file under ``out`` but the list itself, sorted by path."""
    files = sorted(path for path in out.rglob("*") if path.is_file() and path != out / "SHA256SUMS")
    return "".join(f"{_sha256(path)}  {path.relative_to(out).as_posix()}\n" for path in files)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def locked(lock: Path) -> Iterator[str]:
    """``name==version`` of each line of a lock file."""
    for line in lock.read_text("utf-8").splitlines():
        if found := re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", line):
            yield f"{found[1]}=={found[2]}"


def _fetch(out: Path, platform: str, python: str) -> None:
    """Kenpan's own wheel and all that is locked; what is only published as source is built here (pure Python)."""
    pip = [sys.executable, "-m", "pip"]
    quiet = ["-q", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", *quiet, "--no-deps", "-w", str(out), str(ROOT)], check=True)
    tags = [word for tag in PLATFORMS[platform] for word in ("--platform", tag)]
    wheel_only = [*pip, "download", *quiet, "--no-deps", "--only-binary=:all:", "--python-version", python, *tags]
    for wanted in locked(LOCK):
        if subprocess.run([*wheel_only, "-d", str(out), wanted], check=False, capture_output=True).returncode:
            subprocess.run([*pip, "wheel", *quiet, "--no-deps", "-w", str(out), wanted], check=True)


def main() -> None:
    """Make the folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--platform", choices=PLATFORMS, default="windows")
    parser.add_argument("--python", default="3.11")
    parser.add_argument("--program", type=Path, metavar="DIR", help="carry this built program (dist/kenpan) instead")
    words = parser.parse_args()
    for part in ("cyclonedx", "hatchling"):  # before anything is fetched, which takes minutes
        if find_spec(part) is None:
            parser.error(f"{part} is missing: python -m pip install -e '.[build]'")
    if words.program is not None and not any(words.program.glob("kenpan*")):
        parser.error(f"{words.program}: no built program (pyinstaller build.spec makes dist/kenpan)")
    words.out.mkdir(parents=True)
    wheels_in = words.out / "wheels"
    _fetch(wheels_in, words.platform, words.python)
    wheels = sorted(map(read_wheel, wheels_in.glob("*.whl")), key=lambda wheel: wheel.name.lower())
    (words.out / "sbom.cdx.json").write_text(bill_of_materials(wheels), "utf-8")
    write_licences(wheels, words.out)
    version = next(wheel.version for wheel in wheels if wheel.name == "kenpan")
    if words.program is not None:
        shutil.rmtree(wheels_in)
        shutil.copytree(words.program, words.out / "program", symlinks=True)
    steps = _WHEELS if words.program is None else _PROGRAM
    (words.out / "INSTALL.txt").write_text(_INSTALL.format(version=version, steps=steps), "utf-8")
    (words.out / "SHA256SUMS").write_text(sums(words.out), "utf-8")
    print(f"{words.out}: {len(wheels)} parts")


if __name__ == "__main__":
    main()
