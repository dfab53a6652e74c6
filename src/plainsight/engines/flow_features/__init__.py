"""Flow features over millions of transfers; `trace.features` states what each of them means."""
