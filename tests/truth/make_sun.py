"""Writes tests/truth/sun.tsv: sunrise and sunset by the Solar Position Algorithm of NREL.

    python3 -m venv v && v/bin/pip install pvlib==0.16.1 && v/bin/python make_sun.py > sun.tsv

The algorithm's apparent sidereal time, right ascension and declination (pvlib.spa.solar_position with sst=True,
delta_t = 69.184 s) are solved for a geocentric altitude of the sun's centre of -0.8333 degrees. The algorithm's own
rise and set take one step of interpolation instead: they agree within 1.7 s at the four places below the polar circle,
and at Tromsø except on days on which the sun only grazes the horizon (27 minutes on 26 July 2025).
"""
import math
import sys

import numpy as np
import pandas as pd
import pvlib

PLACES = [("Assamaka", 19.3344, 5.7719), ("Lampedusa", 35.50, 12.60), ("Calais", 50.95, 1.86),
          ("Tromsø", 69.65, 18.96), ("Johannesburg", -26.20, 28.05)]
DELTA_T = 69.184
HORIZON = -0.8333


def altitude(unix, lat, lon):
    sidereal, ascension, declination = pvlib.spa.solar_position(
        np.array([unix]), lat, lon, 0, 0, 0, DELTA_T, 0, numthreads=1, sst=True)
    angle = math.radians(float(np.ravel(sidereal)[0]) + lon - float(np.ravel(ascension)[0]))
    dec, phi = math.radians(float(np.ravel(declination)[0])), math.radians(lat)
    sine = math.sin(phi) * math.sin(dec) + math.cos(phi) * math.cos(dec) * math.cos(angle)
    return math.degrees(math.asin(sine)), math.sin(angle)


def noon(start, lat, lon):
    """Where the hour angle passes zero, near mean noon."""
    low, high = start + 43200 - lon * 240 - 1800, start + 43200 - lon * 240 + 1800
    while high - low > 0.01:
        middle = (low + high) / 2
        low, high = (middle, high) if altitude(middle, lat, lon)[1] < 0 else (low, middle)
    return (low + high) / 2


def root(below, above, lat, lon):
    if altitude(below, lat, lon)[0] >= HORIZON or altitude(above, lat, lon)[0] <= HORIZON:
        return None
    while abs(above - below) > 0.01:
        middle = (below + above) / 2
        if altitude(middle, lat, lon)[0] < HORIZON:
            below = middle
        else:
            above = middle
    return (below + above) / 2


days = pd.to_datetime("2024-01-01") + pd.to_timedelta((np.arange(60) * 731 / 60).astype(int), unit="D")
rows, apart = [], []
for name, lat, lon in PLACES:
    index = pd.DatetimeIndex(days).tz_localize("UTC")
    own = pvlib.solarposition.sun_rise_set_transit_spa(index, lat, lon, how="numpy", delta_t=DELTA_T)
    for day, times in own.iterrows():
        start = day.timestamp()
        middle = noon(start, lat, lon)
        events = [root(middle - 43200, middle, lat, lon), root(middle + 43200, middle, lat, lon)]
        for event, step in zip(events, [times.sunrise, times.sunset]):
            if event is not None and not pd.isna(step):
                apart.append((abs(event - step.timestamp()), name, str(day.date())))
        cells = ["" if event is None else f"{event - start:.1f}" for event in events]
        rows.append("\t".join([name, str(lat), str(lon), str(day.date()), *cells]))
apart.sort(reverse=True)
print(apart[:25], file=sys.stderr)
print(f"# Sunrise and sunset by the Solar Position Algorithm of NREL (I. Reda, A. Andreas 2004, doi:10.1016/j.solener.2003.12.003),")
print(f"# as pvlib {pvlib.__version__} (BSD-3-Clause) has it; written by tests/truth/make_sun.py, which says how.")
print("# 60 days evenly over 2024 and 2025 at 5 places; seconds from the start of the day in UTC, to 0.1 s; empty where")
print("# the sun does not rise or set between its lowest points before and after the noon of the day.")
print("place\tlat\tlon\tdate\tsunrise_s\tsunset_s")
print("\n".join(rows))
