"""What a ledger's SQLite database is made of, by revision: a view or trigger could show each reader another ledger."""

import sqlite3

# The verifier's own copy of the program's table (store.schema), for the reason given in ``rules``.
_TABLES = {
    ("table", "entries"): "CREATE TABLE entries ( seq INTEGER NOT NULL, body TEXT NOT NULL, hash VARCHAR(64) NOT NULL,"
    " signature VARCHAR(128) NOT NULL, PRIMARY KEY (seq) )",
    ("table", "secrets"): "CREATE TABLE secrets ( account VARCHAR(32) NOT NULL, content TEXT NOT NULL,"
    " PRIMARY KEY (account) )",
    ("index", "sqlite_autoindex_secrets_1"): "",
    ("table", "attachments"): "CREATE TABLE attachments ( sha256 VARCHAR(64) NOT NULL, content BLOB NOT NULL,"
    " PRIMARY KEY (sha256) )",
    ("index", "sqlite_autoindex_attachments_1"): "",
}
_VERSION = {
    ("table", "alembic_version"): "CREATE TABLE alembic_version ( version_num VARCHAR(32) NOT NULL,"
    " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num) )",
    ("index", "sqlite_autoindex_alembic_version_1"): "",
}
SCHEMAS = {"": _TABLES, "0001": {**_TABLES, **_VERSION}}
"""By revision (none before there were numbers): kind and name of all there is, and its SQL with single blanks."""
_KINDS = {"table": "表", "view": "ビュー", "trigger": "トリガー", "index": "索引"}


def schema_faults(connection: sqlite3.Connection) -> list[str] | None:
    """What is there and must not be, differs or is missing; ``None`` for a revision that only a newer one knows."""
    found = connection.execute("SELECT type, name, sql FROM main.sqlite_master").fetchall()
    there = [(str(kind), _said(name), " ".join(str(sql or "").split())) for kind, name, sql in found]
    revision = ""
    if ("table", "alembic_version", _VERSION["table", "alembic_version"]) in there:
        told = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        revision = told[0][0] if len(told) == 1 and told[0][0] else "?"
    if revision not in SCHEMAS:
        return None
    expected = dict(SCHEMAS[revision])
    faults = [
        f"{_KINDS.get(kind, '')} {name}".strip() for kind, name, sql in there if expected.pop((kind, name), None) != sql
    ]
    return faults + [f"{_KINDS[kind]} {name} なし" for kind, name in expected]


def _said(name: object) -> str:
    """A name as it may be printed: it may hold bytes that are no text."""
    return str(name).encode("utf-8", "replace").decode("utf-8")
