#!/usr/bin/env python3
"""Makes hard_pairs.tsv, geodesics.tsv, rhumbs.tsv and areas.tsv beside this file.

Truth comes from GeographicLib's GeodSolve (with exact elliptic integrals, -E), RhumbSolve and
Planimeter, not from pointzero.
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


def header(what, command=COMMAND):
    version = subprocess.run(["GeodSolve", "--version"], capture_output=True, text=True, check=True)
    return (
        f"# {what}\n"
        "# Made by tests/truth/make_tables.py with GeographicLib "
        f"{version.stdout.split()[-1]}: {' '.join(command)}\n"
        "# Degrees and metres on WGS 84; azimuths clockwise from north, forward.\n"
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


def run(command, lines):
    text = "".join(line + "\n" for line in lines)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return [line.split() for line in done.stdout.splitlines()]


def rhumbs():
    """Places along rhumb lines: the inverse problem, then the direct one part of the way."""
    dice = random.Random(SEED)
    rows = []
    for kind in ("anywhere", "short", "nearly parallel", "parallel") * 15:
        lon1, lat1 = dice.uniform(-180, 180), dice.uniform(-89, 89)
        size = 10 ** dice.uniform(-3, 0)
        lon2, lat2 = {
            "anywhere": (dice.uniform(-180, 180), dice.uniform(-89, 89)),
            "short": (lon1 + dice.uniform(-size, size), lat1 + dice.uniform(-size, size)),
            "nearly parallel": (lon1 + dice.uniform(-150, 150), lat1 + 1e-7 * size),
            "parallel": (lon1 + dice.uniform(-150, 150), lat1),
        }[kind]
        lon2 = (lon2 + 180) % 360 - 180
        rows.append((kind, *(f"{degrees:.12f}" for degrees in (lon1, lat1, lon2, lat2)), dice.choice("123456789")))
    command = ["RhumbSolve", "-p", "9"]
    inverse = run([*command, "-i"], (f"{lat1} {lon1} {lat2} {lon2}" for _, lon1, lat1, lon2, lat2, _ in rows))
    direct = run(
        command,
        (f"{row[2]} {row[1]} {azi} {float(s12) * int(row[5]) / 10:.9f}" for row, (azi, s12, _) in zip(rows, inverse)),
    )
    text = header("Places at tenths of rhumb lines.", [*command, "[-i]"])
    text += "group\tlon1_deg\tlat1_deg\tlon2_deg\tlat2_deg\ttenths\tlon_deg\tlat_deg\n"
    for row, (lat, lon, _) in zip(rows, direct, strict=True):
        text += "\t".join((*row, lon, lat)) + "\n"
    (HERE / "rhumbs.tsv").write_text(text)


# Counterclockwise, longitude and latitude; each step of longitude is below 180 degrees.
RINGS = {
    "Algeria-Niger treaty line and back": [(4.24, 19.13), (11.98, 19.13), (11.98, 23.53), (7.459372, 20.843969), (5.813022, 19.443239)],
    "one degree at Assamaka": [(5, 19), (6, 19), (6, 20), (5, 20)],
    "a triangle over the Sahara": [(-17, 15), (35, 10), (10, 37)],
    "across the antimeridian": [(176, -20), (182, -21), (181.5, -15), (177, -14)],
    "about the south pole": [(-180, -80), (-120, -72), (-60, -65), (0, -70), (60, -67), (120, -66)][::-1],
    "about the north pole": [(-150, 60), (-30, 75), (90, 20)],
    "from equator to pole": [(0, 0), (90, 0), (90, 90), (0, 90)],
    "over the equator": [(-10, -40), (100, -5), (20, 60)],
}


def areas():
    """Planimeter joins by geodesics: edges are cut in 2,000 and 4,000, and extrapolated (h squared)."""
    command = ["Planimeter", "-E", "-p", "6"]

    def area(ring, cuts):
        lines = []
        for (lon1, lat1), (lon2, lat2) in zip(ring, ring[1:] + ring[:1]):
            step = (lon2 - lon1 + 180) % 360 - 180
            for i in range(cuts):
                part = i / cuts
                lines.append(f"{lat1 + (lat2 - lat1) * part:.14f} {lon1 + step * part:.14f}")
        ((_, _, square_metres),) = run(command, lines)
        return float(square_metres)

    text = header("Lon/lat-straight rings: edges cut in 2,000 and 4,000, extrapolated.", command)
    text += "name\tarea_m2\tring (lon lat, ...)\n"
    for name, ring in RINGS.items():
        coarse, fine = area(ring, 2000), area(ring, 4000)
        vertices = ", ".join(f"{(lon + 180) % 360 - 180:.6f} {lat}" for lon, lat in ring)
        text += f"{name}\t{fine + (fine - coarse) / 3:.1f}\t{vertices}\n"
    (HERE / "areas.tsv").write_text(text)


if __name__ == "__main__":
    hard_pairs()
    geodesics()
    rhumbs()
    areas()
