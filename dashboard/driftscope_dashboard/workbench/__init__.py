"""The one component that draws the page: what it draws are plain objects here, and JSON in the browser."""

from .messages import Messages
from .nodes import Control, FigureSlot, Freehand, Node, Notices, PageNode, Row, Stack, TabNode, control_for

__all__ = [
    "Control", "FigureSlot", "Freehand", "Messages", "Node", "Notices", "PageNode", "Row", "Stack", "TabNode",
    "control_for",
]  # fmt: skip
