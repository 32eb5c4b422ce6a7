"""Rules of the sheet stage: what is printed, where, and what the envelope shows of it.

The rules ask the code of the preview itself, over a month by columns or once for each different value.
"""

from collections.abc import Iterator

import numpy as np

from app.checks.model import FileRule, Finding, Hits, Rule
from app.checks.rules import address, fitting, glyphs, redirected, windows
from app.checks.rules.printing import OFFICE_FORMS, firsts, kept_content, specs_of
from app.checks.rules.redirected import also, following
from app.checks.view import FileView
from app.equipment.loading import Equipment
from app.records.distinct import distinct_values
from app.records.notice_file import DETAIL
from app.records.pictures import NUMBER


def first_year(view: FileView) -> Iterator[Hits]:
    """Notices with a year 1 that is printed 元: at the first such year."""
    kind = view.kind(DETAIL)
    dated = [(field, spec) for spec in specs_of(view.file.scheme).values() for field in spec.fields]
    years = sorted((pair for pair in dated if "gannen" in pair[0].flags), key=lambda pair: pair[0].offset)
    ones = np.zeros((len(years), len(kind.rows)), dtype=bool)
    for number, (field, _) in enumerate(years):
        values, states = view.numbers(kind, field.item)
        ones[number] = (values == 1) & (states == NUMBER)
    at = np.flatnonzero(ones.any(axis=0))
    offsets = np.array([field.offset for field, _ in years])

    def message(i: int) -> str:
        labels = [f"{spec.section}の{spec.label}" for (_, spec), one in zip(years, ones[:, at[i]], strict=True) if one]
        return f"{'、'.join(labels)}の年「1」を「元年」と印字します（委託要領4(2)）。"

    yield Hits(kind.rows[at], offsets[ones[:, at].argmax(axis=0)], 2, message)


def unknown_office(view: FileView) -> Iterator[Hits]:
    """Offices that the list does not have, or has with a blank: one finding for all notices of the office.

    Without any list see :func:`volume_findings`.
    """
    kind = view.kind(DETAIL)
    if view.equipment.offices is None or not len(kind.rows):
        return
    code = next(spec.fields[0] for spec in specs_of(view.file.scheme).values() if spec.form in OFFICE_FORMS)
    found = distinct_values(view.file.data, kind.rows, [code.span])
    first, counts = firsts(found), np.bincount(found.of)
    lacking = {row: _lacking(view, int(kind.rows[row])) for row in first.tolist()}
    bad = [value for value in first.argsort() if lacking[int(first[value])]]
    rows, runs = first[bad], counts[bad]

    def message(i: int) -> str:
        notes = "、".join(lacking[int(rows[i])])
        return f"{notes}。この事務所の通知書{runs[i]:,}件に、年金事務所の情報を印字できません。"

    yield Hits(kind.rows[rows], code.offset, code.length, message, runs)


def _lacking(view: FileView, record: int) -> tuple[str, ...]:
    """What the preview says where it leaves an item of the office open."""
    items = kept_content(view, record).items
    return tuple(dict.fromkeys(item.note for item in items if item.state == "missing"))


def volume_findings(equipment: Equipment) -> tuple[Finding, ...]:
    """What concerns every notice of the volume at once: that no list of offices is loaded."""
    if equipment.offices is not None:
        return ()
    what = "年金事務所一覧を読み込んでいないため、通知書に年金事務所の郵便番号・所在地・電話番号を印字できません。"
    return (Finding(OFFICE_LIST.name, OFFICE_LIST.severity, "", None, None, None, what),)


OFFICE_LIST = Rule(
    name="office.list",
    severity="warning",
    stage="sheet",
    title="年金事務所一覧が読み込まれていない",
    source="委託要領 4(4)④",
    explanation=(
        "宛名面の年金事務所の郵便番号・所在地・電話番号は、データではなく年金事務所一覧から印字します。"
        "一覧がないと、すべての通知書で事務所の欄が空いたままになります。"
        "機構から受け取った最新の一覧を設定で指定し、検査をやり直してください。"
    ),
)

RULES: tuple[Rule, ...] = (
    FileRule(
        name="postal.address",
        severity="warning",
        stage="sheet",
        title="郵便番号の町域が住所にない",
        source="委託要領 4(4)①、日本郵便 郵便番号・バーコードマニュアル p18",
        explanation=(
            "7桁の郵便番号が示す町域の名前が、住所1〜3行目の中にあるかを郵便番号簿で調べます。"
            "ないときは郵便番号か住所のどちらかが誤りで、カスタマバーコードは別の町へ郵便物を導きます。"
            "地名の新旧や表記の違いは読み替えて比べています。住所と郵便番号を見比べ、誤りなら機構へ照会してください。"
        ),
        find=following(address.not_in_town, redirected.not_in_town),
    ),
    FileRule(
        name="barcode.unprintable",
        severity="warning",
        stage="sheet",
        title="カスタマバーコードを印字できない",
        source="委託要領 4(4)②、委託要領別紙8",
        explanation=(
            "郵便番号が空白・3桁・5桁・代表番号・郵便番号簿にない番号であるか、住所に文字にできないコードがあると、"
            "カスタマバーコードを作れません。印字しない通知書は分けて引き渡し、一覧（委託要領別紙8）で報告する決まりです。"
            "件数と理由を確かめ、委託要領別紙8に載る通知書と一致させてください。"
        ),
        find=following(address.unprintable, redirected.unprintable),
    ),
    FileRule(
        name="gaiji.missing",
        severity="error",
        stage="sheet",
        title="外字がフォントにない",
        source="委託要領 4(4)③",
        explanation=(
            "通知書に印字する外字のコードが、読み込んだ印刷専用社会保険フォントで実際に描けるかを調べます。"
            "字形がない、または空白の字形だと、名称や住所の文字が抜けたまま印刷されます。"
            "フォントの版を確かめ、正しければコードを機構へ照会してください。"
        ),
        find=also(glyphs.missing, redirected.undrawable),
    ),
    FileRule(
        name="gaiji.used",
        severity="info",
        stage="sheet",
        title="外字を印字する",
        source="委託要領 4(4)③",
        explanation=(
            "フォントで描ける外字を印字する通知書です。誤りではありません。"
            "外字は「止め」「はね」「突き抜け」まで鮮明に判読できることが求められるため、現品でも字形を見てください。"
        ),
        find=glyphs.used,
    ),
    FileRule(
        name="gengo.gannen",
        severity="info",
        stage="sheet",
        title="「元年」と印字する",
        source="委託要領 4(2)",
        explanation=(
            "年の値が1の項目は「1年」ではなく「元年」と印字します。データは変えず、印字だけを編集します。"
            "誤りではありませんが、紙面が「元年」になっていることを現品で確かめてください。"
        ),
        find=first_year,
    ),
    FileRule(
        name="sheet.overflow",
        severity="error",
        stage="sheet",
        title="文字が枠に収まらない",
        source="委託要領別添2（帳票レイアウト）、委託要領別紙3（用紙仕様書）",
        explanation=(
            "様式の枠ごとに、文字を最小の大きさまで縮め、決められた行数まで折り返しても収まるかを調べます。"
            "収まらない文字は途中で切れて印刷され、宛先や金額が読めなくなります。"
            "枠の大きさを見直すか、機構へ印字のしかたを照会してください。"
        ),
        find=following(fitting.overflow, redirected.overflow),
    ),
    FileRule(
        name="window.hidden",
        severity="error",
        stage="sheet",
        title="窓から読めないことがある",
        source="委託要領別紙4（封筒仕様書）規格⑤、日本郵便 郵便番号・バーコードマニュアル p13",
        explanation=(
            "封筒の中で紙が左右・上下に動き、傾いても、宛先・事務所・カスタマバーコードが窓から読めるかを調べます。"
            "窓枠に隠れると郵便物が届かず、バーコードは窓枠から2 mm離れていないと読み取れません。"
            "様式か封筒の窓の寸法を見直してください。"
        ),
        find=following(windows.hidden, redirected.hidden),
    ),
    FileRule(
        name="window.exposed",
        severity="error",
        stage="sheet",
        title="見えてはならないものが窓に出る",
        source="委託要領別紙4（封筒仕様書）規格⑤",
        explanation=(
            "封筒の中で紙がどう動いても、金額・現品ID・印影など窓から見えてはならないものが窓に入らないかを調べます。"
            "紙を透ける印影も含みます。見えると個人情報の漏えいになります。"
            "様式か封筒の窓の寸法を見直してください。"
        ),
        find=following(windows.exposed, redirected.exposed),
    ),
    FileRule(
        name="office.unknown",
        severity="error",
        stage="sheet",
        title="年金事務所一覧に事務所がない",
        source="委託要領 4(4)④",
        explanation=(
            "統一事務所コードで年金事務所一覧を引き、郵便番号・所在地・電話番号がそろうかを事務所ごとに調べます。"
            "一覧にないと、宛名面の事務所の欄が空いたまま印刷されます。"
            "一覧が最新かを確かめ、最新なら統一事務所コードを機構へ照会してください。"
        ),
        find=unknown_office,
    ),
    OFFICE_LIST,
)
"""All rules of the stage. ``office.list`` is found by :func:`volume_findings`, the others file by file."""
