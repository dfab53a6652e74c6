"""Money on chains: taint, paths, exposure, clusters, screening. Pure; engines repeat it fast.

Two kinds of chain, one idea of money: an amount is an integer of base units, and a *lot* is an
amount that arrived at once (one transfer of an account chain, one output of a UTXO chain).
Order is the order of the ledger: block, transaction, log. Callers hand transfers in that order.
"""
