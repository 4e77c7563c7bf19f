"""Who draws in the embedded studio: people, places, weather, and things that fill the screen."""

from __future__ import annotations

from microdrama.animate.drawn.figure import draw_figure
from microdrama.animate.drawn.inserts import draw_insert
from microdrama.animate.drawn.place import draw_place
from microdrama.animate.drawn.stage import Hands
from microdrama.animate.drawn.weather import draw_weather

ARTISTS = Hands(figure=draw_figure, place=draw_place, weather=draw_weather, insert=draw_insert)
