"""What somebody who can write to a ledger's SQLite file might put into it, so that readers see different ledgers."""

import sqlite3

_RENAMED = "ALTER TABLE entries RENAME TO real"
ALTERED = {
    "a view that shows each reader something else": (
        _RENAMED,
        "CREATE VIEW entries AS SELECT * FROM real WHERE seq < 12 OR (SELECT secure_delete FROM pragma_secure_delete)",
    ),
    "a view that also takes what is written": (
        _RENAMED,
        "CREATE VIEW entries AS SELECT * FROM real",
        "CREATE TRIGGER taken INSTEAD OF INSERT ON entries BEGIN"
        " INSERT INTO real VALUES (new.seq, new.body, new.hash, new.signature); END",
    ),
    "a trigger that drops what is written": (
        "CREATE TRIGGER dropped BEFORE INSERT ON entries WHEN new.seq > 13 BEGIN SELECT RAISE(IGNORE); END",
    ),
    "a trigger on the secrets": ("CREATE TRIGGER kept AFTER DELETE ON secrets BEGIN SELECT 1; END",),
    "a view of its own": ("CREATE VIEW beside AS SELECT 1",),
    "a table of its own": ("CREATE TABLE beside (a)",),
    "an index": ("CREATE INDEX quick ON entries (hash)",),
    "another column": ("ALTER TABLE entries ADD COLUMN more TEXT",),
    "a default": ("DROP TABLE attachments", "CREATE TABLE attachments (sha256, content DEFAULT (random()))"),
    "a table less": ("DROP TABLE secrets",),
    "a virtual table": (_RENAMED, "CREATE VIRTUAL TABLE entries USING fts5(seq, body, hash, signature)"),
}
"""Statements by what they do."""
NAMED = {
    "a view that shows each reader something else": "ビュー entries",
    "a view that also takes what is written": "トリガー taken",
    "a trigger that drops what is written": "トリガー dropped",
    "a trigger on the secrets": "トリガー kept",
    "a view of its own": "ビュー beside",
    "a table of its own": "表 beside",
    "an index": "索引 quick",
    "another column": "表 entries",
    "a default": "表 attachments",
    "a table less": "表 secrets なし",
    "a virtual table": "表 entries",
}
"""What must be said of each."""


def alter(path, what):
    """Do it to a file, past the program."""
    connection = sqlite3.connect(path)
    with connection:
        for statement in ALTERED[what]:
            connection.execute(statement)
    connection.close()
