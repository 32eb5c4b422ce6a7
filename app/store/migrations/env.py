"""Run by Alembic for every upgrade, on the connection and in the transaction that the program holds."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table="alembic_version")
context.run_migrations()
