"""What is watched: where the files of a published episode lie."""
