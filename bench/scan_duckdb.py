"""Reads a long CSV file with DuckDB and prints how many rows a second it read.

A yardstick beside decode + map + validate: cells are typed, the time is parsed and the values are summed; nothing is checked
against a catalogue, and nothing is stored. The benchmark runs it where Python has the package duckdb, and does without elsewhere.
Usage: scan_duckdb.py FILE THREADS
"""
import sys
import time

import duckdb

path, threads = sys.argv[1], int(sys.argv[2])
connection = duckdb.connect(config={"threads": threads})
best, rows = None, 0
for _ in range(3):
    begin = time.perf_counter()
    rows, total, first = connection.execute(
        "SELECT count(*), sum(value), min(CAST(period AS TIMESTAMPTZ)) FROM read_csv(?, header = true, columns = {"
        "'city': 'VARCHAR', 'site': 'VARCHAR', 'indicator': 'VARCHAR', 'period': 'VARCHAR', 'value': 'DOUBLE', 'unit': 'VARCHAR',"
        "'statistic': 'VARCHAR', 'quality': 'VARCHAR', 'status': 'VARCHAR', 'source': 'VARCHAR', 'note': 'VARCHAR'})",
        [path],
    ).fetchone()
    took = time.perf_counter() - begin
    best = took if best is None else min(best, took)
print(f"{rows / best:.0f}")
