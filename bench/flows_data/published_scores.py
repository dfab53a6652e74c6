"""What docs/concepts/flows-measured.md publishes of the simulators: so the bench sees it drift.

By set, policy and labelled pattern: groups met of all. By set, policy and typology: true instances
of all. A test holds the documentation to these.
"""

Of = tuple[str, str, str]
_GENTEX, _SIM = "AMLGentex", "AMLSim"
_SHIPPED, _SCALED = "shipped", "simulator scale"

# pattern -> groups met by the shipped policy, at simulator scale, of so many
_MET: dict[str, dict[str, tuple[int, int, int]]] = {
    _GENTEX: {
        "fan-in": (0, 10, 10),
        "fan-out": (1, 8, 10),
        "gather-scatter": (0, 8, 10),
        "scatter-gather": (0, 6, 10),
        "stack": (2, 8, 10),
        "bipartite": (1, 2, 10),
        "cycle": (1, 3, 10),
    },
    _SIM: {"fan-in": (0, 5, 30), "fan-out": (0, 22, 30), "cycle": (0, 0, 40)},
}
GROUPS: dict[Of, tuple[int, int]] = {
    (name, policy, pattern): (met, of)
    for name, patterns in _MET.items()
    for pattern, (shipped, scaled, of) in patterns.items()
    for policy, met in ((_SHIPPED, shipped), (_SCALED, scaled))
}
INSTANCES: dict[Of, tuple[int, int]] = {
    (_GENTEX, _SHIPPED, "F03"): (14, 39),
    (_GENTEX, _SHIPPED, "F04"): (27, 62),
    (_GENTEX, _SHIPPED, "F05"): (3, 69),
    (_GENTEX, _SHIPPED, "F06"): (1, 1),
    (_GENTEX, _SHIPPED, "F07"): (0, 8),
    (_GENTEX, _SHIPPED, "F08"): (0, 44),
    (_GENTEX, _SHIPPED, "F10"): (3, 3),
    (_GENTEX, _SCALED, "F03"): (24, 2563),
    (_GENTEX, _SCALED, "F04"): (44, 2608),
    (_GENTEX, _SCALED, "F05"): (27, 1913),
    (_GENTEX, _SCALED, "F06"): (9, 9),
    (_GENTEX, _SCALED, "F08"): (0, 393),
    (_GENTEX, _SCALED, "F09"): (0, 15),
    (_GENTEX, _SCALED, "F10"): (1, 2),
    (_SIM, _SHIPPED, "F03"): (0, 32),
    (_SIM, _SHIPPED, "F05"): (0, 1),
    (_SIM, _SCALED, "F03"): (2, 834),
    (_SIM, _SCALED, "F04"): (0, 1094),
    (_SIM, _SCALED, "F05"): (1, 1512),
}
