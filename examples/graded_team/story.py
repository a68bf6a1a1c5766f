"""What the data of this example tell, as tables: people, customers, sums, what goes wrong. `make_data.py` fills in the rest.

As of 2026-W20 (17 May): the north is on its way, the south is not; two large customers of the south have not been seen
since March, complaints are answered late, answers to the survey got worse, and the customers of somebody who left are
not all handed over. All names are invented.
"""

from __future__ import annotations

from datetime import date

FIRST, LAST = date(2025, 1, 1), date(2026, 6, 30)
OFF = {
    date(2025, 1, 1), date(2025, 4, 18), date(2025, 4, 21), date(2025, 5, 29), date(2025, 6, 9), date(2025, 12, 25),
    date(2025, 12, 26), date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 4, 27), date(2026, 5, 5),
    date(2026, 5, 14), date(2026, 5, 25),
}  # fmt: skip

# ---------------------------------------------------------------- people

NORTH, SOUTH = "North", "South"
ROSTER: tuple[tuple[str, str, str, date, date | None], ...] = (
    ("N01", "Anna Berg", NORTH, date(2021, 2, 1), None),
    ("N02", "Oskar Falk", NORTH, date(2019, 8, 19), None),
    ("N03", "Lena Holm", NORTH, date(2023, 2, 6), None),
    ("N04", "Erik Sand", NORTH, date(2022, 9, 5), date(2026, 4, 24)),
    ("N05", "Noor Visser", NORTH, date(2026, 3, 2), None),
    ("S01", "Carla Reis", SOUTH, date(2020, 1, 13), None),
    ("S02", "Marco Bianchi", SOUTH, date(2022, 5, 2), None),
    ("S03", "Sofia Lopez", SOUTH, date(2024, 9, 2), None),
    ("S04", "Pedro Nunes", SOUTH, date(2018, 3, 5), None),
)
AGENTS = ("Mila Kos", "Jonas Beck")
LEAVE = {("Lena Holm", date(2026, 5, 11)), ("Lena Holm", date(2026, 5, 12)), ("Lena Holm", date(2026, 5, 13))}

QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
# thousands of euro by quarter; the third of Noor Visser is not agreed yet
QUOTAS: dict[str, tuple[int | None, ...]] = {
    "Anna Berg": (230, 235, 240, 280),
    "Oskar Falk": (210, 220, 225, 265),
    "Lena Holm": (190, 200, 210, 245),
    "Erik Sand": (130, 40, 0, 0),
    "Noor Visser": (0, 110, None, 205),
    "Carla Reis": (175, 190, 200, 230),
    "Marco Bianchi": (150, 165, 170, 200),
    "Sofia Lopez": (125, 145, 155, 180),
    "Pedro Nunes": (160, 170, 180, 205),
}

# ---------------------------------------------------------------- customers

PLACES = (
    "Alder",
    "Birk",
    "Corran",
    "Dovel",
    "Elster",
    "Fennik",
    "Garth",
    "Hollin",
    "Ivel",
    "Jorun",
    "Kestrel",
    "Lomen",
)
WORDS = ("Foods", "Dairy", "Pharma", "Chemie", "Logistics", "Mills", "Labs")
INDUSTRIES = ("food", "pharma", "chemistry", "logistics")
# for each representative: so many large, middle, small customers
KEEPS = {
    "Anna Berg": (2, 2, 3),
    "Oskar Falk": (2, 2, 2),
    "Lena Holm": (1, 3, 3),
    "Erik Sand": (1, 2, 2),
    "Noor Visser": (0, 0, 0),
    "Carla Reis": (2, 2, 3),
    "Marco Bianchi": (1, 2, 3),
    "Sofia Lopez": (1, 3, 5),
    "Pedro Nunes": (2, 1, 3),
}
IN_POOL = 5
WEIGHTS = (20, 7, 2)
ORDERS_A_QUARTER = (5, 3, 1)
# (representative, his n-th customer): from when on it neither orders nor is visited
NEGLECTED = {("Marco Bianchi", 0): date(2026, 3, 27), ("Pedro Nunes", 1): date(2026, 3, 20)}
# the customers of Erik Sand: to whom and when; the last two to nobody yet
HANDED_OVER = (
    (0, "Anna Berg", date(2026, 4, 28)),
    (1, "Noor Visser", date(2026, 4, 28)),
    (2, "Noor Visser", date(2026, 5, 4)),
)

# the list of customers is exported at the end of each month, and when somebody asks for it
EXPORTS = (
    date(2026, 1, 2), date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 17),
    date(2026, 5, 31), date(2026, 6, 30),
)  # fmt: skip

# ---------------------------------------------------------------- what is ordered

# from, to, thousands of euro in the north and in the south
ORDERED: tuple[tuple[date, date, int, int], ...] = (
    (date(2025, 1, 1), date(2025, 3, 31), 640, 550),
    (date(2025, 4, 1), date(2025, 6, 30), 720, 600),
    (date(2025, 7, 1), date(2025, 9, 30), 730, 610),
    (date(2025, 10, 1), date(2025, 12, 31), 910, 740),
    (date(2026, 1, 1), date(2026, 3, 31), 756, 590),
    (date(2026, 4, 1), date(2026, 5, 17), 402, 226),
    (date(2026, 5, 18), date(2026, 6, 30), 396, 310),
)
LINES = ("precision", "industrial", "industrial")

# ---------------------------------------------------------------- visits

# (person, ISO week of 2026) -> visits in that week; everybody else makes six to nine in a full one
FEW_VISITS = {
    ("Sofia Lopez", 17): 4, ("Sofia Lopez", 18): 3, ("Sofia Lopez", 19): 3, ("Sofia Lopez", 20): 2,
    ("Marco Bianchi", 19): 3, ("Marco Bianchi", 20): 3,
    ("Pedro Nunes", 17): 4, ("Pedro Nunes", 18): 3, ("Pedro Nunes", 19): 3, ("Pedro Nunes", 20): 7,
}  # fmt: skip

# ---------------------------------------------------------------- complaints

# opened, answered, solved (hours of the day behind the date), gravity, goodwill, approved by
SCRIPTED: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("2026-04-22 10:05", "2026-04-22 11:40", "", "major", "", ""),
    ("2026-04-29 14:20", "2026-05-01 10:15", "2026-05-04 09:30", "", "", ""),
    ("2026-05-06 09:40", "2026-05-06 11:15", "2026-05-07 15:00", "minor", "400.00", "Paul Reiter"),
    ("2026-05-08 15:10", "2026-05-12 09:20", "2026-05-13 16:00", "", "", ""),
    ("2026-05-11 09:15", "2026-05-11 16:45", "2026-05-12 11:00", "minor", "420.00", ""),
    ("2026-05-11 11:00", "2026-05-11 11:50", "2026-05-13 10:30", "major", "2,500.00", "Paul Reiter"),
    ("2026-05-12 13:30", "2026-05-13 15:05", "", "", "", ""),
    ("2026-05-15 09:30", "", "", "minor", "", ""),
)

# ---------------------------------------------------------------- survey: from, to, answers, of a hundred answers how
# many give five, four, three, two points

SURVEY: tuple[tuple[date, date, int, tuple[int, int, int, int]], ...] = (
    (date(2025, 10, 1), date(2025, 12, 19), 30, (46, 36, 12, 6)),
    (date(2026, 1, 5), date(2026, 3, 31), 36, (42, 38, 14, 6)),
    (date(2026, 4, 1), date(2026, 5, 15), 26, (20, 38, 28, 14)),
    (date(2026, 5, 18), date(2026, 6, 30), 20, (36, 40, 16, 8)),
)

# ---------------------------------------------------------------- bills

BILLS: tuple[tuple[date, str, int, str], ...] = (
    (date(2026, 1, 16), "Travel", 11_800, "Visits in January"),
    (date(2026, 1, 29), "Training", 6_400, "Course on measurement"),
    (date(2026, 2, 13), "Travel", 13_250, "Visits in February"),
    (date(2026, 2, 26), "Service to customers", 9_600, "Care book, print"),
    (date(2026, 3, 6), "Service to customers", 4_900, "Care book, photographs"),
    (date(2026, 3, 13), "Travel", 15_900, "Visits in March"),
    (date(2026, 3, 20), "Service to customers", 12_300, "Calibration, first round"),
    (date(2026, 4, 10), "Training", 8_200, "Trainer"),
    (date(2026, 4, 16), "Travel", 17_450, "Visits in April, fair in Ghent"),
    (date(2026, 4, 23), "Gifts", 640, "Twenty years with us"),
    (date(2026, 5, 7), "Service to customers", 14_700, "Calibration, second round"),
    (date(2026, 5, 13), "Travel", 13_100, "Visits in May"),
    (date(2026, 6, 11), "Travel", 12_600, "Visits in June"),
    (date(2026, 6, 18), "Service to customers", 15_200, "Calibration, third round"),
)
"""`Gifts` is no account of the budget."""

# ---------------------------------------------------------------- files

HEADERS = {
    "orders": ("Order no.", "Date", "Customer", "Representative", "Line", "Net amount", "Returned on"),
    "customers": ("Customer no.", "Name", "Industry", "Contact", "Representative", "State"),
    "hand-overs": ("Customer no.", "Date", "Representative"),
    "visits": ("Date", "Representative", "Customer no.", "Minutes"),
    "tickets": ("Ticket", "Customer no.", "Agent", "Gravity", "Goodwill", "Approved by", "State"),
    "ticket-log": ("Ticket", "At", "State"),
    "survey": ("Date", "Customer no.", "Score"),
    "bills": ("Booked on", "Account", "Amount", "Purpose"),
    "quotas": ("Region", "Representative", "Quarter", "Quota"),
    "roster": ("Staff no.", "Name", "Team", "Role", "First day", "Last day"),
}


def spoil(name: str, rows: list[list[str]]) -> None:
    """Put in a file the mistakes that people make; the summary says what became of them."""
    if name == "orders-2026-Q2":
        rows[11][1] = "2026-04-31"  # April has 30 days
        rows[20][3] = "Carla Reiss"  # nobody of that name is on the roster
        rows.insert(31, list(rows[30]))  # the same order twice
    elif name == "visits-2026-05":
        rows[17][2] = "C199"  # no such customer
        rows[40][1] = ""  # whose visit was this?
    elif name >= "customers-2026-04" and name.startswith("customers"):
        rows[6][2] = rows[15][3] = ""  # not filled in
