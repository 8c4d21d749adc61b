"""The server: pages at their addresses, for one person or for a class."""

from .options import ServerOptions
from .serving import free_port, serve

__all__ = ["ServerOptions", "free_port", "serve"]
