//! Each map element alone, as `tests/golden/element/NAME.svg` keeps it.
//!
//! Two windows of the bundled world at 1 : 10 million: around Point Zero, with made-up incidents of
//! every kind and made-up help, and the coast of Western Sahara with a sea, islands and a contested
//! area. Below them stands what the legend says of the element. The files have no fonts in them, so
//! that they stay small; a viewer sets their words in a font of its own.

use std::fs;

use pointzero::analysis::{Answer, Help, Nearest};
use pointzero::carto::element::{AnyElement, ElementError};
use pointzero::carto::label;
use pointzero::carto::layer::{KEY_WIDTH, Layer};
use pointzero::carto::map::Map;
use pointzero::carto::path::Frame;
use pointzero::carto::projection::for_extent;
use pointzero::carto::scene::{Colour, Group, Mm, Node, Outline, Point, Rect, Scene, Stroke};
use pointzero::carto::text::{Face, Fonts, Pt, Style, fonts_in, shape};
use pointzero::carto::theme::PRINT;
use pointzero::geodesy::{Distance, Path, Position};
use pointzero::model::{
    AidSite, Count, Extent, Incident, IncidentDetails, IncidentKind, Link, Place, Record, Role,
    Route, Stated, Stop, Truth,
};
use pointzero::output::scene::{SceneOptions, for_extension};
use pointzero::read::world::Detail;

use crate::{bundled, in_repository, is_blessing};

/// Around Point Zero, and the coast of Western Sahara.
const WINDOWS: [[f64; 4]; 2] = [[5.2, 19.1, 6.3, 19.8], [-17.5, 20.5, -8.0, 28.5]];

/// Where the two maps stand on the page, in millimetres.
const RECTS: [[f64; 4]; 2] = [[5.0, 5.0, 95.0, 70.0], [105.0, 5.0, 70.0, 70.0]];

#[test]
fn every_element_is_drawn_as_it_is_kept() {
    let mut changed = Vec::new();
    for name in AnyElement::NAMES {
        // Options of an element that cannot be drawn without stand beside its golden.
        let options = in_repository(&format!("tests/golden/element/{name}.toml"));
        let options = fs::read_to_string(options).unwrap_or_default();
        let options: toml::Table = options.parse().unwrap();
        let element = AnyElement::from_options(name, options)
            .unwrap()
            .unwrap_or_else(|error| {
                panic!("{name}: it needs tests/golden/element/{name}.toml: {error}")
            });
        let svg = written(&page_of(&element));
        let file = format!("tests/golden/element/{name}.svg");
        let path = in_repository(&file);
        if is_blessing() {
            fs::write(&path, &svg).unwrap();
        }
        match fs::read_to_string(&path) {
            Ok(kept) if kept == svg => {}
            Ok(_) => changed.push(format!("{file} has changed")),
            Err(_) => changed.push(format!("{file} is missing")),
        }
    }
    assert!(
        changed.is_empty(),
        "{}; to write them anew run POINTZERO_BLESS=1 cargo test --test carto, then look at them",
        changed.join(", ")
    );
}

/// The element in both windows, and its part of the legend.
fn page_of(element: &AnyElement) -> Scene {
    let incidents = incidents();
    let mut nodes = Vec::new();
    let mut keys = Vec::new();
    for (window, [x, y, width, height]) in WINDOWS.into_iter().zip(RECTS) {
        let window = Extent::from_wsen(window).unwrap();
        let rect = Rect::from_xywh(x, y, width, height);
        let frame = Frame::fit(for_extent(&window).projection, &window, rect).unwrap();
        let mut atlas = bundled(Detail::OneTo10Million, &frame.extent());
        atlas.aid = sites();
        atlas.routes = vec![route()];
        let nearest = nearest(&incidents, &atlas.aid);
        let mut map = Map::new(frame, &PRINT, &atlas, &incidents, &nearest);
        map.focus = ["DZ".to_owned(), "NE".to_owned()].into();
        map.key_incident = Some(0);
        // What an option asks for, such as a country, may lie in the first window alone.
        let layer = match element.layer(&map) {
            Err(ElementError::Unknown { .. }) if !nodes.is_empty() => Layer::default(),
            drawn => drawn.unwrap(),
        };
        keys = [keys, entries(&layer)].concat();
        nodes.push(drawn(layer, &rect));
        nodes.push(Node::stroked(
            Outline::from_rect(&rect),
            Stroke::solid(PRINT.ink, 0.25),
        ));
    }
    nodes.extend(legend(keys));
    Scene {
        width: Mm(180.0),
        height: Mm(120.0),
        title: element.name().to_owned(),
        description: String::new(),
        language: "en",
        created: String::new(),
        paper: Some(Colour::WHITE),
        ground: None,
        fonts: fonts_in(&nodes, Fonts::bundled()),
        nodes,
    }
}

/// The marks of a layer with its labels in their places.
fn drawn(layer: Layer, rect: &Rect) -> Node {
    let placed = label::place(layer.labels, &layer.obstacles, &rect.grown(-0.8));
    Group {
        clip: Some(Outline::from_rect(rect)),
        nodes: [layer.marks, placed.nodes].concat(),
        ..Group::default()
    }
    .into()
}

/// The samples of the legend: height, sample and meaning.
fn entries(layer: &Layer) -> Vec<(f64, Vec<Node>, String)> {
    let entries = layer.key.iter();
    entries
        .map(|key| (key.height, key.sample.clone(), key.text.clone()))
        .collect()
}

/// Legend entries below the maps, each meaning once.
fn legend(keys: Vec<(f64, Vec<Node>, String)>) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut said: Vec<String> = Vec::new();
    let (mut left, mut top) = (5.0, 78.0);
    for (height, sample, text) in keys {
        if said.contains(&text) {
            continue;
        }
        if top + height > 118.0 {
            (left, top) = (left + 62.0, 78.0);
        }
        let middle = Point::from_xy(left + KEY_WIDTH / 2.0, top + height / 2.0);
        nodes.extend(sample.iter().map(|node| node.moved(middle)));
        let style = Style::new(Face::Regular, Pt(7.0));
        let words = shape(&text, "en", &style).unwrap();
        let at = Point::from_xy(left + KEY_WIDTH + 2.5, middle.y + 0.85);
        nodes.push(Node::Text(words.to_text(at, PRINT.ink, None)));
        said.push(text);
        top += height;
    }
    nodes
}

/// SVG without the fonts.
fn written(scene: &Scene) -> String {
    let mut bytes = Vec::new();
    let svg = for_extension("svg").unwrap();
    (svg.write)(scene, &SceneOptions::default(), &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let lines = text.split_inclusive('\n');
    lines
        .filter(|line| !line.starts_with("@font-face"))
        .collect()
}

fn place(lon: f64, lat: f64, radius_m: f64) -> Place {
    let position = Position::from_lon_lat(lon, lat).unwrap();
    Place::within(Distance::from_metres(radius_m).unwrap(), position)
}

/// One of every kind, with numbers of every qualifier, and two at one place.
fn incidents() -> Vec<Record<Incident>> {
    let known = |stated| Count::Known(stated);
    let rows = [
        (
            IncidentKind::Expulsion,
            known(Stated::AtLeast(993)),
            (5.634612, 19.398994, 3000.0),
        ),
        (
            IncidentKind::Expulsion,
            Count::Unknown,
            (5.634612, 19.398994, 5000.0),
        ),
        (
            IncidentKind::Pushback,
            known(Stated::About(250)),
            (5.35, 19.62, 0.0),
        ),
        (
            IncidentKind::Death,
            known(Stated::Exact(5)),
            (5.50, 19.25, 2000.0),
        ),
        (
            IncidentKind::Missing,
            known(Stated::UpTo(12)),
            (5.95, 19.25, 0.0),
        ),
        (
            IncidentKind::Rescue,
            known(Stated::MoreThan(60)),
            (6.15, 19.62, 0.0),
        ),
        (IncidentKind::Detention, Count::Unknown, (5.90, 19.70, 0.0)),
        (
            IncidentKind::Expulsion,
            known(Stated::Range(30, 40)),
            (6.10, 19.45, 8000.0),
        ),
    ];
    let numbers = 1_u32..;
    let records = rows.into_iter().zip(numbers);
    records
        .map(|((kind, people, (lon, lat, radius_m)), number)| {
            Record::from_value(Incident {
                id: format!("i{number}").into(),
                name: format!("Record {number}, {}", kind.word()).into(),
                kind,
                people,
                place: Some(place(lon, lat, radius_m)),
                truth: if number == 8 {
                    Truth::Synthetic
                } else {
                    Truth::Documented
                },
                details: link(number).map(Box::new),
                ..Incident::default()
            })
        })
        .collect()
}

/// What links a record to others: three of them make a chain, and one that is made up begins another.
fn link(number: u32) -> Option<IncidentDetails> {
    let (chain, leg) = match number {
        3..=5 => ("first", number - 2),
        8 => ("second", 1),
        6 => ("second", 2),
        _ => return None,
    };
    let link = Link {
        chain: chain.to_owned(),
        leg: Some(leg),
        ..Link::default()
    };
    Some(IncidentDetails {
        link: Some(link),
        ..IncidentDetails::default()
    })
}

/// A route through the first window.
fn route() -> Record<Route> {
    let stops = [(5.3, 19.75), (5.77, 19.57), (5.75, 19.3), (6.27, 19.15)];
    Record::from_value(Route {
        id: "r".to_owned(),
        name: "A – D".to_owned(),
        path: Path::Geodesic,
        stops: stops
            .into_iter()
            .map(|(lon, lat)| Stop {
                name: String::new(),
                place: place(lon, lat, 0.0),
            })
            .collect(),
    })
}

/// Two sites of help and a town.
fn sites() -> Vec<Record<AidSite>> {
    let mut town = AidSite::help("c", "A town", place(5.76806, 19.57361, 0.0));
    town.role = Role::Town;
    [
        AidSite::help("a", "First help", place(5.7719, 19.3344, 2000.0)),
        AidSite::help("b", "Second help", place(6.2, 19.2, 0.0)),
        town,
    ]
    .map(Record::from_value)
    .into()
}

fn nearest(incidents: &[Record<Incident>], sites: &[Record<AidSite>]) -> Vec<(usize, Answer)> {
    let help = Help::from_sites(sites);
    let answers = incidents.iter().enumerate().flat_map(|(number, record)| {
        let answers = help.nearest(&record.value, &Nearest::default());
        answers.into_iter().map(move |answer| (number, answer))
    });
    answers.collect()
}
