"""Who is here: viewers with and without a name, studios with their members, and what staff did."""
