"""``kenpan delivery``: forms out and notifications in, between a fund and its employers, a folder as the medium."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.delivery_keeping import KEEPING
from app.commands.delivery_work import Work, at_work
from app.commands.terminal import month, print_json, tell, terminal_progress
from app.errors import KenpanError

if TYPE_CHECKING:
    from app.delivery.fund import StatusRow
    from app.delivery.intake.model import Enrolled, Intake
    from app.delivery.notifications import FilingStatus
    from app.signoff.exchange_model import FormBatch

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Doing = Callable[["Work", argparse.Namespace], object]


def add_delivery_commands(commands: "Commands", settings_help: str) -> None:
    """Add ``delivery`` and what it can do."""
    delivery = commands.add_parser("delivery", help="帳票の配信・受領と届出（基金と事業所、媒体のフォルダーで）")
    acts = delivery.add_subparsers(title="コマンド", metavar="", required=True)

    def add(name: str, about: str, doing: Doing, *arguments: tuple[str, dict[str, Any]]) -> None:
        parser = acts.add_parser(name, help=about)
        for flag, told in arguments:
            parser.add_argument(flag, **told)
        parser.add_argument("--settings", type=Path, default=argparse.SUPPRESS, help=settings_help)
        parser.set_defaults(command=lambda arguments: _run(arguments, doing))

    path, folder = {"type": Path}, {"type": Path, "metavar": "MEDIUM", "help": "媒体のフォルダー"}
    number = {"metavar": "ESTABLISHMENT", "help": "事業所番号"}
    compared = ("--compared", {"choices": ("voice", "paper"), "required": True, "help": "指紋の照らし合わせ方"})
    whom = ("--with", {"dest": "whom", "required": True, "help": "照らし合わせた相手"})
    reading = (
        ("files", {"type": Path, "nargs": "+"}),
        ("--period", {"required": True, "type": month, "metavar": "YYYY-MM", "help": "対象年月"}),
        ("--roster", {"type": Path, "help": "加入者の一覧（Excel・CSV）"}),
        ("--json", {"action": "store_true"}),
    )
    _sample_command(acts)
    add("begin", "配信を始める（管理者）", _begin, ("side", {"choices": ("fund", "establishment")}), ("name", {}))
    add("enter", "事業所を登録する（管理者）", _enter, ("establishment", number), ("name", {}))
    add("card", "この端末の公開鍵と指紋を書き出す", _card, ("out", path))
    add(
        "terminal", "事業所の端末を登録する（管理者）", _terminal,
        ("card", path), ("establishment", number), ("--label", {"required": True}), compared, whom,
        ("--paper", {"type": Path, "help": "上限のとき、利用台数増設届をここに書き出す"}),
    )  # fmt: skip
    add("fund", "基金の鍵を登録する（管理者）", _fund, ("card", path), compared, whom)
    add("check", "帳票を検査する（誤りがあれば終了コード 1）", _check, *reading)
    add("read", "帳票を検査して取り込む", _read, *reading)
    add(
        "sign", "配信を確認する（検査員）", _sign,
        ("batch", {}), ("--to", {"nargs": "+", "help": "事業所番号（省けば、誤りのないすべて）"}),
        ("--comment", {"default": ""}),
    )  # fmt: skip
    add("approve", "配信を承認する（品質責任者）", _approve, ("batch", {}), ("--comment", {"default": ""}))
    add(
        "deliver", "承認された包みを媒体に書き出す（2回目からは再発行）", _deliver,
        ("batch", {}), ("medium", folder), ("--to", {"nargs": "+"}), ("--reason", {"default": ""}),
    )  # fmt: skip
    add("take", "受領票を取り込む", _take, ("slip", path))
    add("status", "配信と届出の状況", _status, ("--json", {"action": "store_true"}), ("--xlsx", path))
    add("scope", "事業所を切り替える", _scope, ("establishment", number))
    add(
        "receive", "包みを開き、受領票を媒体に書き出す", _receive,
        ("package", path), ("medium", folder), ("--forms", {"type": Path, "help": "帳票をここに書き出す"}),
        ("--paper", {"type": Path, "help": "2次元コード付きの受領票（PDF）"}),
    )  # fmt: skip
    add("file", "届出を作る", _file, ("type", {"help": "届出の種類"}), ("source", path), ("medium", folder))
    add("accept-file", "届出を受信する", _take_filing, ("filing", path))
    add(
        "decide", "届出を確認・受理・返戻する", _decide,
        ("number", {"help": "受付番号"}), ("what", {"choices": ("check", "accept", "return")}),
        ("--reason", {"default": ""}),
    )  # fmt: skip
    for name, about, doing, *asked in KEEPING:
        add(name, about, doing, *asked)


def _sample_command(acts: "Commands") -> None:
    sample = acts.add_parser("sample", help="見本の帳票と加入者の一覧を作る（ログインは要らない）")
    sample.add_argument("out", type=Path)
    sample.add_argument("--period", required=True, type=month, metavar="YYYY-MM", help="対象年月")
    sample.add_argument("--establishments", type=int, choices=(2, 3), default=2)
    sample.add_argument("--defects", nargs="*", default=(), metavar="NAME", help="仕込む欠陥")
    sample.set_defaults(command=_sample)


def _sample(arguments: argparse.Namespace) -> int:
    from app.training.delivery.batch import make_delivery

    for path in make_delivery(arguments.out, arguments.period, arguments.defects, arguments.establishments):
        print(path)
    return 0


def _run(arguments: argparse.Namespace, doing: Doing) -> int:
    with at_work(arguments) as work:
        found = doing(work, arguments)
    return found if isinstance(found, int) else 0


# Parties


def _begin(work: Work, arguments: argparse.Namespace) -> None:
    from app.signoff import exchange

    work.sign(exchange.begin, arguments.side, arguments.name)


def _enter(work: Work, arguments: argparse.Namespace) -> None:
    from app.signoff import exchange

    work.sign(exchange.enter_establishment, arguments.establishment, arguments.name)


def _card(work: Work, arguments: argparse.Namespace) -> None:
    from app.delivery.fund import card
    from app.filing.recorded_file import write_with_entry
    from app.signoff.machine_key import spoken

    print(write_with_entry(work.book, work.session, "delivery.machine", arguments.out, card(work.desk)))
    tell(f"指紋　{spoken(work.desk.machine.id)}")


def _terminal(work: Work, arguments: argparse.Namespace) -> None:
    from app.delivery.forms import form_table
    from app.delivery.fund import read_card
    from app.signoff import exchange
    from app.signoff.machine_key import fingerprint, spoken

    _, keys = read_card(arguments.card)
    tell(f"指紋　{spoken(fingerprint(*keys))}")
    told = arguments.establishment, arguments.label, keys, arguments.compared, arguments.whom
    try:
        work.sign(exchange.enrol_terminal, *told, form_table().most_terminals)
    except KenpanError as error:
        if error.code == "terminal.many" and arguments.paper is not None:
            _more_terminals(work, arguments.establishment, arguments.paper)
        raise


def _more_terminals(work: Work, establishment: str, path: Path) -> None:
    from app.delivery.forms import form_table
    from app.filing.recorded_file import write_with_entry
    from app.reports.delivery_papers import more_terminals_pdf
    from app.signoff.machine_key import spoken

    own = work.state.exchange.establishments[establishment]
    used = [(one.label, spoken(one.id)) for one in own.terminals.values()]
    paper = more_terminals_pdf(work.state.exchange.name, own.id, own.name, used, form_table().most_terminals)
    print(write_with_entry(work.book, work.session, "delivery.more_terminals", path, paper))


def _fund(work: Work, arguments: argparse.Namespace) -> None:
    from app.delivery.fund import read_card
    from app.signoff import exchange
    from app.signoff.machine_key import fingerprint, spoken

    name, keys = read_card(arguments.card)
    tell(f"{name}　指紋　{spoken(fingerprint(*keys))}")
    work.sign(exchange.enrol_fund, name, keys, arguments.compared, arguments.whom)


def _scope(work: Work, arguments: argparse.Namespace) -> None:
    from app.signoff import exchange

    work.sign(exchange.choose_scope, arguments.establishment)


# Forms out


def _intake(work: Work, arguments: argparse.Namespace) -> "Intake":
    from app.delivery.intake.run import read_batch, read_roster
    from app.sheet.fonts import load_fonts

    names = {number: one.name for number, one in work.state.exchange.establishments.items()}
    roster: Enrolled | None = None if arguments.roster is None else read_roster(arguments.roster)
    found = read_batch(arguments.files, arguments.period, names, roster, load_fonts(), terminal_progress())
    if arguments.json:
        told = {"findings": [one.as_json() for one in found.findings], "held": dict(found.held)}
        print_json({**told, "look": [one._asdict() for one in found.doubtful]})
    else:
        for one in found.findings:
            sign, place = "×" if one.severity == "error" else "▲", "" if one.page is None else f" {one.page + 1}"
            tell(f"{sign} {one.establishment or '―'}　{one.file}{place}　{one.message}")
    return found


def _check(work: Work, arguments: argparse.Namespace) -> int:
    return 1 if any(one.severity == "error" for one in _intake(work, arguments).findings) else 0


def _read(work: Work, arguments: argparse.Namespace) -> int:
    from app import __version__
    from app.delivery.fund import take_in

    found = _intake(work, arguments)
    print(take_in(work.desk, found, __version__))
    return 1 if found.held or found.is_stopped else 0


def _sign(work: Work, arguments: argparse.Namespace) -> None:
    from app.signoff import form_batches

    batch = work.batch(arguments.batch)
    chosen = arguments.to or work.state.exchange.batches[batch].sound
    work.sign(form_batches.sign_batch, batch, chosen, arguments.comment)


def _approve(work: Work, arguments: argparse.Namespace) -> None:
    from app import __version__
    from app.signoff import form_batches

    work.sign(form_batches.approve_batch, work.batch(arguments.batch), arguments.comment, __version__)


def _deliver(work: Work, arguments: argparse.Namespace) -> None:
    from app.delivery.fund import deliver

    batch = work.batch(arguments.batch)
    for one in arguments.to or work.state.exchange.batches[batch].chosen:
        print(deliver(work.desk, batch, one, arguments.medium, arguments.reason))


def _take(work: Work, arguments: argparse.Namespace) -> None:
    from app.delivery.fund import receipt_file, take_receipt

    package = take_receipt(work.desk, receipt_file(arguments.slip))
    tell(f"{package.establishment}　{package.period}　受領済")


def _status(work: Work, arguments: argparse.Namespace) -> None:
    from app.delivery.fund import status
    from app.delivery.notifications import filing_status
    from app.delivery.status import status_file

    rows, filings = status(work.state), filing_status(work.state)
    if arguments.xlsx is not None:
        print(status_file(work.book, work.session, arguments.xlsx))
    elif arguments.json:
        print_json({"deliveries": [_told(row) for row in rows], "filings": [_filed(one) for one in filings]})
    else:
        for batch in work.state.exchange.batches.values():
            tell(f"{batch.id[:8]}　{batch.period}　{_stands(batch)}")
        for row in rows:
            tell(f"{row.batch[:8]}　{row.period}　{row.establishment}　{row.name}　{row.documents} 部　{row.state}")
        for one in filings:
            number, kind = one.number or "―", one.filing.type
            tell(f"届出 {number}　{one.filing.establishment}　{kind}　{one.state}　{one.reason}".rstrip())


def _stands(batch: "FormBatch") -> str:
    if batch.discarded is not None:
        return "破棄"
    return "承認済" if batch.approved else "確認済" if batch.signed else "取り込み済"


def _told(row: "StatusRow") -> dict[str, Any]:
    package = None if row.package is None else row.package.id
    own = {"batch": row.batch, "period": row.period, "establishment": row.establishment}
    return {**own, "state": row.state, "package": package}


def _filed(one: "FilingStatus") -> dict[str, Any]:
    return {"number": one.number, "type": one.filing.type, "state": one.state, "reason": one.reason}


# At the establishment


def _receive(work: Work, arguments: argparse.Namespace) -> None:
    from app.delivery.establishment import open_package, sign_receipt, write_receipt
    from app.filing.recorded_file import write_with_entry
    from app.reports.delivery_papers import receipt_pdf

    forms = open_package(work.desk, arguments.package)
    for _, name, content in forms.forms:
        tell(f"{name}　{len(content):,} バイト")
        if arguments.forms is not None:
            write_with_entry(work.book, work.session, "delivery.document", arguments.forms / Path(name).name, content)
    for number, state, reason in forms.answers:
        tell(f"届出 {number}　{state}　{reason}".rstrip())
    slip = sign_receipt(work.desk, forms.package)
    print(write_receipt(work.desk, slip, arguments.medium))
    if arguments.paper is not None:
        facts = [("事業所番号", forms.establishment), ("事業所名称", forms.name), ("対象年月", forms.period)]
        paper = receipt_pdf(slip, facts)
        print(write_with_entry(work.book, work.session, "delivery.receipt", arguments.paper, paper))


def _file(work: Work, arguments: argparse.Namespace) -> None:
    from app.delivery.notifications import make_filing

    print(make_filing(work.desk, arguments.type, arguments.source, arguments.medium))


def _take_filing(work: Work, arguments: argparse.Namespace) -> None:
    from app.delivery.notifications import receive_filing

    filing = receive_filing(work.desk, arguments.filing)
    own = work.state.exchange.filings
    tell(f"受付番号 {own[filing].number}　{own[filing].establishment}　確かめられない欄 {own[filing].problems} か所")


def _decide(work: Work, arguments: argparse.Namespace) -> None:
    from app.signoff import filings

    found = [one.id for one in work.state.exchange.filings.values() if one.number == arguments.number]
    if not found:
        raise KenpanError("filing.state", "ない受付番号です。", "kenpan delivery status で確かめてください。")
    acts = {"check": filings.check_filing, "accept": filings.accept_filing, "return": filings.return_filing}
    work.sign(acts[arguments.what], found[0], arguments.reason)
