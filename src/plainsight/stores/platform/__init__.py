"""The platform's side over HTTP: the desk's client, and a reference server (spec/platform.md)."""
