"""axe-core in a page: everything that a machine can find of WCAG 2.2 AA, and best practice."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

SCRIPT = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """One readable line for each element that breaks a rule: rule, how bad, where, what to do. Empty is good."""
    page.evaluate(SCRIPT)
    found = page.evaluate("tags => axe.run(document, { runOnly: tags, resultTypes: ['violations'] })", TAGS)
    return [
        f"{rule['id']} ({rule['impact']}) at {' '.join(map(str, node['target']))}: "
        f"{' '.join(node['failureSummary'].split())} [{node['html'][:160]}]"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
