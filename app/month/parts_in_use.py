"""What a decision is bound to on this workstation: each part with the hash of exactly what is in use.

Media, forms, fonts, envelope, flyer settings and office list carry the hash that was taken when they were loaded; the
tables that are read once a run are hashed from the bytes that were read. A file that changes on the disc afterwards
is another part only when it is loaded again.
"""

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

from app import __version__
from app.bounded import open_regular
from app.canonical import NO_CONTENT, canonical, digest
from app.equipment.reference_set import reference_sha256
from app.media.manifest import manifest
from app.month.looking.workbench import Workbench
from app.notice.flyers import FlyerSettings
from app.proof.piece_codes import load_piece_codes
from app.resources import resource_bytes, resource_names
from app.sheet.form_model import Form
from app.signoff.binding import FORM_PARTS, MEDIA, OFFICIAL_PART, PROOF_MEDIA
from app.signoff.checksheet import load_sheet
from app.signoff.redirect_lists import list_part
from app.signoff.signed import Part
from app.workstation.settings import Settings

NONE = "なし"

_STATUS = {"draft": "（案）", "official": OFFICIAL_PART}


def live_parts(bench: Workbench, settings: Settings) -> tuple[Part, ...]:
    """Everything that this workstation holds, the open volume as the month's media (``media``)."""
    return (media_part(bench), *own_parts(bench, settings))


def media_part(bench: Workbench) -> Part:
    """The open volume as the month's media."""
    return _volume_part(bench, MEDIA, "媒体")


def proof_part(bench: Workbench) -> Part:
    """The open volume as the medium that the proofs are chosen from."""
    return _volume_part(bench, PROOF_MEDIA, "検証品の媒体")


def _volume_part(bench: Workbench, name: str, label: str) -> Part:
    media = bench.media
    return Part(name, label, manifest(media)["sha256"], f"{media.volume.volume}　{len(media.files)} ファイル")


def own_parts(bench: Workbench, settings: Settings) -> tuple[Part, ...]:
    """Everything but the volume."""
    held = bench.equipment
    envelope, offices, gaiji = held.envelope, held.offices, held.fonts.roles.get("gaiji")
    bundled = {role: font for role, font in held.fonts.roles.items() if role != "gaiji"}
    sheet = load_sheet()
    families = "・".join(font.family for font in bundled.values())
    return (
        _tables("layouts", "レコード・印字項目の定義", _layout_tables()),
        *(_form_part(number, form) for number, form in sorted(held.forms.items())),
        _paper_part(held.forms),
        Part("envelope", "封筒", envelope.sha256, f"{envelope.width:g} × {envelope.height:g} mm"),
        _hashes("fonts", "書体", {role: font.sha256 for role, font in bundled.items()}, families),
        Part("fonts.gaiji", "外字の書体", gaiji.sha256 if gaiji else NO_CONTENT, gaiji.path.name if gaiji else NONE),
        Part("offices", "年金事務所一覧", *((offices.sha256, offices.source) if offices else (NO_CONTENT, NONE))),
        Part("flyers", "チラシ設定", held.flyers.sha256, _flyer_detail(held.flyers)),
        _tables("barcode", "バーコードの寸法表", {"customer_barcode.toml": resource_bytes("customer_barcode.toml")}),
        *_codes_parts(settings),
        *_lists_part(bench),
        Part("postal", "郵便番号の辞書", held.postal.sha256, held.postal.edition),
        _container_part(bench, settings),
        Part("checksheet", "検査票", sheet.sha256, sheet.title),
        Part("reference_set", "基準の通知書の印字", reference_sha256(), f"検版 {__version__}"),
    )


def _paper_part(forms: Mapping[int, Form]) -> Part:
    paper = next(iter(forms.values())).paper
    hashes = {f"{number} {form.paper.name}": form.paper.sha256 for number, form in forms.items()}
    return _hashes("paper", "用紙", hashes, f"{paper.width:g} × {paper.height:g} mm、折り {paper.fold:g} mm")


def _flyer_detail(flyers: FlyerSettings) -> str:
    return f"チラシA {'・'.join(flyers.versions_a)}　チラシC {len(flyers.kinds_c)} 種類"


def _form_part(number: int, form: Form) -> Part:
    return Part(f"{FORM_PARTS}{number}", f"様式{number}", form.sha256, f"{form.name}{_STATUS[form.status]}")


def _layout_tables() -> dict[str, bytes]:
    """The tables that say what a record's bytes mean and what is printed of them."""
    single = ("notice_items.csv", "eras.toml", "volumes.csv")
    layouts = {f"layouts/{name}": resource_bytes("layouts", name) for name in resource_names("layouts", ".toml")}
    return layouts | {name: resource_bytes(name) for name in single}


def _codes_parts(settings: Settings) -> tuple[Part, ...]:
    """What stands on the pieces: the contractor's code, or Kenpan's 現品ID, and what it never tells; and apart from
    it, where there is one, the mapping file, which is the month's.
    """
    codes = settings.scanner.codes or load_piece_codes()
    of_whom = "検版の現品ID" if codes.is_own else f"業者のコード（{codes.symbology}）"
    by_mapping = "　対応表による" if codes.mapped else ""
    untold = f"　判定できないもの：{'、'.join(codes.untold)}" if codes.untold else ""
    kind = _hashes("piece_codes", "現品のコード", codes.files, f"{of_whom}{by_mapping}{untold}")
    if not codes.mapped:
        return (kind,)
    return kind, Part("piece_mapping", "現品のコードの対応表", codes.mapped, f"{len(codes.mapping):,} 行")


def _lists_part(bench: Workbench) -> tuple[Part, ...]:
    """What the lists of 別送 and 引き抜き say of the open volume; none where they were not read."""
    if bench.lists is None:
        return ()
    counts = bench.lists.counts
    return (list_part(counts["redirect"], counts["pull"], bench.lists.carried),)


def _tables(name: str, label: str, files: Mapping[str, bytes]) -> Part:
    hashes = {file: hashlib.sha256(raw).hexdigest() for file, raw in files.items()}
    return _hashes(name, label, hashes, f"{len(hashes)} ファイル")


def _hashes(name: str, label: str, hashes: Mapping[str, str], detail: str) -> Part:
    """One part out of several hashed things; names count as well."""
    return Part(name, label, digest(canonical(dict(hashes))), detail)


def _container_part(bench: Workbench, settings: Settings) -> Part:
    """How the media are deciphered; of the agency's tool its command line and the bytes of the program itself."""
    tool, *arguments = settings.tool_argv or ("",)
    content = {
        "program": Path(tool).name,  # not where it lies: that may differ between workstations
        "sha256": _tool_sha256(tool) if tool else NO_CONTENT,
        "arguments": arguments,
    }
    return Part("container", "復号の方式", digest(canonical(content)), bench.media.container_label)


def _tool_sha256(program: str) -> str:
    """Of the agency's program as it lies there now, since it is started anew each time; unreadable counts as none."""
    try:
        return _file_sha256(Path(shutil.which(program) or program))
    except OSError:
        return NO_CONTENT


def _file_sha256(path: Path) -> str:
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
