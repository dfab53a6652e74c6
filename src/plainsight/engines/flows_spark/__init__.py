"""Flow typologies on Spark: the same relational steps as DuckDB's, over a cluster."""
