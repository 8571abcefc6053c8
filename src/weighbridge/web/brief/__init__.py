"""The brief: one question answered on paper, in two to six pages."""
