#!/usr/bin/env python3
"""Makes hard_pairs.tsv and geodesics.tsv beside this file.

Truth comes from GeographicLib's GeodSolve with exact elliptic integrals (-E), not from pointzero.
Needs Debian's geographiclib-tools. Run: python3 tests/truth/make_tables.py
"""

import pathlib
import random
import subprocess

COMMAND = ["GeodSolve", "-E", "-i", "-p", "10"]
HERE = pathlib.Path(__file__).parent

# name, lon1, lat1, lon2, lat2, and whether the azimuth is defined and single
# (written without exponents: GeodSolve takes an e for east)
HARD_PAIRS = [
    ("same point", "5.7784", "19.4617", "5.7784", "19.4617", False),
    ("antimeridian neighbours", "179.999", "0", "-179.999", "0", True),
    ("antimeridian at 60 N", "179.9", "60", "-179.9", "60", True),
    ("+180 and -180 are one place", "180", "10", "-180", "10", False),
    ("north pole at any longitude", "0", "90", "137.5", "90", False),
    ("pole to 89.9 N", "12", "90", "-100", "89.9", True),
    ("over the pole", "0", "89.9", "180", "89.9", True),
    ("south pole to 89 S", "-33", "-90", "77", "-89", True),
    ("pole to pole", "0", "90", "0", "-90", False),
    ("antipodal on the equator", "0", "0", "180", "0", False),
    ("near-antipodal on the equator", "0", "0", "179.5", "0", False),
    ("near-antipodal 0.5/179.5", "0", "0", "179.5", "0.5", True),
    ("Vincenty's iteration fails", "0", "0", "179.7", "0.5", True),
    ("near-antipodal, Karney 2013", "0", "-30", "179.8", "29.9", True),
    ("1 degree of the equator", "0", "0", "1", "0", True),
    ("1 degree of meridian at 0 N", "0", "0", "0", "1", True),
    ("1 degree of meridian at 89 N", "0", "89", "0", "90", True),
    ("1 mm east at the equator", "0", "0", "0.000000008983152841", "0", True),
    ("Assamaka to 15 km north-west", "5.7784", "19.4617", "5.7384", "19.5917", True),
    ("the same, swapped", "19.4617", "5.7784", "19.5917", "5.7384", True),
    ("a sphere chooses wrong: east", "0", "45", "1", "45", True),
    ("a sphere chooses wrong: north", "0", "45", "0", "45.7071", True),
    ("from the parallel 49 N north", "-109", "49", "-109", "49.5", True),
]

SEED = 19331
EACH = 84


def pairs(dice):
    """Six groups of pairs, as degrees with at most nine decimals."""

    def lon():
        return dice.uniform(-180, 180)

    def lat():
        return dice.uniform(-90, 90)

    def wrap(degrees):
        return (degrees + 180) % 360 - 180

    for _ in range(EACH):
        yield "anywhere", lon(), lat(), lon(), lat()
    for _ in range(EACH):
        lon1, lat1, size = lon(), dice.uniform(-89, 89), 10 ** dice.uniform(-8, -1)
        yield "short", lon1, lat1, wrap(lon1 + dice.uniform(-size, size)), lat1 + dice.uniform(-size, size)
    for _ in range(EACH):
        pole = dice.choice((-90, 90))
        near = pole - pole / 90 * 10 ** dice.uniform(-6, 0) * dice.choice((0, 1, 1))
        yield "pole", lon(), near, lon(), dice.choice((lat(), pole, near))
    for _ in range(EACH):
        yield "equator", lon(), 0, lon(), dice.choice((0, 0, 10 ** dice.uniform(-6, 0)))
    for _ in range(EACH):
        lon1, lat1, size = lon(), lat(), 10 ** dice.uniform(-4, 0)
        lat2 = max(-90, min(90, -lat1 + dice.uniform(-size, size)))
        yield "near-antipodal", lon1, lat1, wrap(lon1 + 180 + dice.uniform(-size, size)), lat2
    for _ in range(EACH):
        yield "antimeridian", 180 - 10 ** dice.uniform(-6, 0), lat(), -180 + 10 ** dice.uniform(-6, 0), lat()


def solve(rows):
    """azi1, azi2 and s12 of each row, as GeodSolve prints them."""
    lines = "".join(f"{lat1} {lon1} {lat2} {lon2}\n" for _, lon1, lat1, lon2, lat2, *_ in rows)
    done = subprocess.run(COMMAND, input=lines, capture_output=True, text=True, check=True)
    return [line.split() for line in done.stdout.splitlines()]


def header(what):
    version = subprocess.run(["GeodSolve", "--version"], capture_output=True, text=True, check=True)
    return (
        f"# {what}\n"
        "# Made by tests/truth/make_tables.py with GeographicLib "
        f"{version.stdout.split()[-1]}: {' '.join(COMMAND)}\n"
        "# Degrees and metres on WGS 84; azimuths where the geodesic starts and ends, forward.\n"
    )


def hard_pairs():
    text = header("Pairs that break lesser methods. An azimuth that is undefined, or one of two, is -.")
    text += "name\tlon1_deg\tlat1_deg\tlon2_deg\tlat2_deg\tdistance_m\tazimuth_start_deg\tazimuth_end_deg\n"
    for row, (start, end, metres) in zip(HARD_PAIRS, solve(HARD_PAIRS), strict=True):
        azimuths = (start, end) if row[5] else ("-", "-")
        text += "\t".join((*row[:5], metres, *azimuths)) + "\n"
    (HERE / "hard_pairs.tsv").write_text(text)


def geodesics():
    rows = [
        (group, *(f"{degrees:.9f}" for degrees in degrees))
        for group, *degrees in pairs(random.Random(SEED))
    ]
    text = header(f"{len(rows)} pairs drawn with seed {SEED}, {EACH} of each group.")
    text += "group\tlon1_deg\tlat1_deg\tlon2_deg\tlat2_deg\tdistance_m\n"
    for row, (_, _, metres) in zip(rows, solve(rows), strict=True):
        text += "\t".join((*row, metres)) + "\n"
    (HERE / "geodesics.tsv").write_text(text)


if __name__ == "__main__":
    hard_pairs()
    geodesics()
