"""People, passkeys, sessions and tokens in SQL."""
