"""The relational steps of trace.chain on Spark, for ledgers that one machine does not hold."""
