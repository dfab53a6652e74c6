"""The relational steps of trace.chain on DuckDB, embedded."""
