# Lists in OFAC's forms, of one made-up party whose address is a hash of a name.
address=TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq
cat > sdn_advanced.xml <<XML
<?xml version="1.0" encoding="utf-8"?>
<Sanctions xmlns="urn:example:advanced">
  <DateOfIssue><Year>2026</Year><Month>9</Month><Day>1</Day></DateOfIssue>
  <ReferenceValueSets><FeatureTypeValues>
    <FeatureType ID="344" FeatureTypeGroupID="1">Digital Currency Address - XBT</FeatureType>
  </FeatureTypeValues></ReferenceValueSets>
  <DistinctParties><DistinctParty FixedRef="45404"><Profile ID="9">
    <Identity ID="1"><Alias Primary="true"><DocumentedName>
      <DocumentedNamePart><NamePartValue>EXAMPLE Party</NamePartValue></DocumentedNamePart>
    </DocumentedName></Alias></Identity>
    <Feature ID="1" FeatureTypeID="344"><FeatureVersion>
      <VersionDetail>$address</VersionDetail></FeatureVersion></Feature>
  </Profile></DistinctParty></DistinctParties>
  <SanctionsEntries><SanctionsEntry ProfileID="9">
    <EntryEvent><Date><Year>2023</Year><Month>10</Month><Day>3</Day></Date></EntryEvent>
    <SanctionsMeasure><Comment>ILLICIT-DRUGS-EO14059</Comment></SanctionsMeasure>
  </SanctionsEntry></SanctionsEntries>
</Sanctions>
XML
echo "45404,\"EXAMPLE, Party\",\"individual\",\"ILLICIT-DRUGS-EO14059\",-0- ,\"Digital Currency Address - USDT $address.\"" > sdn.csv
mkdir lists
echo $address > lists/sanctioned_addresses_USDT.txt
plainsight ingest -  # records that an edition is forgotten in
