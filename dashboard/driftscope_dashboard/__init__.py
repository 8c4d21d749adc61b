"""The page on which one shapes a recording while seeing it."""
