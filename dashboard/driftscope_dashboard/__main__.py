"""``python -m driftscope_dashboard`` opens the page."""

from .serving import serve

if __name__ == "__main__":
    serve()
