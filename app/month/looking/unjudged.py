"""What nobody has judged of an open volume, and why: none of it may be shown as 0, なし or ○."""

from collections.abc import Iterable

from app.cases.marks import Mark
from app.cases.special import CASES
from app.month.looking.workbench import Workbench
from app.sheet.envelope import EnvelopeReport

UNJUDGED = "判定していません"
NO_OFFICES = "年金事務所一覧を読み込んでいないため、事務所の欄は判定していません。"
NO_REDIRECTS = "別送・引き抜きの一覧を読み込んでいないため、判定していません。"
NOT_CHECKED = "まだ検査していないため、判定していません。"


def unread_files(bench: Workbench) -> tuple[str, ...]:
    """Notice files that belong to the volume and are not open: not there, or not readable."""
    volume = bench.media.volume
    expected = (*(file.expected for file in volume.files if file.expected is not None), *volume.missing)
    return tuple(sorted(one.name for one in expected if one.kind == "notices" and one.name not in bench.notices))


def unread_text(bench: Workbench) -> str:
    """The same as a sentence, empty when everything is open."""
    names = unread_files(bench)
    return f"開いていないファイル（{'、'.join(names)}）は判定していません。" if names else ""


def unjudged_marks(bench: Workbench, *, checked: bool) -> dict[Mark, str]:
    """Marks of the record list that mean nothing yet where they are not set, each with the reason."""
    why = {} if bench.lists is not None else {Mark.REDIRECT: NO_REDIRECTS}
    if bench.equipment.offices is None:
        why[Mark.WINDOW] = NO_OFFICES
    if not checked:
        why |= dict.fromkeys((Mark.ERROR, Mark.WARNING), NOT_CHECKED)
    return why


def unjudged_cases(bench: Workbench) -> dict[str, str]:
    """Special cases that the volume may have although none was found, each with the reason."""
    unread = unread_text(bench)
    why = dict.fromkeys((case.id for case in CASES), unread) if unread else {}
    return why if bench.lists is not None else {**why, "redirect": NO_REDIRECTS}


def unjudged_windows(report: EnvelopeReport, names: Iterable[tuple[str, str]]) -> str:
    """Which items of an address panel could not be judged, in Japanese; ``names`` are the items' ids and labels."""
    known = dict(names)
    return "・".join(dict.fromkeys(known.get(item.id, item.id) for item in report.unjudged))
