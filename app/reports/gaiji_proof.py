"""外字全件一覧, bound to a proof round: the print of all 外字 that goes with the 本番検証品 (N 4(3))."""

from collections import Counter
from collections.abc import Mapping, Sequence

from app.reports.pdf_table import BLUE, MM, RED, Cell, Column, Report, stamped
from app.reports.pdf_text import drawable, grouped
from app.reports.round_view import RoundReport
from app.reports.signs import ZONE_NOTE, head_line, head_rows, local_time
from app.sheet.fonts import FontFile
from app.sheet.glyphs import atlas, proof_pdf

_TITLE = "外字全件一覧"
_TO_FILL = ("報告日", "受託事業者名", "報告者（自署）", "外字を確認した人（自署）")
_TOP_LINE, _BOTTOM_LINE = 12 * MM, 280.5 * MM  # where the sheets of the proof are free


def gaiji_report_pdf(
    view: RoundReport, font: FontFile | None, used: Mapping[int, int], unread: Sequence[str] = ()
) -> bytes:
    """A cover that names round, process, fingerprint and font, and behind it :func:`app.sheet.glyphs.proof_pdf`, each
    sheet with the round on it. ``used`` counts how often each code stands in the data; the files ``unread``
    could not be looked at.

    ``KenpanError`` ``font.unreadable`` as there.
    """
    one = view.round
    sheets = proof_pdf(font, used)
    title = f"{_TITLE} {view.title}"
    cover = Report(_TITLE, view.page_head, head_line(view.head), view.watermark, "表紙 ")
    cover.facts([
        ("工程", view.process.title), ("本番検証品", f"第{one.number}回（{one.id}）"),
        ("本番検証品の状態", view.status), ("本番検証品の指紋", grouped(view.fingerprint, 4)),
    ])  # fmt: skip
    cover.heading("外字フォント")
    cover.facts(_font_rows(font, used))
    if unread:
        cover.text(f"次のファイルは開いていないため、使用を数えていません：{'、'.join(unread)}", 8, RED)
    cover.text(*_bound_text(view, font))
    cover.heading("報告")
    cover.text("次の欄は手で記入します。この紙面そのものに署名はありません。", 7.5)
    cover.table(
        [Column("欄", 40), Column("記入", 146)], [(Cell(name, size=9), Cell("　", size=20)) for name in _TO_FILL]
    )
    cover.heading("台帳のチェックポイント")
    cover.facts(head_rows(view.head))
    cover.text(ZONE_NOTE, 7.5)
    foot = f"指紋 {view.fingerprint[:16]}…　台帳 {view.head.count:,} 件　{local_time(view.head.time)}"
    return stamped(cover.finish(), sheets, drawable(title), [(_TOP_LINE, view.page_head), (_BOTTOM_LINE, foot)])


def _font_rows(font: FontFile | None, used: Mapping[int, int]) -> list[tuple[str, str]]:
    glyphs = atlas(font)
    states = Counter(glyph.state for glyph in glyphs)
    lacking = sum(1 for glyph in glyphs if used.get(glyph.code) and glyph.state != "drawn")
    counted = f"字形あり {states['drawn']:,} 字　空白字形 {states['blank']:,} 字　字形なし {states['missing']:,} 字"
    drawn = f"うち字形なし・空白 {lacking:,} 字"
    if font is None:
        counted, drawn = "字形は判定していません", "字形は判定していません"
    kinds = sum(1 for glyph in glyphs if used.get(glyph.code))
    return [
        ("フォント", "指定なし" if font is None else f"{font.family}（{font.path.name}）"),
        ("フォントの SHA-256", "―" if font is None else grouped(font.sha256, 4)),
        ("字数", f"全 {len(glyphs):,} 字　{counted}"),
        ("データで使用", f"{kinds:,} 字（{drawn}）"),
    ]


def _bound_text(view: RoundReport, font: FontFile | None) -> tuple[str, float, tuple[float, float, float]]:
    """Whether the font printed here is one that the round is bound to."""
    found = [part.label for part in view.round.parts if font is not None and part.sha256 == font.sha256]
    if found:
        return f"○ この回の指紋に含まれるフォントと同じです（{found[0]}）。", 9, BLUE
    return "× この回の指紋のなかに、このフォントのハッシュはありません。", 9, RED
