"""The rows of the screens table, one test each: what a person does there, in how many taps, keys and seconds."""
