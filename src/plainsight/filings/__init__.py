"""Writers and readers of authorities' formats: SAR XML, goAML XML, STIX, MISP, PDF, JSON."""
