"""Files, frames and rows of posts."""
