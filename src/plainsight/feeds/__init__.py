"""The world into model values, or into quarantine with the reason."""
