"""The spotting drill: sheets with seeded defects at a chosen rate, what was found and what was missed.

People miss far more where there is little to find, so the rate can be as low as in earnest. Nothing of it is evidence:
results stay in a database of their own (:mod:`app.training.drill.results`).
"""
