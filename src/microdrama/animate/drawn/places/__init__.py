"""What every kind of place looks like, a module per family; `place.py` beside this folder paints them."""
