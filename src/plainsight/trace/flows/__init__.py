"""Money in the platform's own transfers: typologies of flows, and mirror transfers. Pure.

Each definition is written twice: in plain Python, which is the judge, and as a plan of relational
steps that engines run over millions of rows. A contract suite demands equal answers.
"""
