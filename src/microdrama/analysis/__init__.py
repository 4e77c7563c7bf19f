"""Film in, findings out: shots, speech, faces, energy."""
