"""Benchmarks: speed, memory and quality, each number beside its target and its peer."""
