//! Western Sahara as a territory of its own.
//!
//! Natural Earth draws what is held on the ground: Morocco down to the berm, and "Western Sahara" only
//! east of it. Here the territory is the whole of that on the United Nations list of
//! Non-Self-Governing Territories: Natural Earth's Western Sahara and Morocco south of 27°40′ N, the
//! line of the Franco-Spanish conventions of 1904 and 1912. The berm stays as a line of control.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use pointzero::model::{BorderClass, CountryStatus};

use super::Vertex;
use super::natural_earth::{Border, Layers};

/// 27°40′ N in millionths of a degree.
const PARALLEL: i32 = 27_666_667;

const TERRITORY: &str = "ESH";
const MOROCCO: &str = "MAR";

/// Cuts Morocco at the parallel, gives the south to the territory, and puts the lines right.
pub(super) fn restore(layers: &mut Layers) -> Result<()> {
    let morocco = only_ring(layers, MOROCCO)?;
    let east_of_berm = only_ring(layers, TERRITORY)?;
    let crossings = crossings(&morocco);
    let [west, east] = crossings[..] else {
        anyhow::bail!("Morocco crosses 27°40′ N {} times", crossings.len());
    };
    for crossing in [west, east] {
        insert_everywhere(layers, crossing);
    }
    let morocco = only_ring(layers, MOROCCO)?;
    let (north, south) = halves(&morocco);
    set_ring(layers, MOROCCO, north)?;
    set_ring(layers, TERRITORY, union(&south, &east_of_berm)?)?;

    let country = layers
        .countries
        .iter_mut()
        .find(|country| country.code == TERRITORY)
        .context("no Western Sahara")?;
    country.status = CountryStatus::Disputed;
    NOTE.clone_into(&mut country.note);

    restore_lines(layers, [west.at, east.at]);
    Ok(())
}

const NOTE: &str = "Non-Self-Governing Territory on the United Nations list since 1963; Morocco holds \
                    the part west of the berm, the Polisario Front the part east of it; its status is \
                    not settled";

/// The one ring of a country that has no other.
fn only_ring(layers: &Layers, code: &str) -> Result<Vec<Vertex>> {
    let country = layers.countries.iter().find(|country| country.code == code);
    match country.map(|country| country.polygons.as_slice()) {
        Some([rings]) if rings.len() == 1 => Ok(rings[0].clone()),
        _ => anyhow::bail!("{code} is not one ring"),
    }
}

fn set_ring(layers: &mut Layers, code: &str, ring: Vec<Vertex>) -> Result<()> {
    let country = layers
        .countries
        .iter_mut()
        .find(|country| country.code == code)
        .context("no such country")?;
    country.polygons = vec![vec![ring]];
    Ok(())
}

/// Where an edge crosses the parallel.
#[derive(Debug, Clone, Copy)]
struct Crossing {
    from: Vertex,
    to: Vertex,
    at: Vertex,
}

/// The crossings of a ring with the parallel, from west to east; no vertex lies on it.
fn crossings(ring: &[Vertex]) -> Vec<Crossing> {
    let next = ring.iter().cycle().skip(1);
    let mut crossings: Vec<Crossing> = ring
        .iter()
        .zip(next)
        .filter(|(a, b)| (a[1] > PARALLEL) != (b[1] > PARALLEL))
        .map(|(a, b)| {
            let share = f64::from(PARALLEL - a[1]) / f64::from(b[1] - a[1]);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "it lies between two longitudes"
            )]
            let lon = (f64::from(a[0]) + share * f64::from(b[0] - a[0])).round() as i32;
            Crossing {
                from: *a,
                to: *b,
                at: [lon, PARALLEL],
            }
        })
        .collect();
    crossings.sort_by_key(|crossing| crossing.at);
    crossings
}

/// Puts the crossing into every ring and line with that edge, so that they still share it.
fn insert_everywhere(layers: &mut Layers, crossing: Crossing) {
    let rings = layers
        .countries
        .iter_mut()
        .flat_map(|country| country.polygons.iter_mut().flatten());
    let lines = layers
        .borders
        .iter_mut()
        .flat_map(|border| border.lines.iter_mut());
    for chain in rings.chain(lines) {
        let found = chain.windows(2).position(|edge| {
            edge == [crossing.from, crossing.to] || edge == [crossing.to, crossing.from]
        });
        if let Some(before) = found {
            chain.insert(before + 1, crossing.at);
        } else if chain.first() == Some(&crossing.to) && chain.last() == Some(&crossing.from) {
            chain.push(crossing.at);
        }
    }
}

/// The parts of a ring that crosses the parallel twice: north and south of it, in its own sense.
fn halves(ring: &[Vertex]) -> (Vec<Vertex>, Vec<Vertex>) {
    let start = ring
        .iter()
        .position(|at| at[1] == PARALLEL)
        .unwrap_or_default();
    let mut turned = ring.to_vec();
    turned.rotate_left(start);
    let keep = |is_in: fn(i32) -> bool| {
        turned
            .iter()
            .copied()
            .filter(|at| is_in(at[1]))
            .collect::<Vec<_>>()
    };
    (keep(|lat| lat >= PARALLEL), keep(|lat| lat <= PARALLEL))
}

/// Two rings of one sense as one: the edges that both have, in opposite senses, fall away.
fn union(a: &[Vertex], b: &[Vertex]) -> Result<Vec<Vertex>> {
    let mut edges = BTreeSet::new();
    for ring in [a, b] {
        let next = ring.iter().cycle().skip(1);
        for (from, to) in ring.iter().zip(next) {
            if !edges.remove(&(*to, *from)) {
                edges.insert((*from, *to));
            }
        }
    }
    let steps: BTreeMap<Vertex, Vertex> = edges.iter().copied().collect();
    ensure!(
        steps.len() == edges.len(),
        "the parts of Western Sahara touch twice"
    );
    let start = *steps.keys().next().context("no edges are left")?;
    let mut ring = vec![start];
    let mut at = steps[&start];
    while at != start {
        ring.push(at);
        at = *steps.get(&at).context("an open ring")?;
    }
    ensure!(
        ring.len() == edges.len(),
        "the parts of Western Sahara leave {} edges between them",
        edges.len() - ring.len()
    );
    Ok(ring)
}

/// Makes the lines agree with the areas.
fn restore_lines(layers: &mut Layers, ends: [Vertex; 2]) {
    if layers.borders.is_empty() {
        return;
    }
    let mut added = vec![Border {
        source_class: "27°40′ N".to_owned(),
        class: BorderClass::Disputed,
        sides: [MOROCCO, TERRITORY].map(str::to_owned),
        name: "27°40′ N".to_owned(),
        lines: vec![ends.to_vec()],
    }];
    for border in &mut layers.borders {
        if is_between(border, MOROCCO, TERRITORY) {
            // The berm. Natural Earth ends it with a stretch along its own version of the parallel,
            // 0.6 km and 1.1 km south of it; the line above stands for that.
            let lines = std::mem::take(&mut border.lines);
            border.lines = lines
                .iter()
                .flat_map(|line| without_parallel(line))
                .collect();
            border.sides = [TERRITORY, TERRITORY].map(str::to_owned);
            "berm".clone_into(&mut border.name);
        } else if is_between(border, MOROCCO, "DZA") {
            let (south, north): (Vec<_>, Vec<_>) = std::mem::take(&mut border.lines)
                .into_iter()
                .flat_map(|line| cut_at_parallel(line, ends[1]))
                .partition(|line| line.iter().all(|at| at[1] <= PARALLEL));
            border.lines = north;
            if !south.is_empty() {
                added.push(Border {
                    source_class: border.source_class.clone(),
                    class: border.class,
                    sides: [TERRITORY, "DZA"].map(str::to_owned),
                    name: border.name.clone(),
                    lines: south,
                });
            }
        }
    }
    layers.borders.retain(|border| !border.lines.is_empty());
    layers.borders.extend(added);
}

fn is_between(border: &Border, one: &str, other: &str) -> bool {
    let [left, right] = &border.sides;
    (left == one && right == other) || (left == other && right == one)
}

/// The line without its steps due east or west near the parallel.
fn without_parallel(line: &[Vertex]) -> Vec<Vec<Vertex>> {
    const NEAR: i32 = 27_650_000;
    // 0.001°, about 110 m: at 1 : 50 million the stretch has a step of 0.0005°.
    const LEVEL: i32 = 1_000;
    line.chunk_by(|a, b| a[1] < NEAR || b[1] < NEAR || (a[1] - b[1]).abs() > LEVEL)
        .filter(|stretch| stretch.len() > 1)
        .map(<[Vertex]>::to_vec)
        .collect()
}

/// The line cut at `crossing`, where it has that vertex or crosses the parallel.
///
/// At 1 : 50 million lines and areas do not share vertices; they lie 2 m apart here.
fn cut_at_parallel(mut line: Vec<Vertex>, crossing: Vertex) -> Vec<Vec<Vertex>> {
    let is_south = |at: &Vertex| at[1] < PARALLEL;
    let at = match line.iter().position(|at| *at == crossing) {
        Some(at) => at,
        None => match line
            .windows(2)
            .position(|e| is_south(&e[0]) != is_south(&e[1]))
        {
            Some(before) => {
                line.insert(before + 1, crossing);
                before + 1
            }
            None => return vec![line],
        },
    };
    [&line[..=at], &line[at..]]
        .into_iter()
        .filter(|part| part.len() > 1)
        .map(<[Vertex]>::to_vec)
        .collect()
}
