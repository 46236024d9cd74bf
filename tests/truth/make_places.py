#!/usr/bin/env python3
"""Makes utm_ups.tsv, mgrs.tsv, plus_codes.tsv and geohashes.tsv beside this file.

Truth comes from GeographicLib's GeoConvert and from the Python packages openlocationcode and pygeohash,
not from pointzero. Needs Debian's geographiclib-tools and both packages. Run: python3 tests/truth/make_places.py
"""

import importlib.metadata
import pathlib
import random
import subprocess

from openlocationcode import openlocationcode
import pygeohash

HERE = pathlib.Path(__file__).parent
SEED = 20250417
COUNT = 1000


def places(dice):
    """Latitudes and longitudes as text with nine decimals, no exponents."""
    fixed = [
        (90, 0), (-90, 0), (90, 137.5), (-90, -33), (84, 0), (83.999999, 0), (-80, 0), (-80.000001, 0),
        (0, 0), (0, 180), (0, -180), (0, 179.999999), (19.4617, 5.7784), (60, 3), (60, 2.999999), (56, 3),
        (63.999999, 5.9), (64, 5.9), (72, 9), (72, 8.999999), (78, 21), (78, 20.999999), (78, 33), (78, 42),
        (83.9, 41.999999), (71.999999, 9), (-0.000001, 6), (0.000001, 6), (-79.999999, 180), (84.1, -180),
    ]
    yield from fixed
    for index in range(COUNT - len(fixed)):
        kind = index % 8
        if kind < 3:
            yield dice.uniform(-80, 84), dice.uniform(-180, 180)
        elif kind == 3:
            yield dice.uniform(15, 25), dice.uniform(-5, 15)
        elif kind == 4:
            yield dice.uniform(56, 84), dice.uniform(0, 42)
        elif kind == 5:
            yield dice.uniform(-80, 84), dice.choice((-1, 1)) * (180 - 10 ** dice.uniform(-6, 0))
        elif kind == 6:
            yield dice.choice((-1, 1)) * (90 - 10 ** dice.uniform(-6, 0.7)), dice.uniform(-180, 180)
        else:
            yield dice.choice((dice.uniform(84, 90), dice.uniform(-90, -80))), dice.uniform(-180, 180)


def text(degrees):
    return f"{degrees:.9f}"


def convert(arguments, lines):
    done = subprocess.run(["GeoConvert", *arguments], input="\n".join(lines) + "\n", capture_output=True,
                          text=True, check=True)
    return done.stdout.splitlines()


def write(name, made, header, rows):
    with open(HERE / name, "w", encoding="utf-8", newline="\n") as file:
        file.write(f"# {made}\n# by tests/truth/make_places.py, seed {SEED}\n")
        file.write("\t".join(header) + "\n")
        for row in rows:
            file.write("\t".join(row) + "\n")


def main():
    dice = random.Random(SEED)
    degrees = [(text(lat), text(lon)) for lat, lon in places(dice)]
    lines = [f"{lat} {lon}" for lat, lon in degrees]
    version = subprocess.run(["GeoConvert", "--version"], capture_output=True, text=True, check=True).stdout
    version = version.split()[-1]
    grid = [line.split() for line in convert(["-u", "-p", "6"], lines)]
    write("utm_ups.tsv", f"GeoConvert {version}: -u -p 6, from latitude and longitude",
          ["lat", "lon", "zone", "easting_m", "northing_m"],
          ([lat, lon, *row] for (lat, lon), row in zip(degrees, grid)))
    # A precision of 100 km to 1 m, and the middle of the square as GeoConvert reads it again.
    precisions = [dice.randrange(-5, 1) for _ in degrees]
    codes = [convert(["-m", "-p", str(precision)], [line])[0] for precision, line in zip(precisions, lines)]
    middles = [line.split() for line in convert(["-g", "-p", "9"], codes)]
    write("mgrs.tsv", f"GeoConvert {version}: -m -p -5 to 0, and -g -p 9 back to the middle of the square",
          ["lat", "lon", "mgrs", "middle_lat", "middle_lon"],
          ([lat, lon, code, *middle] for (lat, lon), code, middle in zip(degrees, codes, middles)))
    lengths = [dice.choice((2, 4, 6, 8, 10, 11, 12, 13)) for _ in degrees]
    plus = [openlocationcode.encode(float(lat), float(lon), length)
            for (lat, lon), length in zip(degrees, lengths)]
    areas = [openlocationcode.decode(code) for code in plus]
    version = importlib.metadata.version("openlocationcode")
    write("plus_codes.tsv", f"openlocationcode {version} (PyPI): encode, and decode to the edges",
          ["lat", "lon", "length", "code", "south", "west", "north", "east"],
          ([lat, lon, str(length), code, *(f"{edge:.12f}" for edge in
            (area.latitudeLo, area.longitudeLo, area.latitudeHi, area.longitudeHi))]
           for (lat, lon), length, code, area in zip(degrees, lengths, plus, areas)))
    lengths = [dice.randrange(1, 13) for _ in degrees]
    # The upper edges of the map belong to no cell; pygeohash has its own answer there, which is not taken.
    inside = [(lat, lon, length) for (lat, lon), length in zip(degrees, lengths)
              if float(lat) < 90 and float(lon) < 180]
    version = importlib.metadata.version("pygeohash")
    rows = []
    for lat, lon, length in inside:
        code = pygeohash.encode(float(lat), float(lon), precision=length)
        exact = pygeohash.decode_exactly(code)
        rows.append([lat, lon, code, *(f"{value:.12f}" for value in
                     (exact.latitude, exact.longitude, exact.latitude_error, exact.longitude_error))])
    write("geohashes.tsv", f"pygeohash {version} (PyPI): encode, and decode_exactly to the middle and half the sides",
          ["lat", "lon", "geohash", "middle_lat", "middle_lon", "half_lat", "half_lon"], rows)


if __name__ == "__main__":
    main()
