"""The report of a series: one HTML page that needs nothing beside it."""

from microdrama.studio.report.frames import Frames, frames_of
from microdrama.studio.report.whole import page

__all__ = ["Frames", "frames_of", "page"]
