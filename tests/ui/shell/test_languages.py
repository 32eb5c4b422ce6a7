"""The windows in English: nothing on them is Japanese but data, and in Japanese nothing is English."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QComboBox, QMenu, QStatusBar

from app import language
from app.language.catalogue import texts
from app.language.patterns import JAPANESE
from app.signoff.book import open_book
from app.signoff.signing_key import KdfCost
from app.training.practice import LEAD, practice
from app.ui.kit.reason_dialog import UNDO_REASONS, ReasonDialog
from app.ui.reception.form import TypedForm
from app.ui.review.texts import visible
from app.ui.shell import languages
from app.ui.shell.screens import SCREENS
from app.ui.shell.status_line import StatusLine
from app.ui.shell.window import MainWindow
from app.ui.tour import people
from app.ui.tour.camera import settle, wait_for
from app.ui.tour.screen_size import ALL
from app.workstation.settings import Settings
from tests.ui.seen import seen

TAG = re.compile("<[^>]+>")
OWN_NAMES = frozenset(language.LANGUAGES.values())


@pytest.fixture(autouse=True)
def japanese_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(language.VARIABLE, raising=False)
    yield
    language.choose(language.JAPANESE)


@pytest.fixture
def shown(qapp, themed, bench, tmp_path, request) -> Iterator[tuple[dict[str, str], frozenset[str]]]:
    """Every text of every screen of the rail in the language that is asked for → where it stands; and the data."""
    language.choose(request.param)
    trained = practice(tmp_path)
    book = open_book(f"sqlite:///{tmp_path / 'renshu.db'}", cost=KdfCost(1, 64, 1), practice=True)
    window = MainWindow(Settings(lock_minutes=120), book)
    window.resize(ALL[0].room)
    window.show()
    found: dict[str, str] = {}
    try:
        people.enter(window, trained, LEAD)
        window.show_volume(bench)
        window.signoff.page("lessons").show_bench(bench)
        for name in [one.id for one in SCREENS if one.id in window.rail.buttons]:
            window.signoff.open_screen(name)
            wait_for(window.jobs)
            settle()
            for where, text in seen(window):
                found.setdefault(TAG.sub("", text), f"{name}: {where}")
        state = window.signoff.desk.state
        yield found, _data(bench, state)
    finally:
        people.close_window(window)
        book.engine.dispose()
        trained.book.engine.dispose()


def _data(bench, state) -> frozenset[str]:
    """What stands in records, and what people gave names to."""
    data = {one.name for one in state.accounts.values()}
    data |= {one.title for one in (*state.processes.values(), *state.months.values())}
    for name, notices in bench.notices.items():
        for record in range(min(len(notices), 400)):
            line = bench.line(name, record)
            data |= {line.name, visible(line.name), line.symbol_number, line.office}
            look = bench.look(name, record) if record < 3 else None
            data |= {one.text.strip() for one in look.fields} if look is not None else set()
    return frozenset(part for one in data for part in (one, *one.split("\u3000")) if JAPANESE.search(part))


def _without(text: str, data: frozenset[str]) -> str:
    for one in sorted(data, key=len, reverse=True):
        if one in text:
            text = text.replace(one, "")
    return text


@pytest.mark.parametrize("shown", ["en"], indirect=True)
def test_no_screen_has_a_japanese_word_of_the_program(shown) -> None:
    found, data = shown
    left = {
        text: where for text, where in found.items() if JAPANESE.search(text) and JAPANESE.search(_without(text, data))
    }
    assert len(found) > 500
    assert {text: where for text, where in left.items() if text not in OWN_NAMES} == {}


@pytest.mark.parametrize("shown", ["ja"], indirect=True)
def test_no_screen_has_an_english_text_without_a_choice(shown) -> None:
    found, _data_of_it = shown
    english = {one for one in texts("en").values() if len(one.split()) > 1 and "{" not in one}
    assert len(found) > 500
    assert sorted(english & found.keys()) == []


def test_a_choice_is_kept_and_taken_at_the_next_start(qapp, own_setting) -> None:
    said: list[str] = []
    view = QMenu()
    languages.add_language_menu(view, said.append)
    (menu,) = (one.menu() for one in view.actions())
    english = next(one for one in menu.actions() if one.text() == "English")
    assert [one.isChecked() for one in menu.actions()] == [True, False]
    english.trigger()
    assert said and language.chosen() == "ja"
    languages.speak_as_kept()
    assert language.chosen() == "en"


def test_a_command_line_goes_before_what_was_kept(qapp, own_setting, monkeypatch: pytest.MonkeyPatch) -> None:
    own_setting("language", "en")
    monkeypatch.setenv(language.VARIABLE, "ja")
    languages.speak_as_kept()
    assert language.chosen() == "ja"


def test_what_was_kept_and_is_no_language_is_japanese(qapp, own_setting) -> None:
    own_setting("language", "xx")
    languages.speak_as_kept()
    assert language.chosen() == "ja"
    assert QSettings().value("language") == "xx"


def test_what_is_chosen_in_english_is_recorded_in_japanese(qapp, themed) -> None:
    """As the same choice in Japanese is."""
    kept = {}
    for code in language.LANGUAGES:
        language.choose(code)
        form = TypedForm()
        for name, field in form.fields.items():
            if isinstance(field, QComboBox):
                field.setCurrentIndex(field.count() - 1)
                field.activated.emit(field.count() - 1)
                told = field.currentText()
                kept.setdefault(name, []).append(form.typed[name])
                assert bool(JAPANESE.search(told)) == (code == language.JAPANESE)
        form.show_typed(dict(form.typed), ())
        assert all(form.fields[name].currentData() == words[-1] for name, words in kept.items())
        form.deleteLater()
    assert kept and all(len(set(words)) == 1 and JAPANESE.search(words[0]) for words in kept.values())


def test_a_reason_chosen_in_english_is_recorded_in_japanese(qapp, themed) -> None:
    language.choose("en")
    dialog = ReasonDialog("確認済にする", "1 件", UNDO_REASONS)
    dialog.choices[0].setChecked(True)
    assert not JAPANESE.search(dialog.choices[0].text())
    assert dialog.reason() == UNDO_REASONS[0]
    dialog.deleteLater()


def test_what_was_done_is_told_in_english_in_the_status_line(qapp, themed) -> None:
    language.choose("en")
    bar = QStatusBar()
    StatusLine(bar).say("書き出しました：kekka.pdf")
    assert bar.currentMessage() == "Exported: kekka.pdf"
    bar.deleteLater()
