"""The HTTP interface: published releases for programs, read-only, beside the pages."""
