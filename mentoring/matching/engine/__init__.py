"""Who should mentor whom: the best assignment of a scope, and why. Knows no table, no clock, no chance.

`types` is what goes in and comes out, `solver.solve` computes, `explain.Explainer` answers, `greedy.greedy` compares.
"""
