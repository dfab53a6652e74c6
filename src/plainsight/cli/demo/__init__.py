"""The demo told at a terminal: what happens is played in `plainsight.demo`, and shown here."""
