"""Answering law enforcement: entitlement, clocks, holds, disclosures. Pure."""
