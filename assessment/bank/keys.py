"""What the files of a question bank may hold: the keys of each table and the kind of value behind each key.

A new key or table is one line here. The format is described for editors in question_bank/README.md.
"""

import re

IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")

_SHARED = {
    "id": "id",
    "type": "text",
    "stem": "text",
    "status": "text?",
    "status_reason": "text?",
    "reserve_for": "id?",
    "replaces": "id?",
    "sources": "list of id?",
    "source_status": "text?",
    "as_of": "date?",
    "review_on": "date?",
    "owner": "text?",
    "review_note": "text?",
    "short": "text?",
    "help": "text?",
    "panel_priority": "flag?",
    "weight": "number?",
}
ITEM_KEYS: dict[str, dict[str, str]] = {
    "rating": _SHARED
    | {
        "competency": "id",
        "options": "list of option?",
        "scale": "id?",
        "reverse": "flag?",
        "evidence_prompt": "text?",
    },
    "situational": _SHARED
    | {
        "competency": "id",
        "scenario": "text",
        "options": "list of option",
        "rationale": "text",
        "distractor_note": "text?",
        "expected_facility": "number?",
    },
    "knowledge": _SHARED
    | {
        "competency": "id",
        "options": "list of text",
        "answer": "whole",
        "explanation": "text",
        "expected_facility": "number?",
    },
    "pulse": _SHARED | {"scale": "id", "theme": "text?", "themes": "list of id?"},
    "vignette": _SHARED
    | {"domain": "id", "competency": "id?", "scenario": "text", "expert_level": "whole", "rationale": "text"},
}
"""Keys of an [[item]] by its type; a question mark makes a key optional."""

KEYS: dict[str, dict[str, str]] = {
    "bank": {
        "version": "text",
        "title": "text",
        "status": "text",
        "as_of": "date",
        "domains": "list of id",
        "residual_sd": "number?",
        "residual_sds": "table of number?",
        "confidence_chances": "list of number?",
        "method_weights": "table of number?",
        "enemies": "list of list of id?",
        "anchors": "table of id?",
        "themes": "table of text?",
        "allowed_terms": "list of text?",
    },
    "scale": {"labels": "list of text"},
    "level": {"number": "whole", "name": "text", "definition": "text", "profession_equivalent": "text?"},
    "recommendation": {"number": "whole", "text": "text", "competencies": "list of id"},
    "source": {
        "title": "text",
        "publisher": "text",
        "date": "text",
        "url": "text",
        "status": "text",
        "as_of": "date?",
        "review_on": "date?",
        "owner": "text?",
    },
    "domain": {
        "id": "id",
        "name": "text",
        "short_name": "text",
        "definition": "text",
        "themes": "list of id?",
        "frameworks": "table of text?",
    },
    "competency": {
        "id": "id",
        "name": "text",
        "definition": "text",
        "why": "text",
        "indicators": "list of text",
        "themes": "list of id?",
        "sources": "list of id?",
        "targets": "table of whole",
        "adjustments": "table of whole?",
    },
    "option": {"text": "text", "points": "whole"},
    "board_question": {
        "id": "id",
        "question": "text",
        "ask": "text",
        "good_answer": "text",
        "warning_sign": "text",
        "sources": "list of id?",
    },
    "action": {"id": "id", "competency": "id", "to_level": "whole", "effort": "text", "text": "text"},
    "offer": {
        "id": "id",
        "title": "text",
        "provider": "text",
        "audience": "text",
        "domains": "list of id?",
        "competencies": "list of id?",
        "length": "text?",
        "cost": "text?",
        "availability": "text",
        "note": "text?",
        "url": "text",
        "status": "text",
        "as_of": "date",
        "review_on": "date?",
        "owner": "text?",
    },
    "calibration": {"n": "whole", "as_of": "date", "method": "text", "source": "text"},
    "parameters": {
        "item": "id",
        "model": "text",
        "slope": "number",
        "thresholds": "list of number",
        "n": "whole",
    },
    "correlation": {"domains": "list of id", "r": "number"},
    "form": {
        "id": "id",
        "family": "text",
        "letter": "text",
        "minutes": "whole",
        "minutes_up_to": "whole?",
        "items": "list of id",
    },
}
"""Keys of every other table; a question mark makes a key optional."""
