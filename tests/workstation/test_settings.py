import os
import re
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from app.errors import KenpanError
from app.media.container import OpenContainer, ToolContainer
from app.private import NotPrivateError
from app.proof.scanner import Scanner
from app.resources import resource_bytes
from app.workstation import settings
from app.workstation.settings import Settings, default_settings_path, load_settings
from tests.rows import each_row


@pytest.fixture
def written(tmp_path):
    def write(text: str | bytes) -> Path:
        path = tmp_path / "settings.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_without_a_file_the_open_format_is_used():
    assert load_settings() == Settings()
    assert load_settings().container() == OpenContainer()


def test_the_default_file_is_found():
    path = default_settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('[files]\noffices = "a.xlsx"\n', encoding="utf-8")
    assert load_settings().offices == path.parent / "a.xlsx"


def test_every_entry_is_read_and_files_count_from_the_settings(written, tmp_path):
    path = written(
        '[container]\nargv = ["tool", "{source}", "{target}", "{keyfile}"]\ntimeout_s = 12\n'
        '[files]\noffices = "一覧.xlsx"\npaper_forms = "様式"\n'
        f'gaiji_font = "{(tmp_path / "else" / "g.ttf").as_posix()}"\n'
    )
    settings = load_settings(path)
    assert settings.container() == ToolContainer(("tool", "{source}", "{target}", "{keyfile}"), 12.0)
    assert settings.offices == tmp_path / "一覧.xlsx"
    assert settings.paper_forms == tmp_path / "様式"
    assert settings.gaiji_font == tmp_path / "else" / "g.ttf"
    assert path.read_text(encoding="utf-8").startswith("[container]")


def test_a_newer_postal_dictionary_is_named_with_its_month(written, tmp_path):
    settings = load_settings(written("[files]\npostal = 'postaldata.db'\npostal_month = '2026-11'\n"))
    dictionary = settings.postal_dictionary()
    assert (dictionary.path, dictionary.edition) == (tmp_path / "postaldata.db", "2026年11月版")
    assert Settings().postal_dictionary().path is None


def test_a_file_says_what_the_contractor_prints_on_the_pieces(written, tmp_path):
    own = resource_bytes("piece_codes.toml").decode("utf-8")
    (tmp_path / "codes.toml").write_text(own, "utf-8")
    path = written("[files]\npiece_codes = 'codes.toml'\n")
    assert load_settings(path).scanner == Scanner() == load_settings(written("")).scanner
    theirs = "pattern = '(?P<letter>[KS])(?P<prefecture>..)(?P<split>..)(?P<record>[0-9]{7})'"
    (tmp_path / "codes.toml").write_text(re.sub("^pattern = .*$", theirs, own, flags=re.MULTILINE), "utf-8")
    assert load_settings(written("[files]\npiece_codes = 'codes.toml'\n")).scanner.codes is not None
    (tmp_path / "codes.toml").write_text("pattern = 1", "utf-8")
    with pytest.raises(KenpanError) as caught:
        load_settings(written("[files]\npiece_codes = 'codes.toml'\n"))
    assert (caught.value.code, caught.value.file) == ("codes.invalid", "codes.toml")


def test_ledger_lock_and_network_are_read(written):
    text = "[store]\nurl = 'postgresql+psycopg://k:secret@server/kenpan'\n[screen]\nlock_minutes = 3\n"
    settings = load_settings(written(text + "[network]\nrefuse_media = true\n"))
    assert settings.store_url == "postgresql+psycopg://k:secret@server/kenpan"
    assert (settings.lock_minutes, settings.refuse_media) == (3, True)


def test_the_folder_of_the_months_counts_from_the_settings(written, tmp_path):
    assert load_settings(written("[store]\nmonths = 'share/months'\n")).store_months == tmp_path / "share" / "months"
    with pytest.raises(KenpanError) as caught:
        load_settings(written("[store]\nmonths = ''\n"))
    assert (caught.value.code, caught.value.place) == ("settings.invalid", "store.months")


def test_a_ledger_file_counts_from_the_settings(written, tmp_path):
    settings = load_settings(written("[store]\nurl = 'sqlite:///ledger/k.db'\n"))
    assert make_url(settings.store_url).database == str(tmp_path / "ledger" / "k.db")


@pytest.mark.parametrize("said", ["sqlite:///old/k.db", "old/k.db", "{}/old/k.db", "sqlite:///{}/old/k.db"])
def test_the_ledger_before_is_named_by_its_url_or_its_file(written, tmp_path, said):
    settings = load_settings(written(f"[store]\nprevious = '{said.format(tmp_path)}'\n"))
    assert make_url(settings.store_previous).database == str(tmp_path / "old" / "k.db")
    assert settings.store_url is None


def test_the_ledger_before_may_lie_on_a_server(written):
    url = "postgresql+psycopg://k:secret@server/old"
    assert load_settings(written(f"[store]\nprevious = '{url}'\n")).store_previous == url


def test_without_settings_the_ledger_lies_in_the_users_data_and_the_screen_locks():
    settings = load_settings()
    assert (settings.store_url, settings.store_previous) == (None, None)
    assert (settings.lock_minutes, settings.refuse_media) == (10, False)


def test_a_wrong_address_of_the_ledger_is_not_repeated(written):
    with pytest.raises(KenpanError) as caught:
        load_settings(written("[store]\nurl = 'mysql://k:secret@server/kenpan'\n"))
    assert "secret" not in str(caught.value)


def test_a_byte_order_mark_does_not_matter(written):
    assert load_settings(written(b"\xef\xbb\xbf[files]\n")).offices is None


@each_row(
    ("text", "place"),
    [
        ("hello", "1 行目"),
        (b"\x93\x88", ""),
        ("[container]\nargv = 'tool'\n", "container.argv"),
        ("[container]\nargv = ['tool', 1]\n", "container.argv"),
        ("[container]\nargv = ['']\n", "container.argv"),
        ("[container]\ntimeout_s = 'long'\n", "container.timeout_s"),
        ("[container]\ntimeout_s = 0\n", "container.timeout_s"),
        ("[container]\ntimeout_s = -1\n", "container.timeout_s"),
        ("[container]\ntimeout_s = nan\n", "container.timeout_s"),
        ("[container]\ntimeout_s = inf\n", "container.timeout_s"),
        ("[container]\ntimeout_s = true\n", "container.timeout_s"),
        ("container = 1\n", "container"),
        ("[[files]]\n", "files"),
        ("[files]\noffices = 1\n", "files.offices"),
        ("[files]\ngaiji_font = ''\n", "files.gaiji_font"),
        ("[files]\ngaiji = 'g.ttf'\n", "files.gaiji"),
        ("[files]\npostal = 'p.db'\n", "files.postal_month"),
        ("[files]\npostal_month = '2026-11'\n", "files.postal_month"),
        ("[files]\npostal = 'p.db'\npostal_month = '2026-13'\n", "files.postal_month"),
        ("[files]\npostal = 'p.db'\npostal_month = 2026\n", "files.postal_month"),
        ("[files]\npostal = ''\npostal_month = '2026-11'\n", "files.postal"),
        ("[container]\ntimeout = 3\n", "container.timeout"),
        ("[contaner]\n", "contaner"),
        ("[store]\nurl = ''\n", "store.url"),
        ("[store]\nurl = 1\n", "store.url"),
        ("[store]\nurl = 'kenpan.db'\n", "store.url"),
        ("[store]\nurl = 'sqlite://'\n", "store.url"),
        ("[store]\nurl = 'sqlite:///:memory:'\n", "store.url"),
        ("[store]\nurl = 'mysql://a/b'\n", "store.url"),
        ("[store]\nurl = 'postgresql+psycopg://h:port/b'\n", "store.url"),
        ("[store]\npath = 'a.db'\n", "store.path"),
        ("[store]\nprevious = ''\n", "store.previous"),
        ("[store]\nprevious = 1\n", "store.previous"),
        ("[store]\nprevious = 'sqlite://'\n", "store.previous"),
        ("[store]\nprevious = ':memory:'\n", "store.previous"),
        ("[store]\nprevious = 'mysql://a/b'\n", "store.previous"),
        ("[screen]\nlock_minutes = 0\n", "screen.lock_minutes"),
        ("[screen]\nlock_minutes = 481\n", "screen.lock_minutes"),
        ("[screen]\nlock_minutes = 2.5\n", "screen.lock_minutes"),
        ("[screen]\nlock_minutes = true\n", "screen.lock_minutes"),
        ("[screen]\nlock = 3\n", "screen.lock"),
        ("[network]\nrefuse_media = 1\n", "network.refuse_media"),
        ("[network]\nrefuse = true\n", "network.refuse"),
        ("[scanner]\nprefix = 1\n", "scanner.prefix"),
        ("[scanner]\nprefix = 'K03'\n", "scanner.prefix"),
        ("[scanner]\nsuffix = '99'\n", "scanner.suffix"),
        (f"[scanner]\nsuffix = '{'#' * 21}'\n", "scanner.suffix"),
        ("[scanner]\nend = 'tab'\n", "scanner.end"),
        ("[reception]\ncontractor = 1\n", "reception.contractor"),
        ("[reception]\nname = 'x'\n", "reception.name"),
    ],
)
def test_settings_that_make_no_sense_are_refused_by_the_entry(written, text, place):
    with pytest.raises(KenpanError) as caught:
        load_settings(written(text))
    assert (caught.value.code, caught.value.file, caught.value.place) == ("settings.invalid", "settings.toml", place)


@pytest.mark.parametrize(
    ("text", "prefix", "suffix"),
    [
        ("", "", ""),
        ("[scanner]\n", "", ""),
        ("[scanner]\nprefix = ']C1'\nsuffix = '#'\n", "]C1", "#"),
        ('[scanner]\nprefix = "\\u0002"\nsuffix = "\\u0003\\r\\n"\n', "\x02", "\x03"),
    ],
)
def test_what_the_scanner_puts_around_a_code_can_be_set(written, text, prefix, suffix):
    scanner = load_settings(written(text)).scanner
    assert (scanner.prefix, scanner.suffix) == (prefix, suffix)


def test_a_named_file_must_exist(tmp_path):
    with pytest.raises(KenpanError) as caught:
        load_settings(tmp_path / "none.toml")
    assert caught.value.code == "settings.invalid"


SERVED = '[store]\nurl = "postgresql+psycopg://kenpan:{password}@server/kenpan"\n[container]\n'


@pytest.mark.skipif(os.name == "nt", reason="there a user's folder is private by itself")
def test_a_file_with_the_servers_password_is_for_its_owner_alone(written):
    path = written(SERVED.format(password="himitsu"))
    path.chmod(0o644)
    load_settings(path)
    assert path.stat().st_mode & 0o777 == 0o600
    open_to_all = written(SERVED.replace(":{password}", ""))
    open_to_all.chmod(0o644)
    load_settings(open_to_all)
    assert open_to_all.stat().st_mode & 0o777 == 0o644


def test_a_password_that_others_can_read_is_refused(written, monkeypatch):
    path = written(SERVED.format(password="himitsu"))

    def refuse(at):
        raise NotPrivateError(at)

    monkeypatch.setattr(settings, "tighten", refuse)
    with pytest.raises(KenpanError) as caught:
        load_settings(path)
    assert caught.value.code == "settings.private" and "himitsu" not in str(caught.value)
