"""Every screen of the rail, in its order: one line each, and how it is made when it is first wanted."""

from PySide6.QtWidgets import QWidget

from app.signoff.kinds import may_open_media
from app.signoff.roles import Role
from app.ui.kit import shortcuts as keys
from app.ui.shell.screen import Context, Screen


def _anybody(_roles: frozenset[Role]) -> bool:
    return True


def _in_the_month(roles: frozenset[Role]) -> bool:
    return bool(roles & {"checker", "lead"})


def _delivers(roles: frozenset[Role]) -> bool:
    return bool(roles & {"checker", "lead", "admin"})


def _today(one: Context) -> QWidget:
    from app.ui.today.today_page import TodayPage

    return TodayPage(one.desk, one.sheet, one.live, one.undecided, one.place)


def _board(one: Context) -> QWidget:
    from app.ui.board.board_page import BoardPage

    return BoardPage(one.desk, one.sheet, one.jobs, one.live, one.place, evidence=one.evidence)


def _ledger(one: Context) -> QWidget:
    from app.ui.ledger.ledger_page import LedgerPage

    return LedgerPage(one.desk, one.sheet, one.place)


def _people(one: Context) -> QWidget:
    from app.ui.people.people_page import PeoplePage

    return PeoplePage(one.desk, one.place)


def _lessons(one: Context) -> QWidget:
    from app.ui.lessons.lessons_page import LessonsPage
    from app.ui.shell.sample import open_sample

    folder = one.settings.lessons_folder
    return LessonsPage(one.jobs, lambda progress: open_sample(progress, settings=one.settings), one.place, folder)


SCREENS: tuple[Screen, ...] = (
    Screen("today", "今日", "today", _in_the_month, "", _today),
    Screen("board", "工程", "board", _anybody, "", _board, keys.BOARD),
    Screen("media", "媒体", "media", _anybody, "volume", None, keys.REVIEW),
    Screen("findings", "検査", "findings", _anybody, "volume", None),
    Screen("round", "検証品", "pieces", may_open_media, "round", None),
    Screen("compare", "照合", "compare", may_open_media, "", None),
    Screen("dummies", "ダミー", "dummies", may_open_media, "", None),
    Screen("redirects", "別送引抜", "redirects", may_open_media, "", None),
    Screen("tally", "件数", "tally", may_open_media, "", None),
    Screen("papers", "報告", "papers", _in_the_month, "", None),
    Screen("incidents", "事故", "incidents", may_open_media, "", None),
    Screen("delivery", "配信", "delivery", _delivers, "exchange", None),
    Screen("lessons", "研修", "lessons", _anybody, "", _lessons),
    Screen("ledger", "台帳", "ledger", _anybody, "", _ledger, keys.LEDGER),
    Screen("people", "人", "people", _anybody, "", _people, keys.PEOPLE),
)
