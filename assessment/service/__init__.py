"""What people can do, one function each: it demands a viewer, opens its own transaction and returns values."""
