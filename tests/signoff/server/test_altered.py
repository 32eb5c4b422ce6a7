"""A database on a server that was altered is believed by nobody; a workstation needs few rights."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from app.errors import KenpanError
from app.filing.ledger_copies import verify_ledger
from app.signoff.book import open_book
from app.store import database
from app.store.database import open_database
from tests.signoff.server.databases import ROOT, sign
from tests.signoff.small_ledger import thirteen

# What somebody who owns the database might put into it

ALTERED = {
    "a view": (
        ("ALTER TABLE entries RENAME TO real", "CREATE VIEW entries AS SELECT * FROM real"),
        "表 entries",
    ),
    "a view in front of it": (
        ("CREATE SCHEMA other", "CREATE VIEW other.entries AS SELECT * FROM entries WHERE seq < 5"),
        None,
    ),
    "a rule": (("CREATE RULE dropped AS ON INSERT TO entries DO INSTEAD NOTHING",), "ルール dropped"),
    "a trigger": (
        (
            "CREATE FUNCTION drop_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            "CREATE TRIGGER dropped BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION drop_it()",
        ),
        "トリガー dropped",
    ),
    "a trigger on the secrets": (
        (
            "CREATE FUNCTION drop_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            "CREATE TRIGGER dropped BEFORE UPDATE ON secrets FOR EACH ROW EXECUTE FUNCTION drop_it()",
        ),
        "トリガー dropped",
    ),
    "a policy": (
        ("CREATE POLICY few ON entries USING (seq < 5)", "ALTER TABLE entries ENABLE ROW LEVEL SECURITY"),
        "ポリシー few",
    ),
    "rows of another table": (("CREATE TABLE more () INHERITS (entries)",), "継承 more"),
    "a column": (("ALTER TABLE attachments ADD COLUMN more text",), "表 attachments"),
    "a default": (("ALTER TABLE entries ALTER COLUMN signature SET DEFAULT ''",), "表 entries"),
    "a table less": (("DROP TABLE attachments",), "表 attachments なし"),
    "an index": (("CREATE INDEX quick ON entries (upper(body))",), "索引 quick"),
    "a condition": (("ALTER TABLE entries ADD CONSTRAINT short CHECK (seq < 9999)",), "制約 short"),
}


def by_owner(url, *statements):
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize("what", [what for what, (_, named) in ALTERED.items() if named])
def test_a_database_that_holds_more_than_it_must_is_believed_by_nobody(server_url, what):
    small, (statements, named) = thirteen(server_url), ALTERED[what]
    by_owner(server_url, *statements)
    for act in (small.book.refresh, lambda: sign(small.book, small.keys["c1"]), lambda: open_database(server_url)):
        with pytest.raises(KenpanError) as caught:
            act()
        assert caught.value.code == "store.schema"
        assert named in caught.value.what
    report = verify_ledger(server_url)
    assert (report.is_sound, report.entries) == (False, 0)
    assert named in report.problems[0].text
    small.book.engine.dispose()


def test_a_path_that_leads_to_other_tables_is_not_taken(server_url):
    """Neither set for the database nor by what runs on the server before the program does anything."""
    small, (statements, _) = thirteen(server_url), ALTERED["a view in front of it"]
    name = make_url(server_url).database
    by_owner(server_url, *statements, f"ALTER DATABASE {name} SET search_path = other, public")
    with small.book.engine.connect() as connection:
        connection.execute(text("SET search_path = other, public"))
        connection.commit()
    assert small.book.refresh().count == 13
    assert len(small.book.history()) == 13
    assert sign(small.book, small.keys["c1"]) == 14
    assert verify_ledger(server_url).entries == 14
    small.book.engine.dispose()


def test_what_a_trigger_swallows_is_not_acknowledged(server_url, monkeypatch):
    """Should the look at the database not have been enough."""
    small = thirteen(server_url)
    by_owner(server_url, *ALTERED["a trigger"][0])
    monkeypatch.setattr(database, "check", lambda *_: None)
    with pytest.raises(KenpanError) as caught:
        sign(small.book, small.keys["c1"])
    assert caught.value.code == "store.lost"
    assert small.book.refresh().count == 13
    small.book.engine.dispose()


def test_a_workstation_needs_no_more_rights_than_the_guide_grants(server_url):
    """A role that may only add works where the tables are there, and says so where they are not."""
    made = make_url(server_url).set(username="kenpan_terminal", password="x")
    terminal = made.render_as_string(hide_password=False)
    by_owner(server_url, "DROP ROLE IF EXISTS kenpan_terminal", "CREATE ROLE kenpan_terminal LOGIN PASSWORD 'x'")
    with pytest.raises(KenpanError) as caught:
        open_database(terminal)
    assert caught.value.code == "store.revision"
    small = thirteen(server_url)
    small.book.engine.dispose()
    guide = (ROOT / "resources" / "guide" / "60_operator.md").read_text(encoding="utf-8")
    grants = [line.replace("TO kenpan;", "TO kenpan_terminal") for line in guide.splitlines() if "TO kenpan;" in line]
    if is_before_17(server_url):
        grants = [grant.replace("MAINTAIN", "UPDATE") for grant in grants]  # what the lock needed before
    by_owner(server_url, *grants)
    book = open_book(terminal, small.book.clock)
    assert sign(book, small.keys["c1"]) == 14
    book.engine.dispose()
    assert verify_ledger(server_url).is_sound
    by_owner(server_url, "DROP OWNED BY kenpan_terminal", "DROP ROLE kenpan_terminal")


def is_before_17(url):
    engine = create_engine(url)
    with engine.connect() as connection:
        number = int(connection.execute(text("SHOW server_version_num")).scalar())
    engine.dispose()
    return number < 170000
