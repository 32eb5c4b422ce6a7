"""How entries about the exchange of forms read in Japanese."""

from collections.abc import Callable, Mapping
from typing import Any

from app.signoff.model import State

FIELD_NAMES: Mapping[str, str] = {
    "side": "立場", "store": "保管庫の鍵", "establishment": "事業所", "establishments": "事業所",
    "terminal": "端末", "terminals": "端末",
    "sign_key": "署名の公開鍵", "seal_key": "封緘の公開鍵", "fund": "基金の鍵",
    "compared": "照らし合わせ方", "with": "照らし合わせた相手", "batch": "配信帳票", "documents": "帳票",
    "held": "配信しない事業所", "errors": "誤り", "roster": "加入者の一覧", "package": "包み", "issue": "発行",
    "slip": "受領票", "signature": "署名", "replies": "届出の状況", "filing": "届出", "type": "帳票の種類",
    "problems": "確かめられない欄", "unproved": "目視を待つ頁", "pages": "頁", "page": "頁（0 から）", "why": "理由",
}  # fmt: skip
TYPES: Mapping[str, str] = {
    "news": "企業年金基金ニュース",
    "joined": "資格取得通知書",
    "left": "資格喪失通知書",
    "turning_65": "65歳到達予定者一覧表",
    "pension_number": "基礎年金番号届",
    "suspended": "中断者一覧表",
    "contributions": "掛金計算書",
    "changes": "掛金異動明細表",
    "notice": "納入告知書・領収証書",
    "balances": "仮想個人勘定残高データ",
    "joining": "加入者資格取得届",
    "leaving": "加入者資格喪失届",
    "suspending": "中断者届",
    "resuming": "復活者届",
    "correcting": "加入者に関する訂正（変更）届",
    "establishment": "実事業所名称・所在地・事業主・代理人変更届",
}
"""The ten forms that are delivered and the six notifications (L 4), by their name in ``resources/delivery``."""
RULES: Mapping[str, str] = {
    "delivery.unreadable": "読めない",
    "delivery.active": "見えないものが付いている",
    "delivery.hidden": "見えない文字がある",
    "delivery.unproved": "字形を確かめられない（目視）",
    "delivery.picture": "画像や図がある（目視）",
    "delivery.unknown": "帳票の種類が分からない",
    "delivery.establishment": "事業所が分からない",
    "delivery.stranger": "登録のない事業所",
    "delivery.name": "事業所の名称が違う",
    "delivery.mixed": "別の事業所が書かれている",
    "delivery.swapped": "別の事業所の頁が入っている",
    "delivery.pages": "頁が揃わない",
    "delivery.period": "別の月の帳票",
    "delivery.person": "別の事業所の加入者",
    "delivery.roster": "加入者の一覧で確かめていない",
    "delivery.sum": "金額が合わない",
    "delivery.missing": "帳票がない",
    "delivery.double": "帳票が重なっている",
    "delivery.csv": "CSV の書き方が違う",
    "delivery.csv_row": "CSV の欄がずれている",
    "delivery.csv_total": "CSV の件数・合計が違う",
    "delivery.apart": "分けた帳票が元と違う",
}
"""What a rule about delivered forms is called."""
WARNINGS = frozenset(("delivery.roster", "delivery.unproved", "delivery.picture"))
"""Those that hold nothing back by themselves."""
WORDS: Mapping[str, Mapping[str, str]] = {
    "side": {"fund": "基金", "establishment": "事業所"},
    "type": TYPES,
    "compared": {"voice": "電話で読み合わせ", "paper": "書面で照合"},
}
EXPORT_NAMES: Mapping[str, str] = {
    "delivery.package": "配信の包み",
    "delivery.receipt": "受領票",
    "delivery.machine": "端末の公開鍵",
    "delivery.document": "受信した帳票",
    "delivery.filing": "届出の包み",
    "delivery.status": "配信状況一覧",
    "delivery.findings": "配信帳票の検査結果",
    "delivery.more_terminals": "利用台数増設届",
}


def _named(data: Mapping[str, Any], state: State) -> str:
    own = state.exchange.establishments.get(data["establishment"])
    return f"{data['establishment']}　{own.name}" if own is not None else str(data["establishment"])


def _type(name: str) -> str:
    return TYPES.get(name, name)


def _batch(data: Mapping[str, Any], state: State) -> str:
    own = state.exchange.batches.get(data["batch"])
    return "" if own is None else f"{own.period}　"


def _read(data: Mapping[str, Any], _state: State) -> str:
    errors = sum(one["count"] for one in data["findings"])
    head = f"{data['period']}　{len(data['files']):,} ファイル　帳票 {len(data['documents']):,} 部　指摘 {errors:,} 件"
    return f"{head}　配信しない {len(data['held']):,} 事業所"


def _delivered(data: Mapping[str, Any], state: State) -> str:
    again = f"　再発行（{data['issue']} 回目）　理由：{data['reason']}" if data["reason"] else ""
    return f"{_batch(data, state)}{_named(data, state)}　端末 {len(data['terminals'])} 台{again}"


def _filing(data: Mapping[str, Any], state: State) -> str:
    own = state.exchange.filings.get(data["filing"])
    return "" if own is None else f"受付番号 {own.number}　{own.establishment}　{_type(own.type)}"


def _of_filing(data: Mapping[str, Any], state: State) -> str:
    return f"{_filing(data, state)}　{data.get('comment') or data.get('reason') or ''}".rstrip()


def _of_package(data: Mapping[str, Any], state: State) -> str:
    said = data.get("reason") or data.get("method") or ""
    return f"{_named(data, state)}　{data['package'][:16]}　{said}".rstrip()


TELL: Mapping[str, Callable[[dict[str, Any], State], str]] = {
    "exchange.begun": lambda data, _state: f"{WORDS['side'][data['side']]}　{data['name']}",
    "machine.made": lambda data, _state: data["sign_key"][:16],
    "machine.rekeyed": lambda data, _state: data["store"][:16],
    "establishment.entered": lambda data, _state: f"{data['establishment']}　{data['name']}",
    "terminal.enrolled": lambda data, state: (
        f"{_named(data, state)}　{data['label']}　{WORDS['compared'][data['compared']]}（{data['with']}）"
    ),
    "terminal.removed": lambda data, state: f"{_named(data, state)}　{data['terminal'][:16]}　理由：{data['reason']}",
    "fund.enrolled": lambda data, _state: (
        f"{data['name']}　{data['fund'][:16]}　{WORDS['compared'][data['compared']]}（{data['with']}）"
    ),
    "scope.chosen": _named,
    "scope.refused": lambda data, state: f"{_named(data, state)}　{data['what']}",
    "batch.read": _read,
    "batch.signed": lambda data, state: (
        f"{_batch(data, state)}{len(data['establishments']):,} 事業所　{data['comment']}".rstrip()
    ),
    "batch.looked": lambda data, state: f"{_batch(data, state)}{len(data['pages']):,} 頁　{data['comment']}".rstrip(),
    "batch.discarded": lambda data, state: f"{_batch(data, state)}理由：{data['reason']}　{data['method']}",
    "batch.approved": lambda data, state: f"{_batch(data, state)}{data['comment']}".rstrip(),
    "package.delivered": _delivered,
    "receipt.taken": _of_package,
    "package.erasing": _of_package,
    "package.erased": _of_package,
    "package.opened": lambda data, state: (
        f"{data['period']}　{_named(data, state)}　帳票 {len(data['documents']):,} 部"
    ),
    "receipt.signed": _of_package,
    "filing.made": lambda data, state: f"{_named(data, state)}　{_type(data['type'])}　{data['rows']:,} 件",
    "filing.received": lambda data, state: (
        f"受付番号 {data['number']}　{_named(data, state)}　{_type(data['type'])}　{data['rows']:,} 件"
    ),
    "filing.checked": _of_filing,
    "filing.accepted": _of_filing,
    "filing.returned": _of_filing,
}
"""Of every kind about the exchange: what happened, in one line."""
