"""The one web door: identity, the API, the console, the portal and the public pages."""
