"""Flows as pictures: layout and SVG text, without a clock, a file or a network."""
