"""Banks in the standards of 1EdTech: items as QTI 3.0 packages, out and in; the competency model as CASE, out."""
