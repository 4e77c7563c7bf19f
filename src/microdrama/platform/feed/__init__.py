"""What is offered to a viewer next: pages of the catalogue, as many as ask for them, from few questions to it."""
