plainsight ingest samples/chain/posts.jsonl
export CASE=$(plainsight cases open "A broker's wallet" --by ana --json | python -c 'import json, sys; print(json.load(sys.stdin)["reference"])')
