#!/usr/bin/env python3
"""Adds rows to tests/truth/projections.tsv: a thousand places for each projection, by PROJ's `proj`.

python3 tests/truth/make_projections.py >> tests/truth/projections.tsv
"""
import random
import subprocess

random.seed(20260101)
CENTRES = [(24.0, 8.5), (19.5, 5.75), (-18.0, 178.0), (52.0, -3.0), (-33.5, 20.0)]
MOST = {"tmerc": 30.0}


def options(name, lat_0, lon_0):
    parts = [f"+proj={name}", f"+lon_0={lon_0}", "+ellps=WGS84"]
    if name in ("laea", "aeqd", "ortho", "lcc", "aea"):
        parts.append(f"+lat_0={lat_0}")
    if name in ("lcc", "aea"):
        parts += [f"+lat_1={lat_0 - 8}", f"+lat_2={lat_0 + 8}"]
    if name == "eqc":
        parts.append(f"+lat_ts={lat_0}")
    return parts


def place(name, lat_0, lon_0):
    lat = round(random.uniform(-89.5, 89.5), 6)
    if name in ("merc", "webmerc"):
        lat = round(random.uniform(-84.0, 84.0), 6)
    if name == "lcc":
        lat = round(max(-70.0, min(89.5, lat * (1 if lat_0 > 0 else -1))), 6) * (1 if lat_0 > 0 else -1)
    if name == "ortho":
        lat = round(max(-89.5, min(89.5, lat_0 + random.uniform(-50.0, 50.0))), 6)
    most = MOST.get(name, 45.0 if name == "ortho" else 175.0)
    lon = lon_0 + random.uniform(-most, most)
    lon = round((lon + 180.0) % 360.0 - 180.0, 6)
    return lon, lat


for name in ("laea", "eqearth", "aeqd", "tmerc", "merc", "webmerc", "eqc", "ortho", "lcc", "aea"):
    kept = 0
    for lat_0, lon_0 in CENTRES:
        places = [place(name, lat_0, lon_0) for _ in range(230)]
        text = "".join(f"{lon} {lat}\n" for lon, lat in places)
        found = subprocess.run(
            ["proj", "-f", "%.7f", *options(name, lat_0, lon_0)],
            input=text, capture_output=True, text=True, check=True,
        ).stdout.splitlines()
        rows = [(p, f.split()) for p, f in zip(places, found) if "*" not in f]
        # Around the antipode a micrometre is less than what either can tell.
        rows = [(p, f) for p, f in rows if abs(float(f[0])) < 1.9e7 or name not in ("laea", "aeqd")]
        for (lon, lat), (x, y) in rows[:200]:
            print(name, lat_0, lon_0, lon, lat, x, y, sep="\t")
            kept += 1
    assert kept >= 1000, (name, kept)
