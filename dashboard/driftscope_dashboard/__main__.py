"""``python -m driftscope_dashboard`` opens the page."""

from .server import serve

if __name__ == "__main__":
    serve()
