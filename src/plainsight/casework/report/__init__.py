"""What goes to an authority: facts with their grounds, sentences that rest on them, form rules."""
