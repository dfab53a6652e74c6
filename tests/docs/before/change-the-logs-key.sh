plainsight log key log.key --name audit.example.com/plainsight > log.pub
export PLAINSIGHT_KEY=log.key
head -n 3 samples/posts.jsonl | plainsight ingest -
plainsight log checkpoint > checkpoint.txt
ln -s new.pub lost.pub  # the page changes the key first, and then loses it
