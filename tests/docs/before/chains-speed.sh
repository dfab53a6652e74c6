python - <<'PROGRAM'
import duckdb

rows = "VALUES (0, 'a', 'b', 60), (1, 'b', 'c', 50), (2, 'c', 'd', 40)"
duckdb.sql(f"SELECT * FROM ({rows}) AS leg(lot, source, target, units)").write_parquet("usdt.parquet")
PROGRAM
