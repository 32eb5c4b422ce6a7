"""The three tables. Where an earlier program made them and nothing was written yet, they are the same."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make what is missing."""
    there = set(sa.inspect(op.get_bind()).get_table_names())
    if "entries" not in there:
        op.create_table(
            "entries",
            sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False),
            sa.Column("body", sa.Text, nullable=False),
            sa.Column("hash", sa.String(64), nullable=False),
            sa.Column("signature", sa.String(128), nullable=False),
            sa.PrimaryKeyConstraint("seq"),
        )
    if "secrets" not in there:
        op.create_table(
            "secrets",
            sa.Column("account", sa.String(32), nullable=False),
            sa.Column("content", sa.Text, nullable=False),
            sa.PrimaryKeyConstraint("account"),
        )
    if "attachments" not in there:
        op.create_table(
            "attachments",
            sa.Column("sha256", sa.String(64), nullable=False),
            sa.Column("content", sa.LargeBinary, nullable=False),
            sa.PrimaryKeyConstraint("sha256"),
        )
