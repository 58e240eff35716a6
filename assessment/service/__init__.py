"""What people can do, one function each. Every function demands a viewer, opens its own transaction and returns values."""
