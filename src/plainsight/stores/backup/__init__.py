"""Copies of the records while they are in use."""
