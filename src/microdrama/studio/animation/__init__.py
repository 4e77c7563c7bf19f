"""The use case of animating: a script in, lines spoken, shots drawn, episodes joined, a bundle out."""
