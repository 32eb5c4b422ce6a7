"""What is said when a month's store does not open, hold or take something."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.errors import KenpanError
from app.month.keeping.folder import BusyError
from app.month.keeping.sealed import DamagedError
from app.private import NotPrivateError

_NAMED = 3
_READ_AGAIN = "画面を読み直して、やり直してください。"


@contextmanager
def telling(title: str, name: str = "") -> Iterator[None]:
    """Say in the trade's words what went wrong with a month's store, or with the object of this name in it.

    ``KenpanError``: ``month.damaged``, ``month.busy``, ``month.private``, ``month.gone``, ``month.folder``.
    """
    try:
        yield
    except DamagedError as error:
        raise damaged(title, name) from error
    except BusyError as error:
        raise KenpanError(
            "month.busy",
            f"{title}の保管庫を、ほかの端末が使っています。書き込んでいません。",
            "しばらく待って、やり直してください。続くときは、ほかの端末の検版が止まっていないか確かめてください。",
            file=name,
        ) from error
    except NotPrivateError as error:
        raise KenpanError(
            "month.private",
            f"{title}の保管庫のファイルかフォルダーを、ほかの利用者が読み書きできます。権限を直せませんでした。",
            "持ち主が、ファイルを本人だけ（600）、フォルダーを本人だけ（700）にしてください。"
            "共有フォルダーは、その権限でつないでください。",
            file=error.path.name,
        ) from error
    except FileNotFoundError as error:
        raise gone(title) from error
    except OSError as error:
        raise KenpanError(
            "month.folder",
            f"{title}の保管庫を読み書きできませんでした。書き込みは途中で取り消しました。",
            "共有フォルダーのつながり、空き容量、書き込みの可否を確かめ、やり直してください。",
            file=name,
        ) from error


def damaged(title: str, name: str) -> KenpanError:
    """An object, or the head of one whose name is not known, is not what was written."""
    return KenpanError(
        "month.damaged",
        f"{title}の保管庫に入れたものが壊れているか、書き換えられています。使いません。",
        "管理者に知らせ、控えから戻すか、元のものを取り込み直してください。",
        file=name,
    )


def gone(title: str) -> KenpanError:
    """There is no store, or no longer, or its key was changed."""
    return KenpanError(
        "month.gone",
        f"{title}の保管庫が、台帳の示す場所にありません（消去されたか、鍵が替わったか、フォルダーが違います）。",
        "月を開き直してください。開けないときは、管理者に共有フォルダーと控えを確かめてもらってください。",
    )


def missing(title: str, name: str) -> KenpanError:
    """There is no such object."""
    return KenpanError(
        "month.missing",
        f"{title}の保管庫に、これは入っていません。",
        "まだ取り込んでいないか、消されています。一覧を読み直し、あるはずのときは管理者に知らせてください。",
        file=name,
    )


def other_version(title: str, name: str) -> KenpanError:
    """An object is another one than was expected: newer, or an older one put back."""
    return KenpanError(
        "month.other_version",
        f"{title}の保管庫にあるのは、見ていたものと別の版です（ほかの端末で書き換えたか、古い版に戻されています）。",
        f"{_READ_AGAIN}だれも書き換えていないときは、管理者に知らせてください。",
        file=name,
    )


# The key


def not_permitted(title: str, name: str) -> KenpanError:
    """Somebody who may not open media, or was stopped."""
    return KenpanError(
        "month.not_permitted",
        f"{name}さんは、{title}の保管庫を開ける人ではありません（媒体を開ける権限がないか、停止されています）。",
        "権限を管理者に確かめてください。",
    )


def no_box(name: str) -> KenpanError:
    """Somebody who has not got a key yet to whom the month's one could be given."""
    return KenpanError(
        "month.no_box",
        f"{name}さんは、まだ自分のパスワードを決めていないため、保管庫の鍵を渡せません。",
        f"{name}さんが一度ログインしてから、渡してください。",
    )


def in_session(title: str) -> KenpanError:
    """The key of a session for commands opens no store."""
    return KenpanError(
        "month.session",
        f"コマンドのセッションでは、{title}の保管庫を開けません。",
        "画面でログインして開いてください。",
    )


def no_key(title: str, is_stale: bool, holders: Sequence[str], others: Sequence[str]) -> KenpanError:
    """Somebody permitted for whom there is no wrap of the key that opens: ``holders`` can give it to them, ``others``
    have it, but must not come in themselves.
    """
    was = "前の鍵に渡されたものです（パスワードの再発行などで、あなたの鍵が替わりました）" if is_stale else "ありません"
    if holders:
        step = f"{_listed(holders)}に、この月の保管庫の鍵を渡してもらってください。"
    elif others:
        step = f"鍵を持つのは、停止中か権限のない{_listed(others)}だけです。管理者に相談してください。"
    else:
        step = "鍵を持つ人がほかにいないため、もうだれも開けません。元のものを取り込み直してください。"
    return KenpanError("month.no_key", f"{title}の保管庫の、あなたへの鍵が{was}。", step)


def false_key(title: str, holders: Sequence[str]) -> KenpanError:
    """A wrap that does not open, or opens to another key than the ledger names."""
    who = f"{_listed(holders)}に、鍵を渡し直してもらってください。" if holders else ""
    return KenpanError(
        "month.false_key",
        f"{title}の保管庫の、あなたへの鍵が壊れているか、台帳に記録された鍵ではありません。使いません。",
        f"管理者に知らせてください。{who}",
    )


def _listed(names: Sequence[str]) -> str:
    more = f"ほか {len(names) - _NAMED} 人" if len(names) > _NAMED else ""
    return "、".join(f"{name}さん" for name in names[:_NAMED]) + more
