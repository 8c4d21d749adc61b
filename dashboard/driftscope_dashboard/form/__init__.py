"""From a configuration to the fields of a form, and back."""
