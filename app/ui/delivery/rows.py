"""What stands in the lines of 配信, and what is to be done next. No widgets."""

from typing import NamedTuple

from app.delivery.fund import ERASED
from app.delivery.status import named
from app.reports.signs import local_time
from app.signoff.deliveries import kept_until
from app.signoff.exchange_kinds import FUND, MOST_TERMINALS
from app.signoff.exchange_model import (
    FILING_STATES,
    PACKAGE_STATES,
    Establishment,
    Exchange,
    Filing,
    FormBatch,
    Fund,
    OpenedPackage,
    Package,
)
from app.signoff.exchange_wording import RULES, TYPES, WARNINGS
from app.signoff.machine_key import spoken
from app.signoff.model import State
from app.signoff.signed import Sign

Cells = tuple[str, ...]
Lines = tuple[tuple[str, str], ...]


class Tab(NamedTuple):
    """A tab: its word, the columns of its table (width 0: what is left)."""

    id: str
    word: str
    headers: tuple[str, ...]
    widths: tuple[float, ...]


_FILINGS = Tab(
    "filings",
    "届出",
    ("状態", "受付番号", "届出", "事業所", "人数", "不明な欄", "受信・作成"),
    (5.0, 5.0, 0.0, 9.0, 3.5, 5.0, 9.0),
)
_HISTORY = Tab(
    "history", "操作履歴", ("日時", "事業所", "何をしたか", "内容", "人", "台帳"), (9.0, 9.0, 9.0, 0.0, 6.0, 3.5)
)
_FUND = (
    Tab(
        "batches",
        "帳票",
        ("状態", "対象年月", "事業所", "帳票", "配信しない", "誤り", "取り込み"),
        (8.0, 5.0, 0.0, 4.0, 6.0, 3.0, 9.0),
    ),
    Tab(
        "packages",
        "配信状況",
        ("状態", "事業所", "対象年月", "発行", "配信", "受領", "保存期限"),
        (5.0, 0.0, 5.0, 3.0, 9.0, 9.0, 6.5),
    ),
    _FILINGS,
    Tab("places", "事業所・端末", ("事業所番号", "名称", "利用端末", "登録"), (7.0, 0.0, 8.0, 11.0)),
    _HISTORY,
)
_ESTABLISHMENT = (
    Tab(
        "opened",
        "届いた帳票",
        ("状態", "対象年月", "事業所", "帳票", "基金", "受信", "受領"),
        (6.0, 5.0, 0.0, 4.0, 9.0, 9.0, 9.0),
    ),
    _FILINGS,
    Tab("funds", "基金・端末", ("基金", "鍵の指紋", "照らし合わせ"), (14.0, 0.0, 11.0)),
    _HISTORY,
)
TABS = {"fund": _FUND, "establishment": _ESTABLISHMENT}
"""By side of the exchange."""


class Next(NamedTuple):
    """The one thing to do, and the words on its button."""

    act: str
    text: str


def when(sign: Sign | None) -> str:
    """Date and time of a signature."""
    return "" if sign is None else local_time(sign.time)[:16]


def whose(sign: Sign | None) -> str:
    """Date, time and name of a signature."""
    return "まだ" if sign is None else f"{when(sign)}　{sign.name}　台帳 {sign.seq:,}"


# Forms out


def to_deliver(own: Exchange, batch: FormBatch) -> tuple[str, ...]:
    """Whom an approved batch still has to go to."""
    if batch.approved is None:
        return ()
    gone = {one.establishment for one in own.packages.values() if one.batch == batch.id}
    return tuple(one for one in batch.chosen if one not in gone)


def batch_word(own: Exchange, batch: FormBatch) -> str:
    """How a batch stands."""
    if batch.discarded is not None:
        return "－ 破棄"
    if batch.signed is None and batch.unseen(batch.sound):
        return "▶ 目視待ち"
    if batch.signed is None:
        return "▶ 確認待ち" if batch.sound else "× 配信できない"
    if batch.approved is None:
        return "▶ 承認待ち"
    left = len(to_deliver(own, batch))
    return f"▶ 未配信 {left} 通" if left else "○ 配信済"


def batch_cells(own: Exchange, batch: FormBatch) -> Cells:
    """One batch."""
    names = {one.establishment: None for one in batch.documents}
    return (
        batch_word(own, batch),
        batch.period,
        named(own, next(iter(names), "")) + (f" ほか {len(names) - 1} 事業所" if len(names) > 1 else ""),
        f"{len(batch.documents)} 件",
        f"{len(batch.held)} 事業所" if batch.held else "なし",
        f"{sum(batch.held.values()):,}",
        when(batch.read),
    )


def batch_lines(own: Exchange, batch: FormBatch, found: Lines = ()) -> Lines:
    """Everything about a batch: what each gets, what holds back whom; ``found``: where the errors are."""
    lines = [("対象年月", batch.period), ("取り込み", whose(batch.read)), *found]
    lines += [
        (f"{'注意' if rule in WARNINGS else '誤り'}：{RULES.get(rule, rule)}", f"{count:,} か所")
        for rule, count in batch.findings.items()
    ]
    lines += [(f"× {named(own, one)}", f"配信しません（誤り {count:,} か所）") for one, count in batch.held.items()]
    for establishment in sorted(batch.sound):
        told = "、".join(TYPES.get(one.type, one.type) for one in batch.of(establishment))
        lines.append((f"○ {named(own, establishment)}", told))
    if batch.chosen:
        lines.append(("配信先", "、".join(named(own, one) for one in batch.chosen)))
    if batch.doubtful:
        told = f"{len(batch.doubtful):,} 頁のうち、まだ {len(batch.unseen(batch.sound)):,} 頁"
        names = "、".join(dict.fromkeys(sign.name for sign in batch.seen.values()))
        lines.append(("目で確かめる頁", f"{told}　{names}".rstrip()))
    if batch.discarded is not None:
        return (*lines, ("破棄", whose(batch.discarded)))
    return (*lines, ("確認", whose(batch.signed)), ("承認", whose(batch.approved)))


def package_cells(own: Exchange, package: Package) -> Cells:
    """One package that was delivered."""
    last = package.receipts[-1] if package.receipts else None
    return (
        PACKAGE_STATES[package.state] if package.erased is None else ERASED,
        named(own, package.establishment),
        package.period,
        f"{len(package.issues)} 回",
        when(package.issues[-1].signature),
        "" if last is None else local_time(last.at)[:16],
        kept_until(package)[:10],
    )


def waiting_cells(own: Exchange, batch: FormBatch, establishment: str) -> Cells:
    """One that is approved and did not go out yet."""
    return (PACKAGE_STATES["approved"], named(own, establishment), batch.period, "", "", "", "")


def package_lines(own: Exchange, package: Package) -> Lines:
    """Everything about a package."""
    known = own.establishments[package.establishment].known
    lines = [("事業所", named(own, package.establishment)), ("対象年月", package.period)]
    batch = own.batches[package.batch]
    lines += [("帳票", TYPES.get(one.type, one.type)) for one in batch.of(package.establishment)]
    for one in package.issues:
        again = f"　理由：{one.reason}" if one.reason else ""
        lines.append((f"配信 {one.number} 回目", f"{whose(one.signature)}{again}"))
        lines += [("　開ける端末", known[each].label) for each in one.terminals if each in known]
    for slip in package.receipts:
        label = known[slip.terminal].label if slip.terminal in known else slip.terminal[:8]
        told = f"{local_time(slip.at)[:16]}　{slip.name}（{label}）"
        lines += [(f"受領（{slip.issue} 回目の配信）", told), ("　受領票の取り込み", whose(slip.signature))]
    lines.append(("保存期限", f"{kept_until(package)[:10]}（7 年間）"))
    if package.erasing is not None:
        lines.append(("消去の申し出", whose(package.erasing)))
    if package.erased is not None:
        lines.append(("消去", whose(package.erased)))
    return (*lines, ("中身の SHA-256", package.id))


# At the establishment


def opened_cells(own: Exchange, one: OpenedPackage) -> Cells:
    """One package that arrived."""
    fund = own.funds.get(one.fund)
    return (
        "○ 受領済" if one.receipt else "▶ 受領待ち",
        one.period,
        named(own, one.establishment),
        f"{len(one.documents)} 件",
        "" if fund is None else fund.name,
        when(one.opened),
        when(one.receipt),
    )


def opened_lines(own: Exchange, one: OpenedPackage) -> Lines:
    """Everything about a package that arrived."""
    fund = own.funds.get(one.fund)
    lines = [("事業所", named(own, one.establishment)), ("対象年月", one.period)]
    lines.append(("基金", one.fund if fund is None else fund.name))
    lines += [(TYPES.get(each.type, each.type), f"{each.name}　{each.pages} 頁") for each in one.documents]
    return (*lines, ("受信", whose(one.opened)), ("受領票", whose(one.receipt)), ("中身の SHA-256", one.id))


def fund_cells(one: Fund) -> Cells:
    """A fund whose packages are opened here."""
    return one.name, spoken(one.id), when(one.enrolled)


# Notifications


def filing_word(own: Exchange, one: Filing) -> str:
    """How a notification stands; at an establishment as the fund's last answer says."""
    if own.side == FUND:
        shape = {"received": "▶", "checked": "▶", "accepted": "○", "returned": "×"}[one.state]
        return f"{shape} {FILING_STATES[one.state]}"
    answer = own.answers.get(one.id)
    return "▶ 提出" if answer is None else f"{'×' if answer.state == FILING_STATES['returned'] else '○'} {answer.state}"


def filing_cells(own: Exchange, one: Filing) -> Cells:
    """One notification."""
    answer = own.answers.get(one.id)
    first = one.made or (one.signs[0] if one.signs else None)
    return (
        filing_word(own, one),
        one.number or ("" if answer is None else answer.number),
        TYPES.get(one.type, one.type),
        named(own, one.establishment),
        f"{one.rows:,}",
        f"{one.problems:,}" if own.side == FUND else "",
        when(first),
    )


def filing_lines(own: Exchange, one: Filing) -> Lines:
    """Everything about a notification."""
    lines = [
        ("届出", TYPES.get(one.type, one.type)),
        ("事業所", named(own, one.establishment)),
        ("人数", f"{one.rows:,}"),
    ]
    if one.made is not None:
        lines.append(("作成", whose(one.made)))
    lines += [(word, whose(sign)) for word, sign in zip(("受信", "確認", "受理・返戻"), one.signs, strict=False)]
    if one.problems:
        lines.append(("確かめられない欄", f"{one.problems:,} か所（受理できません）"))
    if one.reason:
        lines.append(("返戻の理由", one.reason))
    if (answer := own.answers.get(one.id)) is not None:
        lines.append(("基金の回答", f"{answer.state}　受付番号 {answer.number}　{answer.reason}".rstrip()))
    return tuple(lines)


# Machines and establishments


def place_cells(one: Establishment) -> Cells:
    """One establishment."""
    return one.id, one.name, f"{len(one.terminals)}／{MOST_TERMINALS} 台", when(one.entered)


def place_lines(one: Establishment) -> Lines:
    """Its terminals, those in use first."""
    lines = [("事業所", f"{one.name}（{one.id}）"), ("登録", whose(one.entered))]
    for each in one.terminals.values():
        lines += [(f"○ {each.label}", whose(each.enrolled)), ("　鍵の指紋", spoken(each.id))]
    lines += [(f"× {each.label}", "取り消した端末") for each in one.known.values() if each.id not in one.terminals]
    return tuple(lines)


def state_of(state: State) -> tuple[str, str]:
    """Tone and word of the whole: what waits first."""
    own = state.exchange
    if not own.is_on:
        return "absent", "始めていません"
    if own.side == FUND:
        bad = sum(one.state in ("received", "checked") for one in own.filings.values())
        due = sum(len(to_deliver(own, one)) for one in own.batches.values())
        open_ones = sum(one.state != "received" and one.erased is None for one in own.packages.values())
        checking = sum(
            bool(one.sound) and one.approved is None and one.discarded is None for one in own.batches.values()
        )
        parts = [
            (f"確認・承認待ち {checking} 回", checking),
            (f"未配信 {due} 通", due),
            (f"未受領 {open_ones} 個", open_ones),
            (f"届出 {bad} 件", bad),
        ]
        told = "・".join(word for word, count in parts if count)
        return ("doing", told) if told else ("good", "滞りなし")
    due = sum(one.receipt is None for one in own.opened.values())
    return ("doing", f"受領待ち {due}") if due else ("good", "滞りなし")
