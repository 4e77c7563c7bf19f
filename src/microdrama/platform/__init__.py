"""The streaming platform: Django apps that hold what is published and say who may watch it."""
