"""The hybrid page: units of a library added to a real recording, seen before anything is written."""
