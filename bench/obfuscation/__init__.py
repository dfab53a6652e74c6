"""The obfuscation suite: hidden terms in realistic posts, and ordinary posts that look alike."""
