"""The only floor that touches codecs: films in, pictures and sound as arrays; arrays in, episodes out."""
