"""Which builder draws which kind of place."""

from __future__ import annotations

from collections.abc import Callable

from microdrama.animate.drawn.places import (
    chambers,
    city,
    corridors,
    heritage,
    naves,
    nature,
    passages,
    penthouses,
    publics,
    rooms,
    vehicles,
    waterside,
)
from microdrama.animate.drawn.places.scenery import Scenery, Setting
from microdrama.domain.storyboard import PlaceKind

BUILDERS: dict[PlaceKind, Callable[[Setting], Scenery]] = {
    "street": city.street,
    "penthouse": penthouses.penthouse,
    "corridor": corridors.corridor,
    "living_room": rooms.living_room,
    "bedroom": rooms.bedroom,
    "kitchen": chambers.kitchen,
    "bathroom": chambers.bathroom,
    "hospital_room": chambers.hospital_room,
    "office": chambers.office,
    "park": nature.park,
    "forest": nature.forest,
    "beach": nature.beach,
    "field": nature.field,
    "mountain": nature.mountain_place,
    "cave": nature.cave,
    "courtyard": heritage.courtyard,
    "temple": heritage.temple,
    "village": heritage.village,
    "city": waterside.city,
    "rooftop": waterside.rooftop,
    "alley": waterside.alley,
    "bridge": waterside.bridge,
    "harbour": waterside.harbour,
    "hall": naves.hall,
    "ballroom": naves.ballroom,
    "church": naves.church,
    "throne_room": naves.throne_room,
    "library": naves.library,
    "restaurant": publics.restaurant,
    "cafe": publics.cafe,
    "bar": publics.bar,
    "shop": publics.shop,
    "stage": publics.stage,
    "courtroom": publics.courtroom,
    "school": passages.school,
    "prison": passages.prison,
    "garage": passages.garage,
    "lift": passages.lift,
    "car": vehicles.car,
    "train": vehicles.train,
    "void": vehicles.void,
}
