cat > request.json <<'JSON'
{"instrument": "us-subpoena", "investigation_reference": "NH-2026-0417",
 "requester": {"name": "A. Reyes", "agency_id": "us-nh-doj", "email": "a.reyes@doj.example.gov"},
 "issuing_authority": {"kind": "grand_jury", "name": "Grand jury", "country": "US"},
 "identifiers": [{"kind": "platform_id", "value": "wx-100200"}], "data_classes": ["D2", "D5"]}
JSON
echo "You are commanded to give the records of the account wx-100200 to the grand jury." > order.pdf
plainsight ingest -
