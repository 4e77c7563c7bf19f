"""What is published: series, their episodes, and the versions of their files."""
