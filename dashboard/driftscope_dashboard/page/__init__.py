"""One page: its services, its parts, and where each of them sits."""
