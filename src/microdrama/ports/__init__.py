"""What we ask of the world: one Protocol a file, with a fake beside it for what cannot run here."""
