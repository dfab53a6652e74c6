"""What several kinds of page show: clocks, highlighted posts, tones of badges."""
