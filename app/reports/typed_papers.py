"""受託業務 自主点検結果報告書 (N 仕様書別紙12) and サービス水準の達成状況 (別紙4): what people found, by the annex."""

from collections.abc import Mapping

from app.reports.paper_texts import PaperTexts
from app.reports.table_paper import PaperColumn, TablePaper
from app.signoff.custody_model import PAPERS

FIT, UNFIT, NEEDLESS = "適", "否", "不要"
CHECKS = (FIT, UNFIT, NEEDLESS)
"""What チェック may say; 不要 where contract and specification ask for nothing (N 仕様書別紙12)."""
_INSPECTION = (
    PaperColumn("区分", 20),
    PaperColumn("番号", 6),
    PaperColumn("項目", 12),
    PaperColumn("点検内容", 56),
    PaperColumn("結果", 38),
    PaperColumn("チェック", 12),
)
_SERVICE = (
    PaperColumn("サービス水準評価項目", 44),
    PaperColumn("サービス水準", 14, "right"),
    PaperColumn("当月", 12, "right"),
    PaperColumn("達成", 10),
)


def inspection_paper(
    texts: PaperTexts, period: str, days: str, answers: Mapping[str, tuple[str, str]], remark: str
) -> TablePaper:
    """``answers`` by item: チェック and 結果. ``period`` as it is called, ``days`` on which it was done."""
    rows = tuple(
        (one.group, one.id.rstrip("ab"), one.name, one.text, answers.get(one.id, ("", ""))[1], answers[one.id][0])
        if one.id in answers
        else (one.group, one.id.rstrip("ab"), one.name, one.text, "", "未点検")
        for one in texts.inspection
    )
    facts = (("受託業務名", texts.work), ("対象月", period), ("点検実施日", days), ("特記事項", remark or "なし"))
    known = PAPERS["inspection"]
    signs = ("受託事業者（報告者）", "点検担当者")
    return TablePaper(known.annex, texts.inspection_title, facts, _INSPECTION, rows, (), signs)


def service_paper(texts: PaperTexts, period: str, counts: Mapping[str, int | None], remark: str) -> TablePaper:
    """``counts`` by level; one that nobody stated is a dash, and not 達成."""
    rows = []
    for one in texts.service:
        count = counts.get(one.id)
        reached = "―（未記入）" if count is None else "○ 達成" if count <= one.level else "× 未達成"
        shown = "―" if count is None else f"{count:,} {one.unit}"
        rows.append((one.name, f"{one.level:,} {one.unit}", shown, reached))
    facts = (("受託業務名", texts.work), ("対象月", period), ("その他", remark or "なし"))
    known = PAPERS["sla"]
    notes = ("数は、人が申告し署名したものです。検版が数えたものではありません。",)
    return TablePaper(known.annex, texts.service_title, facts, _SERVICE, tuple(rows), notes)
