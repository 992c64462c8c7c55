"""What axe finds wrong with a page as it stands in the browser, under the page's own policy."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parent / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
RUN = """
async rules => {
  const how = {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"], preload: false};
  const found = await axe.run(document, how);
  return {passes: found.passes.length, violations: found.violations};
}
"""
SCROLLS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@cache
def _axe() -> str:
    return AXE.read_text()


def troubles(page: Page) -> list[str]:
    """Each violation with its first places; and a page that scrolls sideways."""
    page.evaluate(_axe())  # by the debugger's way: nothing is added to the page, so its policy stays as strict
    found = page.evaluate(RUN, RULES)
    assert found["passes"], "axe looked at nothing"
    beyond = page.evaluate(SCROLLS)
    return [_said(violation) for violation in found["violations"]] + (
        [f"the page scrolls sideways by {beyond} px"] if beyond > 0 else []
    )


def _said(violation: dict[str, Any]) -> str:
    places = [f"{node['target']} {node['html'][:160]}\n    {node['failureSummary']}" for node in violation["nodes"][:4]]
    return "\n  ".join([f"{violation['id']} ({violation['impact']}): {violation['help']}", *places])
