"""HTTP: the API, the viewer's pages and the streams. It decides nothing."""
