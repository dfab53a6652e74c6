"""The steps of tools/bake_tables.py."""
