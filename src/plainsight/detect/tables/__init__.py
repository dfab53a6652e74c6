"""Baked character tables, and the one place that reads them."""
