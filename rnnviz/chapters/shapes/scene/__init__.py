"""What follows from a stack: its shapes and counts, the tensors of a run, and which output belongs to which input."""

from rnnviz.chapters.shapes.scene.stack import Scene, scene, shown_look
from rnnviz.chapters.shapes.scene.tensors import Tensor, selected, tensor

__all__ = ["Scene", "Tensor", "scene", "selected", "shown_look", "tensor"]
