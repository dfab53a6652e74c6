# The auditor was given a folder, a proof and a checkpoint of some time ago; his own log is young.
mkdir operator
cd operator
name=audit.example.com/plainsight
plainsight log key plainsight.key --name $name > log.pub
head -n 40 ../samples/posts.jsonl | plainsight ingest -
plainsight log checkpoint > checkpoint-of-january.txt
plainsight ingest ../samples/chain/posts.jsonl
plainsight log export export
plainsight log prove 17 --out 17.tlog-proof
plainsight log growth checkpoint-of-january.txt --out growth.txt
cd ..
cp -r operator/export operator/*.txt operator/log.pub operator/17.tlog-proof .
head -n 40 samples/posts.jsonl | plainsight ingest -
python -c 'from pathlib import Path; from plainsight import wiring; wiring.make_local_authority(Path("tsa"), name="Example TSA")'
export PLAINSIGHT_TSA=tsa/tsa.cnf
