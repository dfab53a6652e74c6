"""Commands that answer legal requests."""
