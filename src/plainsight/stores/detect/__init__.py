"""Posts, alerts, quarantine and the policy that judged, in SQL."""
