"""From cells and a choice on every axis to a value, an interval, bounds and flags.

An indicator's reduction leaves a small table of cells carrying all axis columns; everything in this
room is a sum over those cells, so hundreds of definitions cost one scan of the data.
"""
