"""The obfuscation suite: hidden terms in realistic posts, and ordinary posts that look alike."""

from bench.obfuscation.score import run

__all__ = ["run"]
