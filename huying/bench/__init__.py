"""量 Benches: the house's own measuring, each figure beside a yardstick taken in the same sitting.

One module a bench. `run` gives each a data folder of its own, so that nothing of the user's is ever touched.
"""
