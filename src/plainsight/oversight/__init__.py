"""What was promised and what was done: measures, statements and transparency, from the log alone.

Nothing here reads a record. Whoever holds the entries can compute every number again.
"""
