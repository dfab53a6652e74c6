"""The review queue, cases and reports in SQL."""
