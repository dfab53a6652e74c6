"""How rows are written, read and refused, the same on SQLite and PostgreSQL."""
