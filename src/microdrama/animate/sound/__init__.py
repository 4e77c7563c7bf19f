"""What is heard: who is cast, when mouths move, music, effects, and the mix."""
