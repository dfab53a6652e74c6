"""One call of each endpoint that judges, and its answer, for the description of the API."""

from typing import Any

POST: dict[str, Any] = {
    "visibility": "public",
    "post_id": "81",
    "account_id": "a7",
    "surface": "group-12",
    "posted_at": "2026-03-01T12:00:00Z",
    "text": "USDT 出货，che队可面交，飞机 @lisan_88 诚信担保",
}
SCAN_ANSWERED: dict[str, Any] = {
    "read": 1,
    "scanned": 1,
    "policy": "04203ab0e2dc7809",
    "model": "",
    "rollouts": [],
    "posts": [
        {
            "post_id": "81",
            "account_id": "a7",
            "surface": "group-12",
            "campaign": "bc1629539d70d921",
            "findings": [
                {
                    "typology": "T04",
                    "version": 6,
                    "title": "Point running and laundering crews",
                    "policy": "04203ab0e2dc7809",
                    "score_permille": 805,
                    "threshold_permille": 500,
                    "raised_by": "typology",
                    "flags": [
                        "CHAINALYSIS-2026 CH-01",
                        "CHAINALYSIS-2026 CH-02",
                        "FIN-2025-A003 A3-06",
                        "CN-FAFA-2021-22 CN21-11a",
                        "CN-FAFA-2021-22 CN21-11b",
                    ],
                    "facets": ["service", "guarantee", "contact", "logistics", "settlement"],
                    "post_id": "81",
                    "account_id": "a7",
                    "surface": "group-12",
                    "posted_at": "2026-03-01T12:00:00Z",
                    "reasons": [
                        {
                            "indicator": "crew",
                            "facet": "service",
                            "weight_permille": 450,
                            "says": "a crew, beside words of the trade",
                            "evidence": [
                                {
                                    "start": 8,
                                    "end": 12,
                                    "excerpt": "che队",
                                    "plain": "车队",
                                    "sense": "launder.crew_word",
                                    "gloss": "crew (also sports team, convoy)",
                                    "undone": ["pinyin che→车"],
                                }
                            ],
                        },
                        {
                            "indicator": "escrow",
                            "facet": "guarantee",
                            "weight_permille": 300,
                            "says": "speaks of escrow, a deposit or a guarantee group",
                            "evidence": [
                                {
                                    "start": 31,
                                    "end": 33,
                                    "excerpt": "担保",
                                    "plain": "担保",
                                    "sense": "guarantee.escrow",
                                    "gloss": "escrow, a deposit or a guarantee group",
                                    "undone": [],
                                }
                            ],
                        },
                        {
                            "indicator": "contact",
                            "facet": "contact",
                            "weight_permille": 250,
                            "says": "gives a contact",
                            "evidence": [
                                {
                                    "start": 19,
                                    "end": 28,
                                    "excerpt": "@lisan_88",
                                    "plain": "lisan_88",
                                    "sense": "handle.telegram",
                                    "gloss": "handle.telegram",
                                    "undone": [],
                                }
                            ],
                        },
                        {
                            "indicator": "face-to-face",
                            "facet": "logistics",
                            "weight_permille": 250,
                            "says": "meets in person, or has a place for it",
                            "evidence": [
                                {
                                    "start": 12,
                                    "end": 14,
                                    "excerpt": "可面",
                                    "plain": "可面",
                                    "sense": "settle.face",
                                    "gloss": "in person, or a place for it",
                                    "undone": [],
                                }
                            ],
                        },
                        {
                            "indicator": "means-of-payment",
                            "facet": "settlement",
                            "weight_permille": 100,
                            "says": "names a means of payment",
                            "evidence": [
                                {
                                    "start": 0,
                                    "end": 4,
                                    "excerpt": "USDT",
                                    "plain": "USDT",
                                    "sense": "otc.rails",
                                    "gloss": "the coin and its networks",
                                    "undone": [],
                                }
                            ],
                        },
                    ],
                    "doubts": [],
                }
            ],
        }
    ],
    "refused": [],
    "quarantined": [],
}
SCREEN_ASKED: dict[str, Any] = {
    "addresses": ["TWHtCVxre46H7ecpJt6cvJURV4Rzja6NNJ"],
    "as_of": "2026-03-01",
    "basis": "effective",
}
SCREEN_ANSWERED: dict[str, Any] = {
    "screenings": [
        {
            "address": "TWHtCVxre46H7ecpJt6cvJURV4Rzja6NNJ",
            "network": "tron",
            "outcome": "listed",
            "as_of": "2026-03-01",
            "basis": "effective",
            "categories_version": "2026.1",
            "reasons": [
                "Sample list (fictional) names it sanctioned party: Example Fine Chemicals Co., "
                "Ltd. (fictional); since 2025-06-01, known since 2025-06-01"
            ],
        }
    ]
}
