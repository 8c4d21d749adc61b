"""How the core's properties are searched for counterexamples."""

from hypothesis import settings

settings.register_profile("core", deadline=None)
settings.load_profile("core")
