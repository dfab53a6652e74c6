"""Commands that follow the money."""
