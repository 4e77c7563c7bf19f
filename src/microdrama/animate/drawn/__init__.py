"""The embedded studio: characters, places, weather and light, drawn by code on one processor core."""
