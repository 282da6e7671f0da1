"""Finding items: ranked by the words of the query, narrowed by theme and department, answered for a place.

The terms of `search_terms` are weighed in the database: boost of the term × rarity among the versions in force × weight
of the place where the item carries it. When they find little, trigrams of the sounds forgive typing errors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from yangguang.law.powers import PowerKind

from .search_terms import Question, question_of

ENOUGH = 3  # with fewer hits than this, sounds are compared too
LEAST_SHARE = 0.12  # of the best score; below it a hit shares little more than a common word
OWN_MOTION_SHARE = (
    0.5  # of its score counts for what nobody can apply for, so that it stands below what one can
)
LEAST_LIKENESS = 0.55  # of word_similarity, 0 to 1
MOST = 300

# Composed of constants only; what people type travels as parameters.
_IN_FORCE = """
    v.state = 'published' AND v.in_force @> %(on)s::date
    AND (%(theme)s = '' OR v.themes ? %(theme)s)
    AND (%(department)s = '' OR i.department_id = %(department)s)
"""
# `|| ''` unpacks a stored vector once; otherwise each of some twenty terms would unpack it again.
_RANKED = f"""
WITH asked(term, boost) AS (SELECT * FROM unnest(%(terms)s::text[], %(boosts)s::float8[])),
candidates AS MATERIALIZED (
    SELECT v.id, v.search_vector || '' AS words
    FROM power_library_itemversion v JOIN power_library_poweritem i ON i.key = v.item_id
    WHERE {_IN_FORCE} AND v.search_vector @@ %(any)s::tsquery
),
matched AS (
    SELECT asked.term, asked.boost, c.id,
           ts_rank('{{0.15, 0.3, 0.6, 1}}', c.words, asked.term::tsquery) AS rank
    FROM asked JOIN candidates c ON c.words @@ asked.term::tsquery
),
total AS (
    SELECT count(*)::float8 AS versions FROM power_library_itemversion v
    JOIN power_library_poweritem i ON i.key = v.item_id WHERE {_IN_FORCE}
),
rarity AS (
    SELECT term, ln(1 + max(versions) / count(*)) AS weight FROM matched, total GROUP BY term
)
SELECT v.id, sum(boost * weight * rank) * CASE WHEN i.kind = ANY(%(own_motion)s) THEN {OWN_MOTION_SHARE} ELSE 1 END AS score
FROM matched JOIN rarity USING (term)
JOIN power_library_itemversion v ON v.id = matched.id JOIN power_library_poweritem i ON i.key = v.item_id
GROUP BY v.id, i.kind ORDER BY score DESC, v.id LIMIT {MOST}
"""  # noqa: S608
_ALIKE = f"""
SELECT v.id, word_similarity(%(sound)s, v.search_text) AS likeness
FROM power_library_itemversion v JOIN power_library_poweritem i ON i.key = v.item_id
WHERE {_IN_FORCE} AND word_similarity(%(sound)s, v.search_text) >= {LEAST_LIKENESS}
ORDER BY likeness DESC, v.id LIMIT {MOST}
"""  # noqa: S608
_LISTED = f"""
SELECT v.id, 0 FROM power_library_itemversion v
JOIN power_library_poweritem i ON i.key = v.item_id
JOIN organisations_department d ON d.key = i.department_id
WHERE {_IN_FORCE} ORDER BY d.ordinal, i.basic_code LIMIT {MOST}
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Hit:
    version_id: int
    score: float


def find_versions(typed: str, *, on: date, theme: str = "", department: str = "") -> list[Hit]:
    """The versions in force on the day ``on`` that answer the query, best first; all of them for an empty query."""
    question = question_of(typed)
    filters = {"on": on, "theme": theme, "department": department}
    if not question.terms:
        return [] if typed.strip() else _run(_LISTED, filters)
    ranked = _run(_RANKED, {**filters, **_terms(question)})
    hits = [hit for hit in ranked if hit.score >= LEAST_SHARE * ranked[0].score]
    if len(hits) < ENOUGH and len(question.sound) > 2:
        found = {hit.version_id for hit in hits}
        alike = _run(_ALIKE, {**filters, "sound": question.sound})
        hits += [hit for hit in alike if hit.version_id not in found]
    return hits


def _terms(question: Question) -> dict[str, Sequence[Any]]:
    return {
        "terms": [term.tsquery for term in question.terms],
        "boosts": [term.boost for term in question.terms],
        "any": " | ".join(term.tsquery for term in question.terms),
        "own_motion": [kind.value for kind in PowerKind if not kind.on_application],
    }


def _run(sql: str, parameters: dict[str, Any]) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [Hit(version_id, float(score)) for version_id, score in cursor]
