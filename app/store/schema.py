"""What the database must look like, revision by revision: these tables and nothing else.

A view, trigger or rule in the database could show the program other entries than it shows the verifier, or drop one
that was acknowledged. Every transaction begins with this look (:mod:`app.store.database`).
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, text

from app.errors import KenpanError

HEAD = "0001"
"""The newest revision of ``migrations/versions``."""
UNNUMBERED = ""
"""The tables as they were before revisions had numbers; with entries in them it is a ledger of format 1."""

_OLD = {
    ("table", "entries"): "CREATE TABLE entries ( seq INTEGER NOT NULL, body TEXT NOT NULL, hash VARCHAR(64) NOT NULL,"
    " signature VARCHAR(128) NOT NULL, PRIMARY KEY (seq) )",
    ("table", "secrets"): "CREATE TABLE secrets ( account VARCHAR(32) NOT NULL, content TEXT NOT NULL,"
    " PRIMARY KEY (account) )",
    ("index", "sqlite_autoindex_secrets_1"): "",
    ("table", "attachments"): "CREATE TABLE attachments ( sha256 VARCHAR(64) NOT NULL, content BLOB NOT NULL,"
    " PRIMARY KEY (sha256) )",
    ("index", "sqlite_autoindex_attachments_1"): "",
}
_NUMBERED = {
    ("table", "alembic_version"): "CREATE TABLE alembic_version ( version_num VARCHAR(32) NOT NULL,"
    " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num) )",
    ("index", "sqlite_autoindex_alembic_version_1"): "",
}
SQLITE: Mapping[str, Mapping[tuple[str, str], str]] = {UNNUMBERED: _OLD, "0001": {**_OLD, **_NUMBERED}}
"""By revision: kind and name of everything in ``sqlite_master``, and its SQL with single blanks."""
REVISIONS = frozenset(SQLITE)

_OLD_COLUMNS = {
    "entries": (
        "seq bigint not null", "body text not null", "hash character varying(64) not null",
        "signature character varying(128) not null",
    ),
    "secrets": ("account character varying(32) not null", "content text not null"),
    "attachments": ("sha256 character varying(64) not null", "content bytea not null"),
}  # fmt: skip
SERVER: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    UNNUMBERED: _OLD_COLUMNS,
    "0001": {**_OLD_COLUMNS, "alembic_version": ("version_num character varying(32) not null",)},
}
"""By revision: the tables in ``public`` and their columns in order."""
_TABLES = "'entries', 'secrets', 'attachments', 'alembic_version'"
_NAMES = {"table": "表", "view": "ビュー", "trigger": "トリガー", "index": "索引"}


def revision_of(connection: Connection) -> str | None:
    """The revision that the database says it is of; ``None`` while it holds no table of ours at all."""
    if connection.dialect.name == "sqlite":
        asked = "SELECT name FROM main.sqlite_master WHERE name IN ({})"
    else:
        asked = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname IN ({})"
    names = set(connection.exec_driver_sql(asked.format(_TABLES)).scalars())
    if "alembic_version" not in names:
        return UNNUMBERED if names else None
    told = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    return str(told[0]) if len(told) == 1 and told[0] else "?"


def make(connection: Connection) -> None:
    """The tables of the newest revision, in a file that holds none: what all revisions one after the other come to."""
    for sql in filter(None, SQLITE[HEAD].values()):
        connection.exec_driver_sql(sql)
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))


def check(connection: Connection, revision: str | None) -> None:
    """``KenpanError`` ``store.schema``, which names what is there and must not be or differs, ``store.newer`` for a
    revision that this program does not know."""
    if revision is None:
        revision = UNNUMBERED  # which is what is missing
    if revision not in SQLITE:
        raise KenpanError(
            "store.newer",
            "台帳のデータベースが、この検版より新しい版のものです。",
            "新しい検版を使ってください。この端末では開けません。",
        )
    found = (_in_file if connection.dialect.name == "sqlite" else _on_server)(connection, revision)
    names = "、".join(dict.fromkeys(found))
    if names:
        raise KenpanError(
            "store.schema",
            f"台帳のデータベースの作りが決まりと違います（{names}）。書き換えられたおそれがあります。",
            "作業を止めて、管理者に連絡してください。何も書き込んでいません。",
        )


def _in_file(connection: Connection, revision: str) -> Iterator[str]:
    expected = dict(SQLITE[revision])
    for kind, name, sql in connection.exec_driver_sql("SELECT type, name, sql FROM main.sqlite_master"):
        if expected.pop((kind, name), None) != " ".join((sql or "").split()):
            yield f"{_NAMES.get(kind, '')} {name}".strip()
    for kind, name in expected:
        yield f"{_NAMES[kind]} {name} なし"


_LOOK = text(f"""
SELECT c.relname,
    c.relkind = 'r' AND c.relpersistence = 'p' AND NOT c.relispartition AND c.relam = 2
        AND NOT c.relrowsecurity AND NOT c.relforcerowsecurity AS ordinary,
    ARRAY(SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
            || CASE WHEN a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> '' THEN ' default' ELSE '' END
            || CASE WHEN a.attcollation <> t.typcollation THEN ' collate' ELSE '' END
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns,
    ARRAY(SELECT 'トリガー ' || tgname FROM pg_trigger WHERE tgrelid = c.oid)
        || ARRAY(SELECT 'ルール ' || rulename FROM pg_rewrite WHERE ev_class = c.oid)
        || ARRAY(SELECT 'ポリシー ' || polname FROM pg_policy WHERE polrelid = c.oid)
        || ARRAY(SELECT '継承 ' || inhrelid::regclass::text FROM pg_inherits WHERE c.oid IN (inhrelid, inhparent))
        || ARRAY(SELECT '索引 ' || indexrelid::regclass::text FROM pg_index
            WHERE indrelid = c.oid AND NOT (indisprimary AND indisvalid))
        || ARRAY(SELECT '制約 ' || conname FROM pg_constraint
            WHERE conrelid = c.oid AND contype::text NOT IN ('p', 'n')) AS others
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname IN ({_TABLES})
""")


def _on_server(connection: Connection, revision: str) -> Iterator[str]:
    expected = dict(SERVER[revision])
    for name, ordinary, columns, others in connection.execute(_LOOK):
        if not ordinary or tuple(columns) != expected.get(name):
            yield f"表 {name}"
        expected.pop(name, None)
        yield from others
    for name in expected:
        yield f"表 {name} なし"
