"""Briefs from elsewhere (W2): a document becomes an outline, the outline is placed into our sections, and a draft is opened.

What fits no section stays visible in "Not yet placed"; what is only a form's own words is not stored, and said.
"""

from exchange.briefs_in.landing import Landed, bring_in
from exchange.briefs_in.outline import Block, Outline, read_outline, read_text
from exchange.briefs_in.placing import Placed, place

__all__ = ["Block", "Landed", "Outline", "Placed", "bring_in", "place", "read_outline", "read_text"]
