"""The tables. Everything that was decided is in ``entries``; the rest is what must not be in an append-only ledger."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table, Text

METADATA = MetaData()

ENTRIES = Table(
    "entries",
    METADATA,
    Column("seq", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("signature", String(128), nullable=False),
)
"""One ledger entry: canonical JSON, its SHA-256 and Ed25519 signature in hex (empty where nobody is logged in)."""

SECRETS = Table(
    "secrets",
    METADATA,
    Column("account", String(32), primary_key=True),
    Column("content", Text, nullable=False),
)
"""What a person's login is checked with, as JSON. Nothing in it opens without the password."""

ATTACHMENTS = Table(
    "attachments",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Logs that belong to a piece or round, by the SHA-256 of their bytes."""
