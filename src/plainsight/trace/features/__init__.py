"""What is measured about a transfer before it is scored: definitions in plain Python.

Every feature looks at the transfers visible at its decision and at no others. Engines compute the
same numbers over millions of rows; tests hold them to these definitions.
"""
