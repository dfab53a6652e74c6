"""Who may act: people, their passkeys, and tokens of machines."""
