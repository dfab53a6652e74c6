head -n 3 samples/transfers/transfers.csv > wallets-2026-03.csv
