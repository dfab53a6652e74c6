"""What pages say, in English, Chinese and Spanish, and how each writes dates and numbers."""
