"""Legal requests, holds, clocks and the desk's own books in SQL."""
