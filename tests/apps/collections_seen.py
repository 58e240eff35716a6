"""Shows how many full garbage collections this process has seen."""

import gc
import sys

import streamlit as st

seen = sys.modules.setdefault("collections_seen", type(sys)("collections_seen"))
if not hasattr(seen, "count"):
    seen.count = 0

    def note(phase: str, info: dict[str, int]) -> None:
        seen.count += phase == "stop" and info["generation"] == 2

    gc.callbacks.append(note)
st.text(f"{seen.count} full collections")
