"""What a declaration is: sources, tables, entities, axes, indicators, claims, evaluations, charts.

Everything here is a frozen dataclass that checks itself when its file is imported. This room
imports nothing else of weighbridge.
"""
