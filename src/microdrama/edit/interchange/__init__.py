"""Handing the cut over to editors, and taking it back: OpenTimelineIO, FCPXML and CMX 3600."""
