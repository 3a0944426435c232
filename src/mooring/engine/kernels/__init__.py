"""Compiled code for rounds of many people. Loads numba, so only what serves such rounds imports it.

Every kernel works on `Packed`, in whole numbers only and on a range of people, so that ranges can be given to threads in any
number and the answer is the same.
"""
