"""Law packs: the rules of a regime as dated data beside small predicates that judge a definition by them."""

from procedures.law.checking import check, judged, severity_of
from procedures.law.models import Pack, Rule, Where
from procedures.law.registry import known, loaded, names, pack, packs

__all__ = ["Pack", "Rule", "Where", "check", "judged", "known", "loaded", "names", "pack", "packs", "severity_of"]
