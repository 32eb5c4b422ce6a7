"""Zones in which differences are only counted: drawn on the page, each with a name and a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import KenpanError
from app.month.printed.in_hand import Compared, with_zone, without_zone
from app.proof.compared.differences import SIDE_NAMES
from app.proof.compared.source import ShownPair
from app.sheet.measured_form import MeasuredForm, Zone
from app.sheet.model import Rect
from app.ui.comparison.dialogs import ZoneDialog, ZoneListDialog
from app.ui.comparison.page_marks import on_side, side_at


class ZoneActs:
    """A part of the page."""

    one: Compared | None
    stack: Any
    setup: Any
    start: Callable[[], None]
    last: dict[bool, Compared]
    _put_away: Callable[[], None]
    _shown: ShownPair | None
    _form: MeasuredForm | None
    _say: Callable[[str], None]
    keep_zone: Callable[[Zone], None]
    drop_zone: Callable[[str], None]

    def _zone_drawn(self, rect: Rect) -> None:
        one, shown = self.one, self._shown
        if one is not None and one.of_captures:
            self._say("取り込み画像の照合に除外域はありません。すべての枠を判定します。")
            return
        side = None if shown is None else side_at(shown.page, rect)
        if one is None or side is None or rect.width < 1 or rect.height < 1:
            self._say("除外域は、通知書の面の中に描いてください。")
            return
        own = on_side(rect, side)
        where = f"{SIDE_NAMES[side.side]}　横 {own.x0:.1f}〜{own.x1:.1f} mm、縦 {own.y0:.1f}〜{own.y1:.1f} mm"
        dialog = ZoneDialog(where, cast(QWidget, self))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.add_zone(Zone(dialog.name.text(), dialog.reason.text(), side.side, own)))
        dialog.open()

    def add_zone(self, zone: Zone) -> None:
        """Compare anew with one zone more: what was found before was found without it."""
        one = self.one
        if one is None:
            return
        try:
            form = with_zone(one.form, zone)
        except KenpanError as error:
            self._say(str(error))
            return
        self._compare_with(form)

        self.keep_zone(form.zones[-1])

    def show_zones(self) -> None:
        """The zones, each with its reason and what is only counted there; each can be taken out."""
        one = self.one
        if one is None or not one.zones:
            return
        rows = [(zone, one.ignored(zone)) for zone in one.zones]
        dialog = ZoneListDialog(rows, cast(QWidget, self))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.removed.connect(self.remove_zone)
        dialog.open()

    def remove_zone(self, name: str) -> None:
        """Compare anew without this zone: what differs there counts again."""
        if self.one is not None:
            self._compare_with(without_zone(self.one.form, name))
            self.drop_zone(name)

    def _compare_with(self, form: MeasuredForm) -> None:
        self._put_away()
        self.last.pop(False, None)
        self._form = form
        self.stack.setCurrentWidget(self.setup)
        self.start()
