"""Commands to review, decide and report."""
