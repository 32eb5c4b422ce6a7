"""The medium against its labels, the paper 件数表 and its other side."""

import unicodedata
from collections.abc import Iterator

from app.media.comparing import MediaComparison
from app.month.reception.counts import PAPER, CountCell
from app.month.reception.facts import Medium
from app.month.reception.model import (
    LOOK_AGAIN,
    TO_AGENCY,
    JudgedRow,
    Plan,
    Rules,
    Subject,
    about,
    recorded,
    unread_row,
)
from app.month.reception.reading import day_in_era
from app.month.reception.typed import SCHEMES, Transcription

_SHOWN = 3


def named(names: tuple[str, ...], unit: str = "ファイル") -> str:
    """The first few names, and how many more there are."""
    more = f" ほか {len(names) - _SHOWN} {unit}" if len(names) > _SHOWN else ""
    return f"{'、'.join(names[:_SHOWN])}{more}"


def medium_rows(medium: Medium) -> Iterator[JudgedRow]:
    """Whether every file is there, can be opened, and is built as it must be."""
    lacking = [
        f"{word}：{named(names)}"
        for word, names in (
            ("ないファイル", medium.missing),
            ("読めないファイル", medium.unread),
            ("余分なファイル", medium.unexpected),
        )
        if names
    ]
    read = f"{medium.opened} / {medium.expected} ファイルを開けた"
    files = Subject("medium.files", "medium", "収録ファイル", f"{medium.expected} ファイル", read)
    yield files.fault(f"{'、'.join(lacking)}。") if lacking else files.same()
    structure = Subject("medium.structure", "medium", "ファイルの構造", "誤り 0 か所", f"誤り {medium.broken:,} か所")
    yield structure.fault("媒体の構造に誤りがあります。") if medium.broken else structure.same()
    if medium.errors:
        step = "検査の画面で一つずつ、続けるか別紙9 にするかを決めてください。"
        records = Subject("medium.records", "medium", "レコードの検査", "", f"誤り {medium.errors:,} か所")
        yield records.note("レコードの検査で誤りが見つかっています。", step)


# Labels


def label_rows(medium: Medium, typed: Transcription, plan: Plan, rules: Rules) -> Iterator[JudgedRow]:
    """Disc label, then the label of the case (N 表3.1-1, 表3.1-2)."""
    title = rules.titles[medium.volume]
    known = medium.label_source != "files"
    side = {"A": "正", "B": "副"}[medium.side]
    for prefix in ("disc", "case"):
        if prefix == "case":
            yield _contractor(typed, plan)
        yield _label(typed, f"{prefix}.title", title, bare(typed.text(f"{prefix}.title")) == bare(title))
        yield _label(typed, f"{prefix}.side", side if known else "", typed.text(f"{prefix}.side") == medium.side)
        own = typed.labels(f"{prefix}.volume") == (medium.label,)
        yield _label(typed, f"{prefix}.volume", medium.label if known else "", own)
    yield _created(medium, typed)
    yield _case_counts(medium, typed)
    yield recorded(typed, "case.agency", "label")


def _label(typed: Transcription, name: str, read: str, same: bool) -> JudgedRow:
    """A label's text against what the medium is; without ``read`` the medium does not say."""
    if name not in typed.values:
        return unread_row(typed, name, "label")
    subject = about(typed, name, "label", read or "（読めない）")
    if not read:
        what = "媒体からボリューム名を読めないため、比べていません。"
        return subject.undone(what, "媒体そのもの（ディスク・USB）を開いてください。")
    if same:
        return subject.same()
    return subject.differs(f"ラベルは「{typed.shown(name)}」、開いた媒体は「{read}」です。", LOOK_AGAIN)


def bare(text: str) -> str:
    """A title without blanks, brackets and the width of its characters; a USB bears the title of a DVD (N l. 2056)."""
    plain = unicodedata.normalize("NFKC", text).upper().replace("USB", "DVD")
    return "".join(char for char in plain if char.isalnum())


def _contractor(typed: Transcription, plan: Plan) -> JudgedRow:
    name = "case.contractor"
    if name not in typed.values:
        return unread_row(typed, name, "label")
    subject = about(typed, name, "label", plan.contractor or "（設定なし）")
    if not plan.contractor:
        what = "自社の名前（受託業者名）が設定されていないため、比べていません。"
        return subject.undone(what, "設定に受託業者名を書いてください。")
    if bare(typed.text(name)) == bare(plan.contractor):
        return subject.same()
    step = "ほかの受託業者の媒体でないか、機構に問い合わせてください。"
    return subject.differs(f"ケースの宛先は「{typed.shown(name)}」です。", step)


def _created(medium: Medium, typed: Transcription) -> JudgedRow:
    """The disc is not made before the data on it, nor after it was received; some days later is possible."""
    name, own = "case.created", typed.day("case.created")
    if own is None:
        return unread_row(typed, name, "label")
    days = [table.created for table in medium.tables.values() if table.created is not None]
    received = typed.day("hand.date")
    subject = about(typed, name, "label", f"件数表 {day_in_era(max(days))}" if days else "（読めない）")
    if not days:
        return subject.undone("媒体の件数表から作成年月日を読めません。", "件数表の検査結果を見てください。")
    if own < max(days):
        return subject.differs("媒体の作成日が、件数表の作成日より前です。", LOOK_AGAIN)
    if received is not None and own > received:
        return subject.differs("媒体の作成日が、受領日より後です。", LOOK_AGAIN)
    if own != max(days):
        what = f"件数表の {(own - max(days)).days} 日後に作られた媒体です。"
        return subject.note(what, "作り直した媒体でないかを確かめてください。")
    return subject.same()


def _case_counts(medium: Medium, typed: Transcription) -> JudgedRow:
    """The case names no number but the tables (N 表3.1-2 ⑥)."""
    name, text = "case.counts", typed.text("case.counts")
    if not text:
        return unread_row(typed, name, "label")
    digits = "".join(char for char in unicodedata.normalize("NFKC", text) if char in "0123456789")
    if "件数表" in text and "参照" in text:
        return about(typed, name, "label", "件数表を参照").same()
    subject = about(typed, name, "label", str(medium.notices))
    if digits and int(digits) == medium.notices.value:
        return subject.same()
    return subject.differs(f"件数欄が、件数表の参照でも、媒体の {medium.notices} でもありません。", LOOK_AGAIN)


# 件数表


def table_rows(medium: Medium, typed: Transcription, cells: tuple[CountCell, ...]) -> Iterator[JudgedRow]:
    """The paper 件数表 of each scheme: its day, its offices in one row, each that differs in its own, its 合計."""
    for scheme, name in SCHEMES.items():
        yield _table_day(medium, typed, f"paper.{scheme}.created")
        table = medium.tables.get(scheme)
        if table is not None and table.errors:
            read = f"誤り {table.errors:,} か所"
            subject = Subject(f"table.{scheme}", "counts", f"{name} 媒体の件数表", "誤り 0 か所", read)
            yield subject.fault("媒体の件数表に誤りがあります。")
        *mine, total = [cell for cell in cells if cell.scheme == scheme]
        yield _summary(f"paper.{scheme}.offices", f"{name} 事務所ごと", mine)
        for at, cell in enumerate(cell for cell in mine if cell.state == "differs"):
            yield _cell_row(f"paper.{scheme}.differs.{at}", cell)
        yield _cell_row(f"paper.{scheme}.total", total)


def _table_day(medium: Medium, typed: Transcription, name: str) -> JudgedRow:
    own = typed.day(name)
    if own is None:
        return unread_row(typed, name, "counts")
    table = next((one for scheme, one in medium.tables.items() if f".{scheme}." in name), None)
    if table is None or table.created is None:
        what = "媒体の件数表がないか、作成年月日を読めません。"
        return about(typed, name, "counts", "（読めない）").fault(what)
    subject = about(typed, name, "counts", day_in_era(table.created))
    if own == table.created:
        return subject.same()
    return subject.differs("紙と媒体の件数表が、別の日に作られたものです。", LOOK_AGAIN)


def _summary(name: str, place: str, cells: list[CountCell]) -> JudgedRow:
    """All offices of a scheme in one row; those that differ have rows of their own."""
    states = {one: sum(cell.state == one for cell in cells) for one in ("same", "differs", "undone")}
    read = f"一致 {states['same']}・不一致 {states['differs']}・未判定 {states['undone']} 事務所"
    entered = sum(cell.figures[PAPER] is not None for cell in cells)
    subject = Subject(name, "counts", place, f"{entered} 事務所を入力", f"{len(cells)} 事務所のうち {read}")
    if states["undone"]:
        first = next(cell for cell in cells if cell.state == "undone")
        what = f"{states['undone']} 事務所を比べていません（{first.place}：{first.reason}）。"
        return subject.undone(what, "残りの枚数を入力するか、読めないファイルを調べてください。")
    if states["differs"]:
        # Each of them is a reason by itself.
        return subject.note("不一致の事務所があります。", "一つずつ次に示します。")
    return subject.same()


def _cell_row(name: str, cell: CountCell) -> JudgedRow:
    (_, paper), *own = cell.figures.items()
    read = "・".join(f"{where.removeprefix('媒体の')} {'なし' if one is None else one}" for where, one in own)
    subject = Subject(name, "counts", cell.place, "（未入力）" if paper is None else str(paper), read)
    if cell.state == "same":
        return subject.same()
    if cell.state == "undone":
        return subject.undone(cell.reason, "紙の件数表を見て入力してください。" if paper is None else TO_AGENCY)
    return subject.fault(cell.reason) if cell.medium else subject.differs(cell.reason, LOOK_AGAIN)


# 正副


def pair_row(medium: Medium, typed: Transcription, comparison: MediaComparison | None) -> JudgedRow:
    """Whether 正 and 副 hold the same; that there is no other one is somebody's word."""
    absent = typed.text("pair.absent")
    if comparison is None:
        subject = Subject("pair", "pair", "正と副の内容", absent, "比べていない")
        if absent:
            return subject.note(f"正副を比べていません（{absent}）。", "理由を確かめてください。")
        step = "もう一枚の媒体を開いて比べるか、比べられない理由を入力してください。"
        return subject.undone("正と副を比べていません。", step)
    both = f"{comparison.one} と {comparison.other}"
    if comparison.one != medium.title or comparison.one == comparison.other:
        what = f"{both}を比べたもので、この媒体の正と副ではありません。"
        step = "この媒体と、もう一枚の媒体を比べてください。"
        return Subject("pair", "pair", "正と副の内容", "", both).undone(what, step)
    if comparison.equal:
        read = f"{comparison.files} ファイルすべて同じ内容"
        return Subject("pair", "pair", "正と副の内容", both, read).same()
    files = tuple(one.file for one in comparison.differences)
    first = comparison.differences[0]
    subject = Subject("pair", "pair", "正と副の内容", both, f"{len(files)} ファイルが違う：{named(files)}")
    return subject.fault(f"{len(files)} ファイルが違います（{first.file}：{first.text.rstrip('。')}）。")
