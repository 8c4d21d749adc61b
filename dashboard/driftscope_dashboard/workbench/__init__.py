"""The one component that draws the page: what it draws are plain objects here, and JSON in the browser."""

from .messages import Messages
from .nodes import (
    AddressNode,
    Control,
    EnlargedNode,
    FigureSlot,
    Freehand,
    Node,
    Notices,
    PageNode,
    Row,
    Stack,
    StorageNode,
    TabNode,
    UnitTable,
    control_for,
)

__all__ = [
    "AddressNode", "Control", "EnlargedNode", "FigureSlot", "Freehand", "Messages", "Node", "Notices", "PageNode",
    "Row", "Stack", "StorageNode", "TabNode", "UnitTable", "control_for",
]  # fmt: skip
