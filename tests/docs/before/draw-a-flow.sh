plainsight transfers ingest samples/transfers/rates.csv samples/transfers/transfers.csv
plainsight flows find --top 0 --records sqlite:///plainsight.db
export ALERT=$(plainsight alerts --json | grep -o -m 1 'al_[0-9a-z]*' | head -n 1)
test -n "$ALERT"
