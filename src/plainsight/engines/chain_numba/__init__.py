"""The definitions of trace.chain, compiled: the same integers, millions of transfers a second."""
