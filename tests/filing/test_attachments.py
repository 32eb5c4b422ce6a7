"""Logs of a round: bytes and entry together, or neither."""

import pytest
from sqlalchemy import func, select, update

from app.errors import KenpanError
from app.filing import attachments
from app.filing.attachments import keep_log, load_log
from app.store.database import reading, writing
from app.store.tables import ATTACHMENTS


@pytest.fixture
def opened(house):
    house.create()
    house.register_all()
    house.open_round()
    return house


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "重量.csv"
    path.write_bytes("番号,g\n1,4.6\n".encode())
    return path


def kept_rows(house):
    with reading(house.book.engine) as connection:
        return connection.execute(select(func.count()).select_from(ATTACHMENTS)).scalar_one()


def test_a_log_is_kept_with_its_entry_and_read_back(opened, log):
    (entry,) = keep_log(opened.book, opened.sessions["kensa-1"], "r1", "weight", log)
    (kept,) = opened.round().attachments
    assert entry.kind == "attachment.kept" and kept.signature.name == "検査員１"
    assert (kept.kind, kept.name, kept.size, kept.piece) == ("weight", "重量.csv", len(log.read_bytes()), None)
    log.unlink()
    assert load_log(opened.book, kept).decode().startswith("番号")


def test_a_log_may_belong_to_one_piece(opened, log):
    keep_log(opened.book, opened.sessions["kensa-1"], "r1", "weight", log, piece=3)
    assert opened.round().attachments[0].piece == 3


def test_one_file_is_not_the_log_of_two_machines(opened, log):
    keep_log(opened.book, opened.sessions["kensa-1"], "r1", "weight", log)
    with pytest.raises(KenpanError) as caught:
        keep_log(opened.book, opened.sessions["kensa-1"], "r1", "thickness", log)
    assert caught.value.code == "attachment.used"
    assert len(opened.round().attachments) == 1 and kept_rows(opened) == 1


def test_what_is_refused_leaves_no_bytes(opened, log, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.touch()
    refused = [
        ("kensa-1", {"path": empty}, "attachment.empty"),
        ("kenshu-1", {"path": log}, "rights.missing"),
        ("kensa-1", {"path": log, "piece": 99}, "piece.none"),
    ]
    for who, other, code in refused:
        with pytest.raises(KenpanError) as caught:
            keep_log(opened.book, opened.sessions[who], "r1", "weight", **other)
        assert caught.value.code == code
    assert kept_rows(opened) == 0 and opened.round().attachments == ()


def test_a_signed_round_takes_no_further_log(opened, log):
    opened.check_all()
    with pytest.raises(KenpanError) as caught:
        keep_log(opened.book, opened.sessions["kensa-1"], "r1", "weight", log)
    assert caught.value.code == "round.state" and kept_rows(opened) == 3


def test_a_file_that_cannot_be_read_or_is_too_large_is_named(opened, log, tmp_path, monkeypatch):
    session = opened.sessions["kensa-1"]
    with pytest.raises(KenpanError) as caught:
        keep_log(opened.book, session, "r1", "weight", tmp_path / "none.csv")
    assert (caught.value.code, caught.value.file) == ("attachment.unreadable", "none.csv")
    monkeypatch.setattr(attachments, "LARGEST", 3)
    with pytest.raises(KenpanError) as caught:
        keep_log(opened.book, session, "r1", "weight", log)
    assert (caught.value.code, caught.value.file) == ("attachment.too_large", "重量.csv")


def test_changed_or_lost_bytes_are_found(opened, log):
    keep_log(opened.book, opened.sessions["kensa-1"], "r1", "weight", log)
    (kept,) = opened.round().attachments
    with writing(opened.book.engine) as connection:
        connection.execute(update(ATTACHMENTS).values(content=b"other"))
    with pytest.raises(KenpanError) as caught:
        load_log(opened.book, kept)
    assert caught.value.code == "attachment.lost"
    with writing(opened.book.engine) as connection:
        connection.execute(ATTACHMENTS.delete())
    with pytest.raises(KenpanError):
        load_log(opened.book, kept)
