"""What is done at the fund: forms taken in, checked, approved, delivered, their receipts, their end after years."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog

from app import __version__
from app.delivery import fund
from app.delivery.intake.model import Intake
from app.delivery.intake.run import read_batch, read_roster
from app.delivery.status import named
from app.delivery.store import open_desk
from app.language import tr
from app.progress import Progress
from app.sheet.fonts import load_fonts
from app.signoff import deliveries, form_batches
from app.signoff.exchange_kinds import KEPT_YEARS
from app.signoff.exchange_model import FormBatch, Package
from app.signoff.exchange_wording import TYPES
from app.signoff.ledger import written
from app.ui.delivery import rows
from app.ui.delivery.acts import Acts
from app.ui.delivery.next_act import Waiting, ready_to_sign
from app.ui.kit.ask_dialog import AskDialog, Asked

_FORMS = "配信帳票 (*.pdf *.csv)"
_LIST = "加入者の一覧 (*.csv *.xlsx)"
_WITHOUT = (("list", "あり（次に選ぶ）"), ("none", "なし（加入者の所属は確かめません）"))


class FundActs(Acts):
    """A part of the page. ``intakes``: what was found in the batches that were read since the page is there."""

    intakes: dict[str, Intake]

    # Taken in

    def ask_take(self) -> AskDialog | None:
        """Which files, of which month, with which list of those enrolled."""
        names, _ = QFileDialog.getOpenFileNames(self._over, tr("取り込む帳票を選ぶ（PDF と CSV）"), "", tr(_FORMS))
        return self.ask_period([Path(one) for one in names]) if names else None

    def ask_period(self, paths: Sequence[Path]) -> AskDialog:
        """Of which month they must be."""
        asked = (
            Asked("period", "対象年月（2026-11 の形）", self.this_month()),
            Asked("roster", "加入者の一覧", "list", _WITHOUT),
        )

        def then(values: dict[str, str]) -> None:
            roster = self._file("加入者の一覧を選ぶ", _LIST) if values["roster"] == "list" else None
            if roster is not None or values["roster"] == "none":
                self.take(paths, values["period"], roster)

        names = "、".join(path.name for path in paths[:6]) + ("…" if len(paths) > 6 else "")
        return self._ask("帳票の取り込み", f"{len(paths):,} 本：{names}", asked, "読み取る", then)

    def take(self, paths: Sequence[Path], period: str, roster: Path | None) -> None:
        """Read them away from the window; then they are kept and recorded."""
        names = {one.id: one.name for one in self.own.establishments.values()}

        def work(progress: Progress) -> Intake:
            enrolled = None if roster is None else read_roster(roster, progress)
            return read_batch(paths, period, names, enrolled, load_fonts(), progress)

        self._say("")
        self._jobs.start(
            work,
            on_done=self._keep,
            on_error=self._refuse,
            on_progress=self.progress.report,
            key=self.JOB,
        )
        self._show()

    def _keep(self, intake: Intake) -> None:
        root = self._root()

        def done(batch: str) -> None:
            self.intakes[batch] = intake
            errors = sum(one.severity == "error" for one in intake.findings)
            told = f"取り込みました：{len(intake.documents):,} 件、誤り {errors:,} か所。"
            self._show()
            self.said.emit(told)
            self._say(f"{told}誤りのある事業所へは配信しません。" if errors else "")

        self._desk.run_with(
            lambda book, session: fund.take_in(open_desk(book, session, root), intake, __version__), done, self._refuse
        )

    def found_in(self, batch: FormBatch) -> rows.Lines:
        """Where the errors are, as far as the batch was read since the page is there."""
        intake = self.intakes.get(batch.id)
        if intake is None:
            return ()
        return tuple(
            (
                f"{'×' if one.severity == 'error' else '▲'} {one.file}" + _place(one.file, one.page),
                f"{one.message}{f'　読み取り：{one.found}' if one.found else ''}",
            )
            for one in intake.findings
        )

    # Two persons

    def ask_sign(self) -> AskDialog | None:
        """The checker lets it go to whom nothing holds back."""
        batch = self.hand.thing
        if not isinstance(batch, FormBatch):
            return None
        sound = ready_to_sign(batch)
        about = "\n".join(f"○ {named(self.own, one)}　{len(batch.of(one))} 件" for one in sound)
        left = [f"▲ {named(self.own, one)}　目視が済んでいない" for one in sorted(batch.sound - {*sound})]
        left += [f"× {named(self.own, one)}　誤り {count:,} か所" for one, count in batch.held.items()]
        held = "\n".join(left)

        def then(values: dict[str, str]) -> None:
            act = lambda state, by: form_batches.sign_batch(  # noqa: E731
                state, by, batch.id, sound, values["comment"]
            )
            summary = (f"対象年月 {batch.period}", *(named(self.own, one) for one in sound), values["comment"])
            self._desk.sign(act, "batch.signed", summary, None, self._over.window())

        asked = (Asked("comment", "備考", needed=False),)
        return self._ask("配信の確認", f"配信先：\n{about}\n{held}".rstrip(), asked, "署名へ", then)

    def ask_approve(self) -> None:
        """A lead who did not check it."""
        batch = self.hand.thing
        if not isinstance(batch, FormBatch):
            return
        names = [named(self.own, one) for one in batch.chosen]
        act = lambda state, by: form_batches.approve_batch(state, by, batch.id, "", __version__)  # noqa: E731
        summary = (f"対象年月 {batch.period}", *names, f"確認：{rows.whose(batch.signed)}")
        self._desk.sign(act, "batch.approved", summary, None, self._over.window())

    # Delivered

    def ask_deliver(self) -> None:
        """Where the medium is."""
        folder = self._medium("配信の媒体（フォルダー）を選ぶ")
        if folder is not None:
            self.deliver(folder)

    def deliver(self, folder: Path) -> None:
        """What is in hand: one package, or those of the whole batch that did not go out yet."""
        thing = self.hand.thing
        to: tuple[str, ...]
        if isinstance(thing, Waiting):
            batch, to = thing.batch.id, (thing.establishment,)
        elif isinstance(thing, FormBatch):
            batch, to = thing.id, rows.to_deliver(self.own, thing)
        else:
            return
        self._with_store(
            lambda store: [fund.deliver(store, batch, one, folder) for one in to],
            lambda paths: self.said.emit(f"配信しました：{len(paths):,} 通　{folder}"),
        )

    def ask_again(self) -> AskDialog | None:
        """Why once more: it is the same, byte for byte."""
        package = self.hand.thing
        if not isinstance(package, Package):
            return None
        asked = (Asked("reason", "再発行の理由"),)

        def then(values: dict[str, str]) -> None:
            folder = self._medium("再発行の媒体（フォルダー）を選ぶ")
            if folder is not None:
                self.again(package, folder, values["reason"])

        about = f"{named(self.own, package.establishment)}　{package.period}　中身は前の配信と同じです。"
        return self._ask("再発行", about, asked, "媒体を選ぶ", then)

    def again(self, package: Package, folder: Path, reason: str) -> None:
        """Issue it again."""
        self._with_store(
            lambda store: fund.deliver(store, package.batch, package.establishment, folder, reason), self._wrote
        )

    def ask_receipt(self) -> AskDialog:
        """A slip, as a file or as a scanner reads its code."""
        asked = (Asked("code", "2次元コードを読み取る（ファイルのときは空のまま）", needed=False),)

        def then(values: dict[str, str]) -> None:
            if values["code"]:
                self.take_receipt(values["code"])
            elif (path := self._file("受領票のファイルを選ぶ", "受領票 (*.json)")) is not None:
                self._with_store(lambda store: fund.take_receipt(store, fund.receipt_file(path)), self._received)

        return self._ask("受領票の取り込み", "事業所から返ってきた受領票を取り込みます。", asked, "取り込む", then)

    def take_receipt(self, told: str) -> None:
        """What a slip says."""
        self._with_store(lambda store: fund.take_receipt(store, told), self._received)

    def _received(self, package: Any) -> None:
        self.said.emit(f"受領済：{named(self.own, package.establishment)}　{package.period}")

    # After seven years

    def ask_erasing(self) -> AskDialog | None:
        """That a copy is no longer needed."""
        package, now = self.hand.thing, written(self._desk.book.clock())
        if not isinstance(package, Package):
            return None
        if now < deliveries.kept_until(package):
            self._say(f"{deliveries.kept_until(package)[:10]} までは消去できません（{KEPT_YEARS} 年間保存）。")
            return None

        def then(values: dict[str, str]) -> None:
            act = lambda state, by: deliveries.ask_erasing(state, by, package.id, values["reason"], now)  # noqa: E731
            summary = (*self._whole(package), values["reason"])
            self._desk.sign(act, "package.erasing", summary, None, self._over.window())

        about = f"保存期限 {deliveries.kept_until(package)[:10]}。もう一人の品質責任者が消去します。"
        return self._ask("控えの消去の申し出", about, (Asked("reason", "理由"),), "署名へ", then)

    def ask_erase(self) -> None:
        """Another lead erases it."""
        package, root = self.hand.thing, self._root()
        if not isinstance(package, Package):
            return
        work = lambda book, session: fund.erase(open_desk(book, session, root), package.id)  # noqa: E731
        self._desk.sign_with(work, "package.erased", self._whole(package), None, self._over.window())

    def _whole(self, package: Package) -> tuple[str, ...]:
        batch = self.own.batches[package.batch]
        told = "、".join(TYPES.get(one.type, one.type) for one in batch.of(package.establishment))
        return f"{named(self.own, package.establishment)}　{package.period}", told


def _place(file: str, page: int | None) -> str:
    if page is None:
        return ""
    return f"　{page + 1} 行目" if file.lower().endswith(".csv") else f"　{page + 1} 頁目"
