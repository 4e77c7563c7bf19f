"""Reading screenplays: Fountain, Final Draft, plain text, and the layout of China's short drama."""
