"""Makes people.csv out of four tables of Microsoft's AdventureWorks sample database.

    python make.py FOLDER > people.csv

FOLDER holds Employee.csv, EmployeeDepartmentHistory.csv, Department.csv and Shift.csv as the sample ships them (tab separated, no
header). Team is the department of today, hours are the shift's on five days, the manager is the parent in the hierarchy. Nothing
private is taken over: no birth date, gender, marital status, national id, or days off.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

# Codes of SQL Server's hierarchyid, by prefix: how its value bits lie between fixed bits, and the value it counts from.
# "x" is a bit of the value; the last bit of a code says whether the node ends here.
CODES = [("01xx", 0), ("100xx", 4), ("101xxx", 8), ("110xx0x1xxx", 16), ("1110xxx0xxx0x1xxx", 80)]


def decode(text: str) -> tuple[int, ...]:
    """The path of a hierarchyid given in hexadecimal.

    >>> decode("5ADA")
    (1, 1, 2)
    """
    bits = "".join(f"{int(digit, 16):04b}" for digit in text)
    path: list[int] = []
    while "1" in bits:
        code, base = next((c, b) for c, b in CODES if _fits(bits, c))
        value = "".join(bit for bit, mark in zip(bits, code, strict=False) if mark == "x")
        if bits[len(code)] != "1":
            raise ValueError(f"{text}: a node between two others, which the sample does not use")
        path.append(base + int(value, 2))
        bits = bits[len(code) + 1 :]
    return tuple(path)


def _fits(bits: str, code: str) -> bool:
    return len(bits) > len(code) and all(mark in ("x", bit) for bit, mark in zip(bits, code, strict=False))


def table(folder: Path, name: str) -> list[list[str]]:
    """The rows of one table."""
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter="\t"))


def main(folder: Path) -> None:
    """Write people.csv to standard output."""
    departments = {row[0]: row[1] for row in table(folder, "Department")}
    shifts = {row[0]: (row[2][:5], row[3][:5]) for row in table(folder, "Shift")}
    now = {row[0]: (row[1], row[2]) for row in table(folder, "EmployeeDepartmentHistory") if not row[4]}
    employees = table(folder, "Employee")
    by_path = {decode(row[3]): row[0] for row in employees}
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["id", "name", "email", "team", "title", "timezone", "hours", "manager"])
    for row in employees:
        login = row[2].split("\\")[-1]
        path = decode(row[3])
        department, shift = now[row[0]]
        begins, ends = shifts[shift]
        manager = by_path[path[:-1]] if path else ""
        out.writerow(
            [
                row[0],
                login,
                f"{login}@adventure-works.example",
                departments[department],
                row[5],
                "America/Los_Angeles",
                f"Mon-Fri {begins}-{ends}",
                manager,
            ]
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
