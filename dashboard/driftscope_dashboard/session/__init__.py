"""What a page is about and what it may do, without anything that draws it."""
