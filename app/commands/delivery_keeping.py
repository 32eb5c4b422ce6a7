"""``kenpan delivery``: what waits for an eye, a batch thrown away, who has the key of the store."""

import argparse
from typing import TYPE_CHECKING, Any

from app.commands.terminal import tell
from app.errors import KenpanError

if TYPE_CHECKING:
    from app.commands.delivery_work import Work

_STANDINGS = {"held": "あり", "stale": "前の鍵のもの", "none": "なし"}


def see(work: "Work", arguments: argparse.Namespace) -> int:
    """What was read of the pages that an eye must look at; a page is confirmed on screen, beside its picture."""
    from app.delivery.looking import pages_to_see
    from app.sheet.fonts import load_fonts

    pages = pages_to_see(work.desk, work.batch(arguments.batch), load_fonts())
    for one in pages:
        stands = f"○ {one.seen}" if one.seen else "▶ まだ"
        tell(f"{stands}　{'・'.join(one.establishments)}　{one.name}　{one.page + 1} 頁　{one.why}")
        for line in one.lines:
            tell(f"　　{line}")
    left = sum(not one.seen for one in pages)
    if left:
        tell(f"目で確かめる頁が {left} 頁あります。kenpan を起動し、画面の 配信 で絵と見比べてください。")
    return 1 if left else 0


def discard(work: "Work", arguments: argparse.Namespace) -> None:
    """A batch that nobody approved."""
    from app.delivery.fund import discard as thrown_away

    thrown_away(work.desk, work.batch(arguments.batch), arguments.reason)


def keys(work: "Work", _arguments: argparse.Namespace) -> None:
    """Who may open the store, and who has its key."""
    from app.delivery.store import holders

    for one in holders(work.book, work.root):
        may = "" if one.permitted else "　権限なし"
        tell(f"{one.account.login}　{one.account.name}　{_STANDINGS[one.standing]}{may}")


def give(work: "Work", arguments: argparse.Namespace) -> None:
    """The key to somebody who has none yet."""
    from app.delivery.store import give as given

    found = [one for one in work.state.accounts.values() if one.login == arguments.login]
    if not found:
        raise KenpanError("account.unknown", f"登録されていない ID です（{arguments.login}）。", "確かめてください。")
    given(work.desk, found[0].id)


def rekey(work: "Work", _arguments: argparse.Namespace) -> int:
    """Another key, for who may open the store now."""
    from app.delivery.store import rekey as replaced

    _, left = replaced(work.desk)
    for name in left:
        tell(f"消せなかったもの　{name}")
    return 1 if left else 0


def erase(work: "Work", arguments: argparse.Namespace) -> None:
    """The copy of a package whose years are over: asked for with a reason, then done by somebody else."""
    from app.delivery.fund import erase as erased
    from app.signoff import deliveries
    from app.signoff.ledger import written

    if arguments.reason:
        work.sign(deliveries.ask_erasing, arguments.package, arguments.reason, written(work.book.clock()))
    else:
        erased(work.desk, arguments.package)


KEEPING: tuple[tuple[Any, ...], ...] = (
    ("see", "目で確かめる頁と、読み取った文字（残っていれば終了コード 1）", see, ("batch", {})),
    (
        "discard", "承認の前の帳票を破棄する（保管庫から消去）", discard,
        ("batch", {}), ("--reason", {"required": True, "help": "理由"}),
    ),
    ("keys", "配信の保管庫を開ける人", keys),
    ("give", "配信の保管庫の鍵を渡す", give, ("login", {"help": "渡す人の ID"})),
    (
        "erase", "期限を過ぎた控えの消去を申し出る・消去する", erase,
        ("package", {}), ("--reason", {"default": ""}),
    ),
    ("rekey", "配信の保管庫の鍵を取り替える（品質責任者）", rekey),
)  # fmt: skip
