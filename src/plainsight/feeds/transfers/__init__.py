"""Files of transfers, accounts, links, rates and labels."""
