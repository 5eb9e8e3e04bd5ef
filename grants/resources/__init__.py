"""Tables that leave the house and tables that come in: the columns of each, and safe cells."""

from grants.resources.figures import (
    FigureTable,
    Line,
    Read,
    read_figure,
    read_sheet,
    rows_of,
    template_rows,
)
from grants.resources.tables import (
    Amount,
    CallTable,
    Column,
    Moment,
    Table,
    download,
    safe_cell,
)

__all__ = [
    "Amount",
    "CallTable",
    "Column",
    "FigureTable",
    "Line",
    "Moment",
    "Read",
    "Table",
    "download",
    "read_figure",
    "read_sheet",
    "rows_of",
    "safe_cell",
    "template_rows",
]
