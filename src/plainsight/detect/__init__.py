"""Public posts that coordinate laundering or sales: post in, explained findings out. Pure."""
