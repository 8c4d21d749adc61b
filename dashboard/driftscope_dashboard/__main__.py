"""``python -m driftscope_dashboard`` opens the page."""

from .app import serve

if __name__ == "__main__":
    serve()
