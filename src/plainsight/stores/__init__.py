"""Records on SQLite and PostgreSQL."""
