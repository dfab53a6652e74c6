"""Where findings become an alert, a case and a report. Pure."""
