"""The statistics of paired comparisons, each in a module of its own: intervals, tests, corrections, power, samples.

Items of one template share its wording and its difficulty; to treat them one by one would pretend to more evidence
than there is. So intervals resample whole clusters, and tests flip whole clusters. Columns are metrics: what works on
one works on many at once.
"""
