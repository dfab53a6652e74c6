"""What the vectors of spec/vectors/prove/ are made of."""
