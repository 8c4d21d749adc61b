"""Web server for one person or a class."""

from .options import ServerOptions
from .serving import free_port, serve

__all__ = ["ServerOptions", "free_port", "serve"]
