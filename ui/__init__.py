"""What people see and press: the only package, with `pages/`, that knows Streamlit."""

SERVICE_NAME = "Check your digital leadership"
