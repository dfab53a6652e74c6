"""The fast scanner: whole batches as columns; Python touches only the few posts worth it."""
