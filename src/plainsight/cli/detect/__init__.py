"""Commands that find adverts in posts."""
