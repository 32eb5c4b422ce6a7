"""配信 at the fund: not begun, a batch with a swapped page, one that is sound, delivered and received; its forms."""

from dataclasses import replace
from pathlib import Path

from app.canonical import canonical
from app.delivery.forms import form_table
from app.signoff import exchange, form_batches
from app.signoff.book import Session
from app.signoff.exchange_kinds import FUND, VOICE
from app.signoff.ledger import Entry, written
from app.signoff.machine_key import RECEIPT, MachineKey
from app.training.delivery.batch import NAMES, make_delivery
from app.training.practice_work import Crew
from app.ui.delivery.delivery_page import DeliveryPage
from app.ui.delivery.eyes_dialog import EyesDialog
from app.ui.delivery.forms_dialog import FormsDialog
from app.ui.shell.window import MainWindow
from app.ui.tour.camera import Camera, wait_for
from app.ui.tour.people import screens_of

_ONE, _PERIOD = next(iter(NAMES)), "2026-11"


class DeliveryTour:
    """``window`` shows the ledger of ``one``; ``folder`` takes forms and media."""

    def __init__(self, camera: Camera, window: MainWindow, one: Crew, folder: Path) -> None:
        self._camera, self._window, self._crew = camera, window, one
        self._folder = folder / "delivery"
        self._terminal = MachineKey(b"kenpan-renshu-tanmatsu-no-kagi-1")

    def run(self) -> None:
        """Leaves the window with a checker logged in, and the exchange begun as a fund."""
        self._folder.mkdir()
        self._sit(self._crew.admin)
        page: DeliveryPage = screens_of(self._window).delivery
        self._camera.shot("delivery_none", self._window)
        self._begin()
        self._sit(self._crew.checker)
        self._take("wrong", ("swapped",))
        self._camera.shot("delivery_wrong", self._window)
        self._take("stamped", ("stamp",))
        page.ask_see()
        wait_for(self._window.jobs)
        eyes = next(one for one in page.findChildren(EyesDialog) if one.isVisible())
        wait_for(self._window.jobs)
        eyes.answer(same=True)
        self._camera.shot_over("delivery_eyes", self._window, eyes)
        eyes.reject()
        self._take("sound", ())
        batch = page.hand.thing
        self._by(self._crew.checker, lambda state, by: form_batches.sign_batch(state, by, batch.id, batch.sound, ""))
        self._by(self._crew.lead, lambda state, by: form_batches.approve_batch(state, by, batch.id, "", "0.1.0"))
        screens_of(self._window).desk.refresh()
        wait_for(self._window.jobs)
        page.renew()
        page.deliver(self._folder)
        wait_for(self._window.jobs)
        page.take_receipt(self._slip())
        wait_for(self._window.jobs)
        self._go("packages", row=-1)
        self._camera.shot("delivery", self._window)
        self._camera.small("delivery_small", self._window)
        self._go("batches")
        page.look()
        wait_for(self._window.jobs)
        dialog = next(one for one in page.findChildren(FormsDialog) if one.isVisible())
        dialog.list.setCurrentIndex(dialog.list.lines.index(1, 0))
        wait_for(self._window.jobs)
        self._camera.shot_over("delivery_forms", self._window, dialog)
        dialog.accept()
        self._sit(self._crew.admin)
        self._go("places")
        self._camera.shot("delivery_places", self._window)
        keys = page.ask_keys()
        wait_for(self._window.jobs)
        self._camera.shot_over("delivery_keys", self._window, keys)
        keys.reject()

    def _sit(self, session: Session) -> None:
        desk = screens_of(self._window).desk
        desk.session = replace(session, with_code=True)  # as everybody logs in while forms are exchanged
        desk.refresh()
        desk.sessionChanged.emit()
        wait_for(self._window.jobs)
        screens_of(self._window).show_delivery()

    def _by(self, who: Session, act: object) -> tuple[Entry, ...]:
        return self._crew.book.sign(who.signer, act)  # type: ignore[arg-type]

    def _begin(self) -> None:
        keys = self._terminal.sign_key, self._terminal.seal_key
        most = form_table().most_terminals
        admin = self._crew.admin
        self._by(admin, lambda state, by: exchange.begin(state, by, FUND, "見本企業年金基金"))
        for number, name in list(NAMES.items())[:2]:
            self._by(admin, lambda state, by, own=(number, name): exchange.enter_establishment(state, by, *own))
            told = number, "総務の端末", keys, VOICE, "総務の担当者", most
            self._by(admin, lambda state, by, told=told: exchange.enrol_terminal(state, by, *told))

    def _take(self, name: str, defects: tuple[str, ...]) -> None:
        files = make_delivery(self._folder / name, _PERIOD, defects)
        (roster,) = [path for path in files if path.name.startswith("roster")]
        page = screens_of(self._window).delivery
        page.take([path for path in files if path != roster], _PERIOD, roster)
        wait_for(self._window.jobs)

    def _go(self, tab: str, row: int = 0) -> None:
        page: DeliveryPage = screens_of(self._window).delivery
        page.tabs.setCurrentIndex(list(page.tables).index(tab))
        wait_for(self._window.jobs)
        lines = page.tables[tab].lines
        page.tables[tab].setCurrentIndex(lines.index(row % max(lines.rowCount(), 1), 0))

    def _slip(self) -> str:
        """What the establishment's machine would sign."""
        own = next(one for one in self._crew.book.refresh().exchange.packages.values() if one.establishment == _ONE)
        slip = canonical(
            {
                "format": RECEIPT,
                "establishment": _ONE,
                "package": own.id,
                "terminal": self._terminal.id,
                "name": "総務の担当者",
                "at": written(self._crew.book.clock()),
                "nonce": "0" * 16,
            }
        )
        return canonical({"slip": slip, "signature": self._terminal.sign(RECEIPT, slip)})
