"""The way in: first start, login, and whatever has to be set up before the session begins."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.errors import KenpanError
from app.language import tr
from app.signoff.login import CodeOffer
from app.ui.login.carry_page import CarryPage
from app.ui.login.enrol_code import EnrolCode
from app.ui.login.first_start import FirstStart
from app.ui.login.front import Front
from app.ui.login.login_form import BACK_TO_LIVE, TO_PRACTICE, LoginForm
from app.ui.login.new_password import NewPassword
from app.ui.shell.desk import CARRY_JOB

if TYPE_CHECKING:
    from app.ui.shell.desk import Desk

_FOUNDED = "管理者を登録しました。ログインしてください。"
_CARRIED = "前の台帳を引き継ぎました。前のパスワードでログインしてください。"
_LEFT = "{names}は、前の台帳で自分のパスワードを決めていないため、「人と権限」でパスワードを再発行してください。"
_CHANGED = "パスワードを変えました。新しいパスワードでログインしてください。"
_ENROLLED = "確認コードを登録しました。次に出た新しい確認コードを入力してください。"
_Page = TypeVar("_Page", FirstStart, CarryPage, NewPassword, EnrolCode)


class LoginPage(QStackedWidget):
    """Ends with the desk's ``sessionChanged``; :meth:`begin` starts over for the next person."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._login = self._password = self._said = ""
        self._offer: CodeOffer | None = None
        self.form = LoginForm()
        self.addWidget(self.form)
        self.form.wanted.connect(self._log_in)
        desk.sessionChanged.connect(self.begin)
        self.begin()

    # Most people only ever see the form: what others need is made when it is shown to somebody.

    @cached_property
    def first(self) -> FirstStart:
        page = self._added(FirstStart())
        page.wanted.connect(self._found)
        return page

    @cached_property
    def carry(self) -> CarryPage:
        page = self._added(CarryPage())
        page.wanted.connect(self._carry)
        page.stopped.connect(lambda: self._desk.jobs.cancel(CARRY_JOB))
        return page

    @cached_property
    def renewal(self) -> NewPassword:
        page = self._added(NewPassword())
        page.wanted.connect(self._renew)
        page.cancelled.connect(self.begin)
        return page

    @cached_property
    def enrolment(self) -> EnrolCode:
        page = self._added(EnrolCode())
        page.wanted.connect(self._enrol)
        page.cancelled.connect(self.begin)
        page.done.connect(self._enrolled)
        return page

    def _added(self, page: _Page) -> _Page:
        self.addWidget(page)
        self._show_mode(page)
        page.forget()
        return page

    def _show_mode(self, page: QWidget) -> None:
        for front in page.findChildren(Front):
            front.show_mode(practice=self._desk.book.practice)

    def begin(self) -> None:
        """Forget what was typed, and wait for somebody to log in, or for the first administrator: in a new ledger, or
        one who takes the ledger before on.
        """
        self._forget()
        self._show_mode(self)
        self.form.mode.setText(tr(BACK_TO_LIVE if self._desk.book.practice else TO_PRACTICE))
        if self._desk.is_founded:
            self._show(self.form)
            self.form.begin()
        elif self._desk.book.past is not None:
            self.carry.begin(self._desk.book.past.state.count)
            self._show(self.carry)
            self.carry.login.setFocus()
        else:
            self._show(self.first)
            self.first.login.setFocus()

    def _show(self, page: QWidget) -> None:
        self.setCurrentWidget(page)
        self.setFocusProxy(page)

    def _again(self, note: str, *, keeps_password: bool = False) -> None:
        login, password = self._login, self._password if keeps_password else ""
        self._forget()
        self._show(self.form)
        self.form.begin(note, login, password)

    def _forget(self) -> None:
        self._login = self._password = self._said = ""
        self._offer = None
        self.form.begin()
        for name in ("first", "carry", "renewal", "enrolment"):
            if name in self.__dict__:
                getattr(self, name).forget()

    # First start

    def _found(self, login: str, name: str, password: str) -> None:
        def done() -> None:
            self.first.forget()
            self._go_on(login, password, _FOUNDED)

        self._desk.found(login, name, password, done, lambda error: self._not_first(error, self.first.refuse))

    def _carry(self, login: str, password: str, code: str) -> None:
        def done(names: tuple[str, ...]) -> None:
            self._login = login
            self._again(_CARRIED + (_LEFT.format(names="、".join(names)) if names else ""))

        def refused(error: KenpanError) -> None:
            self._not_first(error, self.carry.refuse)

        self._desk.carry_over(login, password, code, done, refused, self.carry.report)

    def _not_first(self, error: KenpanError, refuse: Callable[[KenpanError], None]) -> None:
        if error.code == "people.founded":  # at another workstation, a moment ago
            self._desk.refresh()
            self._again(str(error))
        else:
            refuse(error)

    # Logging in

    def _go_on(self, login: str, password: str, said: str) -> None:
        """Log in with a password that was set just now; ``said`` is told if that is not all."""
        self._login, self._password, self._said = login, password, said
        self._desk.log_in(login, password, "", self._refused)

    def _log_in(self, login: str, password: str, code: str) -> None:
        self._login, self._password = login, password
        self._desk.log_in(login, password, code, self._refused)

    def _refused(self, error: KenpanError) -> None:
        if error.code == "login.new_password":
            self._show(self.renewal)
            self.renewal.begin(self._login, self._password)
        elif error.code == "login.enrol_code":
            self._offer = self._desk.offer_code(self._login)
            self._show(self.enrolment)
            self.enrolment.begin(self._offer)
        elif self.currentWidget() is self.form:
            self.form.refuse(error)
        else:
            self._again(self._said)
            if error.code != "login.code":
                self.form.refuse(error)

    def _renew(self, new: str, code: str) -> None:
        def done() -> None:
            self.renewal.forget()
            self._go_on(self._login, new, _CHANGED)

        self._desk.set_password(self._login, self._password, new, code, done, self.renewal.refuse)

    def _enrolled(self) -> None:
        self._again(_ENROLLED, keeps_password=True)

    def _enrol(self, code: str) -> None:
        if self._offer is not None:
            self._desk.enrol_code(
                self._login, self._password, self._offer, code, self.enrolment.show_recovery, self.enrolment.refuse
            )
