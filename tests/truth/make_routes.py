#!/usr/bin/env python3
"""Makes routes.tsv beside this file: places beside a leg, crossings and gaps, exact by construction.

Every row is built from the answer by the direct problem of GeographicLib's GeodSolve (with exact elliptic
integrals, -E) and RhumbSolve, not from pointzero. Needs Debian's geographiclib-tools.
Run: python3 tests/truth/make_routes.py
"""

import pathlib
import random
import subprocess

SEED = 20251
EACH = 40
HERE = pathlib.Path(__file__).parent


def solve(command, lines):
    done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=True)
    return [line.split() for line in done.stdout.splitlines()]


def direct(path, starts):
    """Latitude, longitude and azimuth reached from (lat, lon, azimuth, metres), each as texts."""
    program = {"geodesic": ["GeodSolve", "-E", "-p", "10"], "rhumb": ["RhumbSolve", "-p", "10"]}[path]
    lines = [f"{lat} {lon} {azimuth:.12f} {metres:.6f}" for lat, lon, azimuth, metres in starts]
    return solve(program, lines)


def main():
    dice = random.Random(SEED)
    rows = []
    for path in ["geodesic", "rhumb"]:
        # A middle of each leg, with its azimuth: everything is built outwards from there.
        middles = [
            (f"{dice.uniform(-60, 60):.9f}", f"{dice.uniform(-179.9, 179.9):.9f}", dice.uniform(0, 360))
            for _ in range(EACH)
        ]
        back = [dice.uniform(1e3, 1e6) for _ in middles]
        ahead = [dice.uniform(1e3, 1e6) for _ in middles]
        starts = direct(path, [(lat, lon, az + 180, m) for (lat, lon, az), m in zip(middles, back)])
        ends = direct(path, [(lat, lon, az, m) for (lat, lon, az), m in zip(middles, ahead)])
        legs = [f"{s[1]}\t{s[0]}\t{e[1]}\t{e[0]}" for s, e in zip(starts, ends)]
        # Beside the middle at a right angle.
        offsets = [dice.choice([-1, 1]) * dice.uniform(0.5, 100e3) for _ in middles]
        beside = direct("geodesic", [
            (lat, lon, az + (90 if o > 0 else -90), abs(o)) for (lat, lon, az), o in zip(middles, offsets)
        ])
        for leg, (lat, lon, _), b, q, o in zip(legs, middles, back, beside, offsets):
            rows.append(f"beside\t{path}\t{leg}\t{q[1]}\t{q[0]}\t{lon}\t{lat}\t{b:.6f}\t{o:.6f}\t-")
        # A border through the middle, at 10 degrees to the leg or more.
        turned = [az + dice.choice([-1, 1]) * dice.uniform(10, 170) for _, _, az in middles]
        for border in ["geodesic", "rhumb"]:
            far = [dice.uniform(1e3, 1e6) for _ in range(2 * EACH)]
            one = direct(border, [(m[0], m[1], t + 180, f) for m, t, f in zip(middles, turned, far[:EACH])])
            two = direct(border, [(m[0], m[1], t, f) for m, t, f in zip(middles, turned, far[EACH:])])
            for leg, (lat, lon, _), b, p, q in zip(legs, middles, back, one, two):
                rows.append(
                    f"crossing {border}\t{path}\t{leg}\t{p[1]}\t{p[0]}\t{q[1]}\t{q[0]}\t{lon}\t{lat}\t{b:.6f}"
                )
        # A site as far from the middle as the gap begins at, behind it at 15 degrees or more.
        turned = [az + 180 + dice.choice([-1, 1]) * dice.uniform(0, 75) for _, _, az in middles]
        within = [dice.uniform(1e3, 100e3) for _ in middles]
        sites = direct("geodesic", [(m[0], m[1], t, w) for m, t, w in zip(middles, turned, within)])
        for leg, (lat, lon, _), b, q, w in zip(legs, middles, back, sites, within):
            rows.append(f"gap\t{path}\t{leg}\t{q[1]}\t{q[0]}\t{lon}\t{lat}\t{b:.6f}\t{w:.6f}\t-")
    header = "case\tpath\tlon1\tlat1\tlon2\tlat2\ta\tb\tc\td\te\tf\tg"
    text = "# Made by tests/truth/make_routes.py with GeodSolve -E and RhumbSolve.\n"
    text += "# beside: place a b, foot c d, chainage e, offset f. crossing READING: border a b to c d, place e f, chainage g.\n"
    text += "# gap: site a b, end of the part within f of it c d, chainage e.\n"
    HERE.joinpath("routes.tsv").write_text(text + header + "\n" + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
