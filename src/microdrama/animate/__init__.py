"""A screenplay in, an animated series out: read, break down, direct, time, draw, speak, mix; and what it costs."""
