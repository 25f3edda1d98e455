"""Imports: of whoever gave the file in, seen by those above; and a brief read from a file."""

from tests.matrix.line import ACT, GAVE_IT_IN, HEADS, RANKED, SUPERVISORS, WRITE, Line, about, page

LINES: dict[str, Line] = {
    "import_list": page(SUPERVISORS | {"ada"}),
    "import_add": page(SUPERVISORS | {"ada"}, WRITE),
    "import_detail": about("batch", SUPERVISORS, knows=SUPERVISORS),
    "import_map": about("batch", GAVE_IT_IN, WRITE, knows=SUPERVISORS),
    "import_check": about("batch", GAVE_IT_IN, ACT, knows=SUPERVISORS),
    "import_run": about("batch", GAVE_IT_IN, ACT, knows=SUPERVISORS),
    "import_stop": about("batch", GAVE_IT_IN, ACT, knows=SUPERVISORS),
    "import_undo": about("done_batch", GAVE_IT_IN | HEADS, WRITE, knows=SUPERVISORS),
    "import_throw_away": about("batch", GAVE_IT_IN, WRITE, knows=SUPERVISORS),
    "import_rows": about("batch", SUPERVISORS, knows=SUPERVISORS),
    "import_report": about("batch", SUPERVISORS, knows=SUPERVISORS),
    "import_owner": about("unknown_owner", GAVE_IT_IN, WRITE, knows=SUPERVISORS),
    "brief_import": page(RANKED | {"pia"}, WRITE),
}
