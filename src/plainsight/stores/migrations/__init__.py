"""Alembic revisions, one linear chain: `r0001_...`, `r0002_...`. Forward only.

A new revision names the one before it, makes its tables with `op.create_table`, guards them with
`make_append_only` where they only grow, and describes them in `plainsight.stores`; a test compares
the two. Revisions already released are never edited.
"""
