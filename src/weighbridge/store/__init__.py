"""Snapshots and derived tables on disk, the engine connection, and how raw files are read.

The only room that touches DuckDB, files of data and (in ``fetch``) the network.
"""
