"""What is signed and written out of a comparison, and what comes next for whom."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from app.errors import Cancelled, KenpanError
from app.filing.safe_write import Write
from app.month.findings.decisions import months_of
from app.month.form_in_force import compared_by, note_of
from app.month.looking.workbench import Workbench
from app.month.printed.in_hand import Compared, SourcePrint, hint_of, unproved_rows
from app.month.printed.signing import basis_of, machines_of, result_sha256, sign_draft
from app.progress import Progress
from app.proof.compared.captions import item_label
from app.proof.compared.source import Shower
from app.reports.comparison_sheet import (
    ComparisonPaper,
    PageMark,
    PicturedPage,
    UnprovedBox,
    comparison_pdf,
    comparison_xlsx,
)
from app.reports.signs import head_line, local_time, logins_of, who
from app.shown import shown
from app.signoff import comparisons, months, references
from app.signoff.comparison_standing import compared_lines, comparison_of, comparisons_of, signed_as, uncompared
from app.signoff.gates import COMPARE, is_closed, open_before
from app.signoff.ledger import Head
from app.signoff.live_parts import Live, for_run
from app.signoff.model import Month, State
from app.ui.comparison.verdict import banner
from app.ui.kit.words import named_month
from app.ui.shell.desk import Desk

PICTURED = 30
"""So many pages are on paper as pictures: of each kind of difference the first."""
_PAPER_DPI = 110.0
_NAMED = 2
_STANDING = {True: "（区別しないと責任者が決めた）", False: "（責任者が決めていない）"}
Done = Callable[[], None]


class Next(NamedTuple):
    """The one thing to do: its name, ``""`` where there is nothing, and what the button says."""

    act: str
    text: str


def month_of(state: State, bench: Workbench | None) -> Month | None:
    """The month of the open medium."""
    found = () if bench is None else months_of(state, bench)
    return found[0] if found else None


def next_act(
    state: State, month: Month | None, one: Compared | None, *, signs: bool, closes: bool, old_form: bool = False
) -> Next:
    """What comes next. ``signs``: the person is a checker; ``closes``: a lead; ``old_form``: another form was approved
    after it was compared.
    """
    if one is not None and old_form:
        return Next("again", "承認された様式で照合し直す　Ctrl+Enter")
    last = None if month is None else comparison_of(state, month)
    ready = month is not None and last is not None and not is_closed(state, month, COMPARE)
    approving = ready and closes and month is not None and not uncompared(state, month)
    if one is None:
        if approving:
            return Next("approve", "署名された照合を承認する　Ctrl+Enter")
        return Next("start", "照合を始める　Ctrl+Enter")
    if month is None:
        return Next("", "この媒体を結び付けた月がありません")
    if last is not None and last.sha256 == result_sha256(one):
        if approving:
            return Next("approve", "署名された照合を承認する　Ctrl+Enter")
        return Next("export", "照合結果表を書き出す　Ctrl+Enter")
    own = signed_as(state, month, result_sha256(one))
    if own is not None and own.is_sample and not is_reference(state, month, one):
        return Next("export", "照合結果表を書き出す　Ctrl+Enter")
    if one.review.undecided:
        return Next("", f"あと {one.review.undecided:,} 件を決めると署名できます（D）")
    if one.review.unseen and comparisons_of(state, month).each:
        return Next("", f"あと {one.review.unseen:,} 件を見ると署名できます（Space）")
    what = "取り込み画像の照合に見本として署名する" if one.of_captures else "照合に署名する"
    return Next("sign", f"{what}　Ctrl+Enter") if signs else Next("", "検査員の署名を待っています")


def is_reference(state: State, month: Month, one: Compared) -> bool:
    """Whether the form is the reference of the month's process."""
    known = state.processes[month.process].reference
    return known is not None and known.form == basis_of(one)[0].sha256


def has_other_reference(state: State, month: Month | None, one: Compared) -> bool:
    """Whether the month's process has a measured form as its reference, and this print was compared by another one."""
    reference = None if month is None else state.processes[month.process].reference
    told = one.table.get("basis")
    if one.of_captures or reference is None or reference.draft or not isinstance(told, dict):
        return False
    return reference.form != str(told.get("form", ""))


def form_said(state: State, month: Month | None, one: Compared, bench: Workbench | None) -> str:
    """Which form the comparison was made by, and who approved it."""
    if one.source is not None:
        return f"{compared_by(state, month, one.source.form, one.source.form_sha256)}　{source_told(one.source)}"
    if one.of_captures and one.forms is not None:
        return f"様式のフォルダー「{shown(one.forms.name)}」（参照として未承認）"
    if one.of_captures:
        return "" if bench is None else note_of(bench.equipment.forms, None)
    return compared_by(state, month, one.form, str(one.table["basis"]["form"]) if one.table.get("basis") else "")


def source_told(source: SourcePrint) -> str:
    """Which print says how the paper must look."""
    names = "・".join(file.name for file in source.files[:_NAMED])
    more = f" ほか {len(source.files) - _NAMED:,} ファイル" if len(source.files) > _NAMED else ""
    return f"紙の印刷データ　{shown(names)}{more}（データと一致する通知書 {len(source.places):,} 件）"


def may_be_reference(desk: Desk, month: Month | None, one: Compared | None) -> bool:
    """Whether the person may approve the draft forms that a print was compared by, and nobody did."""
    may = month is not None and one is not None and bool(one.form.drafts) and desk.may("draft.approved")
    return may and month is not None and one is not None and not is_reference(desk.state, month, one)


def approve_draft(desk: Desk, month: Month, one: Compared, done: Done, over: QWidget) -> None:
    """Approve the draft forms as the reference of the process: until then what they compare is a sample."""
    prints = {str(file["name"]): str(file["sha256"]) for file in one.table["basis"]["print_files"]}
    form, pages = basis_of(one)[0].sha256, one.result.pages
    act = lambda state, by: references.approve_draft(state, by, month.process, form, prints, pages=pages)  # noqa: E731
    act(desk.state, "")
    summary = (
        f"工程　{desk.state.processes[month.process].title}",
        f"下書き様式（実測していない）　{len(prints)} ファイル　{pages:,} 頁の印刷データ",
        "承認すると、この様式による照合で印刷照合を閉じられます。検証品の承認は変わりません。",
        f"様式の指紋　{form[:16]}",
    )
    desk.sign(act, "draft.approved", summary, lambda _entries: done(), over)


def sign(desk: Desk, month: Month, one: Compared, bench: Workbench | None, done: Done, over: QWidget) -> None:
    """Sign the comparison; ``KenpanError`` for what is missing, before it is asked."""
    sign_draft(desk.state, "", month.id, one)
    told = banner(one)
    review = one.review
    summary = (
        named_month(month),
        told.text,
        told.facts,
        f"様式　{form_said(desk.state, month, one, bench)}",
        f"違い {len(one.result.findings):,} 件　刷り直し {review.reprints:,} 件　見ていない {review.unseen:,} 件",
        *((f"写しを渡した端末　{shown('、'.join(machines))}",) if (machines := machines_of(one)) else ()),
        f"照合結果の指紋　{result_sha256(one)[:16]}",
    )
    act = lambda state, by: sign_draft(state, by, month.id, one)  # noqa: E731
    desk.sign(act, "comparison.signed", summary, lambda _entries: done(), over)


def approve(desk: Desk, month: Month, live: Live, done: Done, over: QWidget) -> None:
    """Close 印刷照合 on the signed comparison; ``KenpanError`` for what keeps it open, before it is asked."""
    one = comparison_of(desk.state, month)
    assert one is not None  # else nothing is offered
    parts, lines = for_run(live or ()), compared_lines(one)
    months.close_gate(desk.state, "", month.id, COMPARE, lines, "", parts)
    summary = (
        named_month(month),
        f"照合に署名した人　{one.signature.name}　{local_time(one.signature.time)}",
        *(
            f"{line.label}　{line.count:,} {line.unit}　{shown(line.text)}".rstrip()
            for line in lines
            if line.count is not None
        ),
        f"照合結果の指紋　{one.sha256[:16]}",
    )
    act = lambda state, by: months.close_gate(state, by, month.id, COMPARE, lines, "", parts)  # noqa: E731
    desk.sign(act, "gate.closed", summary, lambda _entries: done(), over)


def require(desk: Desk, month: Month, each: bool, reason: str, done: Done, over: QWidget) -> None:
    """Ask that every difference is looked at by itself, or no longer."""
    comparisons.require_each(desk.state, "", month.id, each, reason)
    said = "違いを1件ずつ見ることを求める" if each else "違いをまとめて見てよいことにする"
    act = lambda state, by: comparisons.require_each(state, by, month.id, each, reason)  # noqa: E731
    summary = (named_month(month), said, f"理由　{reason}")
    desk.sign(act, "comparison.required", summary, lambda _entries: done(), over)


def before(state: State, month: Month) -> bool:
    """Whether a gate before 印刷照合 is still open: it may be worked on, and not closed."""
    return bool(open_before(state, month, COMPARE))


# Written out


def paper_of(state: State, month: Month | None, bench: Workbench, one: Compared) -> ComparisonPaper:
    """What the paper says, with the signatures that there are."""
    told, sha256 = banner(one), result_sha256(one)
    logins = logins_of(state.accounts)
    signed = None if month is None else signed_as(state, month, sha256)
    signs = []
    if month is not None and signed is not None:
        what = "取り込み画像の照合" if one.of_captures else "照合"
        own = [(f"{what}（見本）" if signed.is_sample else what, signed.signature)]
        closing = month.closed.get(COMPARE)
        if closing is not None and signed == comparison_of(state, month) and is_closed(state, month, COMPARE):
            own.append(("承認（印刷照合）", closing.signature))
        signs = [(text, who(s.by, s.name, logins), local_time(s.time), f"{s.seq:,}") for text, s in own]
    volume = bench.media.volume
    facts = [("媒体", volume.title), ("月", "" if month is None else named_month(month))]
    facts += [("様式", form_said(state, month, one, bench))]
    facts += _named(told.facts)
    if one.of_captures:
        facts += [
            ("未証明", f"「{row['expected']}」と「{row['rival']}」 {row['boxes']:,} か所{_STANDING[row['decided']]}")
            for row in one.table["captures"]["pairs"]
        ]
    head = head_line(Head(state.count, state.head, state.time)) if signs else "検版　台帳に記録する前の控えです。"
    return ComparisonPaper(
        volume.label,
        told.tone,
        told.text,
        tuple(facts),
        tuple((part.label, part.detail, part.sha256) for part in basis_of(one)),
        tuple((zone.name, zone.reason, one.ignored(zone)) for zone in one.zones),
        one.review,
        sha256,
        tuple(signs),
        head,
        datetime.now(UTC),
        _unproved(one) if one.of_captures else None,
    )


def _unproved(one: Compared) -> tuple[UnprovedBox, ...]:
    """Every box whose character nobody can tell from another one."""
    return tuple(
        UnprovedBox(
            *(row[name] for name in ("page", "file", "record", "side", "item", "expected", "rival")),
            frozenset((row["expected"], row["rival"])) in one.alike,
        )
        for row in unproved_rows(one)
    )


def _named(facts: str) -> list[tuple[str, str]]:
    """The verdict's facts as names and values: "27 頁" counts pages, and "枠　一致 9・相違 1" is one fact."""
    found: list[tuple[str, str]] = []
    for part in facts.split("　"):
        name, _, value = part.partition(" ")
        if name[:1].isdigit():
            found.append(("頁", part))
        elif found and not found[-1][1]:
            found[-1] = (found[-1][0], part)
        else:
            found.append((name, value))
    return found


def write_out(
    write: Callable[[str], Write], path: Path, paper: ComparisonPaper, one: Compared, source: Shower | None
) -> Callable[[Progress], Path]:
    """How the result is written: by the end of the name as JSON, Excel or PDF."""
    kind = path.suffix.lower()
    if kind == ".json":
        to = write("comparison")
        return lambda progress: to(path, one.raw)
    if kind == ".xlsx":
        book = write("comparison.xlsx")
        return lambda progress: book(path, comparison_xlsx(paper, progress))
    sheet = write("comparison.pdf")
    return lambda progress: sheet(path, comparison_pdf(paper, pictured(one, source, progress), progress))


def pictured(one: Compared, source: Shower | None, progress: Progress) -> list[PicturedPage]:
    """Of each group of like differences the first page, at most :data:`PICTURED`, each page once."""
    found: dict[int, PicturedPage] = {}
    for group in one.review.groups:
        first = next((at for at in group.members if one.result.findings[at].page is not None), None)
        if first is None or source is None or len(found) >= PICTURED:
            continue
        difference = one.result.findings[first]
        number = difference.page
        if number is None or number in found:
            continue
        progress("頁の作成", len(found), min(PICTURED, len(one.review.groups)))
        try:
            shown = source.shown(number, hint_of(difference), _PAPER_DPI)
        except Cancelled:
            raise
        except KenpanError:
            continue  # its line in the table says what it is
        marks = []
        for at in one.review.on_page(number):
            other = one.result.findings[at]
            area = next((side.rect for side in shown.page.sides if side.side == other.side), None)
            rect = other.rect or (None if area is None else area.grown(-1.5))
            if rect is not None:
                marks.append(PageMark(at + 1, rect))
        record = "" if difference.record is None else f"　番号 {difference.record + 1:,}"
        item = item_label(difference.item)
        text = f"違い {first + 1:,}　{number + 1:,} 頁　{difference.file}{record}　{item}　{difference.message}"
        size = shown.page.width, shown.page.height
        found[number] = PicturedPage(text, shown.pair.expected, shown.pair.printed, *size, tuple(marks))
    return list(found.values())
