"""Results that are brought back to a page: read, held, scored against the recording shown, and pointed at."""
