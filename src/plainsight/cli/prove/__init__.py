"""Commands that prove and oversee."""
