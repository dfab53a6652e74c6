"""The rooms' definitions, run over millions of rows."""
