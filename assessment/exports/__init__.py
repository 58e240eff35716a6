"""Files about released results, made of what may be shown: frozen contents in, bytes out.

The same contents make the same bytes, so that two files can be compared. Words and numbers come from above; nothing
here looks anything up.
"""
