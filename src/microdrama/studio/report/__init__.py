"""The report of a series, condensed or animated: one HTML page that needs nothing beside it."""

from microdrama.studio.report.frames import Frames, frames_of
from microdrama.studio.report.production import Account, Around, animated_page, production_json, takes_of
from microdrama.studio.report.whole import page

__all__ = [
    "Account",
    "Around",
    "Frames",
    "animated_page",
    "frames_of",
    "page",
    "production_json",
    "takes_of",
]
