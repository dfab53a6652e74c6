"""Wallet addresses: one file per encoding, and `read_address` that decides the network."""

from plainsight.model.address.network import Address, Network, read_address

__all__ = ["Address", "Network", "read_address"]
