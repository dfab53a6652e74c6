"""Exports of chains, raw blocks among them."""
