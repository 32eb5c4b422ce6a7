"""How the database gets from one revision to the next (Alembic); ``versions`` are never changed once they were used."""
