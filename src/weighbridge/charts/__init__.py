"""Figures: from an indicator and its result to a Vega-Lite specification, and from that to SVG and PNG."""
