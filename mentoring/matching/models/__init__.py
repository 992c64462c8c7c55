"""The tables of the matching: its policy, its runs, how alike occupations and fields of study are."""

from mentoring.matching.models.policy import MatchingPolicy, PolicyStage
from mentoring.matching.models.run import LeftOut, MatchingRun, MatchingRunQuerySet, RunRecord, RunState
from mentoring.matching.models.similarity import SimilarityKind, SimilarityTable

__all__ = [
    "LeftOut",
    "MatchingPolicy",
    "MatchingRun",
    "MatchingRunQuerySet",
    "PolicyStage",
    "RunRecord",
    "RunState",
    "SimilarityKind",
    "SimilarityTable",
]
