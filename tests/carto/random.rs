//! Sheets of anything: whatever the data, a sheet holds to its page.

use pointzero::analysis::{Help, Nearest, WalkSpeeds};
use pointzero::carto::element::ElementError;
use pointzero::carto::scene::{Group, Node, Outline, Rect, Scene, Segment, Text};
use pointzero::carto::sheet::{Content, PageSize, Sheet, SheetError, SheetText, Worlds};
use pointzero::carto::words::Voice;
use pointzero::geodesy::{Distance, Position};
use pointzero::model::{
    AidSite, Atlas, Count, Extent, Incident, IncidentDetails, IncidentKind, Language, Place,
    Record, Stated, Truth,
};
use pointzero::output::scene::{self, SceneOptions};
use pointzero::read::world::{Detail, World};

/// How many sheets are drawn.
const SHEETS: u64 = 48;

/// Numbers without pattern, the same each time (Steele, Lea & Flood 2014,
/// doi:10.1145/2714064.2660195).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn between(&mut self, from: f64, to: f64) -> f64 {
        let share = f64::from(u32::try_from(self.next() >> 32).unwrap()) / f64::from(u32::MAX);
        from + share * (to - from)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let count = u64::try_from(of.len()).unwrap();
        &of[usize::try_from(self.below(count)).unwrap()]
    }
}

/// A name, now and then a hostile one.
fn name(numbers: &mut Numbers) -> String {
    const NASTY: [&str; 9] = [
        "",
        " ",
        "<script>alert('1')</script>",
        "nul\0 and \u{1b}[31m",
        "\u{202E}turned\u{202D} around\u{2066}",
        "a\nb\tc\r\n",
        "]]>&amp;--><!--\"'",
        "e\u{301}\u{301}\u{301}\u{301}",
        "日本",
    ];
    match numbers.below(12) {
        0 => (*numbers.one(&NASTY)).to_owned(),
        1 if numbers.below(20) == 0 => "Tinzaouaten ".repeat(830),
        2 if numbers.below(20) == 0 => "W".repeat(10_000),
        _ => format!("Place {}", numbers.below(10_000)),
    }
}

fn title(numbers: &mut Numbers) -> String {
    match numbers.below(6) {
        0 => String::new(),
        1 => "M".repeat(10_000),
        2 => "What the desert hides ".repeat(450),
        3 => "What the desert hides ".repeat(usize::try_from(numbers.below(12)).unwrap()),
        _ => name(numbers),
    }
}

/// From a kilometre to the world, with the poles and the antimeridian.
fn extent(numbers: &mut Numbers) -> Extent {
    const SPECIAL: [[f64; 4]; 7] = [
        [-180.0, -90.0, 180.0, 90.0],
        [-180.0, 60.0, 180.0, 90.0],
        [-180.0, -90.0, 180.0, -75.0],
        [172.0, -22.0, -174.0, -12.0],
        [5.757, 19.325, 5.767, 19.335],
        [-60.0, 89.9, 60.0, 90.0],
        [179.99, -0.01, -179.99, 0.01],
    ];
    if numbers.below(3) == 0 {
        return Extent::from_wsen(*numbers.one(&SPECIAL)).unwrap();
    }
    let power = numbers.between(-2.0, 2.2);
    let width = libm::pow(10.0, power);
    let height = width * numbers.between(0.3, 2.0);
    let south = numbers.between(-90.0, 89.9);
    let north = (south + height).min(90.0);
    let west = numbers.between(-180.0, 180.0);
    let east = if west + width > 180.0 {
        west + width - 360.0
    } else {
        west + width
    };
    Extent::from_wsen([west, south, east, north]).unwrap()
}

/// Somewhere in a window, now and then outside.
fn place(numbers: &mut Numbers, window: &Extent) -> Place {
    let room = window.width_degrees() * 0.1;
    let lon = window.west() + numbers.between(-room, window.width_degrees() + room);
    let lat = numbers.between(window.south(), window.north());
    let lon = (lon + 180.0).rem_euclid(360.0) - 180.0;
    let position = Position::from_lon_lat(lon, lat).unwrap();
    let radius = match numbers.below(4) {
        0 => libm::pow(10.0, numbers.between(0.0, 6.8)),
        _ => 0.0,
    };
    Place::within(Distance::from_metres(radius).unwrap(), position)
}

fn people(numbers: &mut Numbers) -> Count {
    let any = numbers.next() >> numbers.below(64);
    match numbers.below(6) {
        0 => Count::Unknown,
        1 => Count::Known(Stated::Exact(0)),
        2 => Count::Known(Stated::Exact(u64::MAX)),
        3 => Count::Known(Stated::Range(any / 2, any)),
        _ => Count::Known(Stated::AtLeast(any)),
    }
}

fn incident(numbers: &mut Numbers, window: &Extent) -> Record<Incident> {
    Record::from_value(Incident {
        id: format!("r{}", numbers.below(100)).into(),
        name: name(numbers).into(),
        kind: *numbers.one(&IncidentKind::ALL),
        people: people(numbers),
        place: (numbers.below(10) > 0).then(|| place(numbers, window)),
        details: Some(Box::new(IncidentDetails {
            source: name(numbers),
            ..IncidentDetails::default()
        })),
        truth: if numbers.below(9) == 0 {
            Truth::Synthetic
        } else {
            Truth::Documented
        },
        ..Incident::default()
    })
}

/// The world at 1 : 110 million, which has no boundary lines.
fn coarse_world() -> Atlas {
    let world = World::bundled();
    let detail = Detail::OneTo110Million;
    Atlas {
        countries: world.countries(detail, &Extent::WORLD).unwrap(),
        towns: world.towns(&Extent::WORLD, 500_000).unwrap(),
        ..Atlas::default()
    }
}

#[test]
fn a_sheet_of_anything_holds_to_its_page() {
    let world = coarse_world();
    for seed in 0..SHEETS {
        let mut numbers = Numbers(seed);
        let window = extent(&mut numbers);
        let (size, _) = *numbers.one(&PageSize::ALL);
        // Few sheets are crowded: they take the most time and show the least.
        let most = *numbers.one(&[0, 1, 5, 5, 20, 20, 60, 60]);
        let most = match seed {
            7 => 2_000,
            11 => 10_000,
            _ => most,
        };
        let incidents: Vec<Record<Incident>> =
            (0..most).map(|_| incident(&mut numbers, &window)).collect();
        let mut atlas = if numbers.below(2) == 0 {
            world.clone()
        } else {
            Atlas::default()
        };
        atlas.aid = (0..numbers.below(9))
            .map(|number| {
                let place = place(&mut numbers, &window);
                Record::from_value(AidSite::help(number.to_string(), name(&mut numbers), place))
            })
            .collect();
        let text = SheetText {
            title: title(&mut numbers),
            subtitle: title(&mut numbers),
            publisher: name(&mut numbers),
            contact: name(&mut numbers),
            map_id: name(&mut numbers),
            created: "2025-01-01".to_owned(),
        };
        let help = Help::from_sites(&atlas.aid);
        let nearest: Vec<_> = incidents
            .iter()
            .enumerate()
            .flat_map(|(number, record)| {
                let answers = help.nearest(&record.value, &Nearest::default());
                answers.into_iter().map(move |answer| (number, answer))
            })
            .collect();
        let content = Content {
            incidents: &incidents,
            nearest: &nearest,
            crowd: None,
            located: &[],
            walk: seed.is_multiple_of(2).then(WalkSpeeds::default),
            rejected: numbers.next() >> numbers.below(64),
            #[cfg(feature = "plotters")]
            chart: None,
        };
        let close = Atlas {
            aid: atlas.aid.clone(),
            ..Atlas::default()
        };
        let worlds = Worlds {
            map: &atlas,
            close_up: Some(&close),
            locator: (seed % 3 == 0).then_some(&world),
        };
        let main = *numbers.one(&Language::ALL);
        let voice = Voice {
            main,
            others: &Language::ALL[..usize::try_from(numbers.below(5)).unwrap()],
            ..Voice::default()
        };
        let drawn = Sheet::new(size, &window)
            .and_then(|sheet| sheet.draw(&text, &content, worlds, &[], voice));
        match drawn {
            Ok(drawn) => {
                check(&drawn.scene, seed);
                for format in scene::ALL {
                    let options = SceneOptions {
                        dpi: 20,
                        ..SceneOptions::default()
                    };
                    let mut bytes = Vec::new();
                    (format.write)(&drawn.scene, &options, &mut bytes).unwrap();
                    if !format.is_binary {
                        check_numbers(std::str::from_utf8(&bytes).unwrap(), seed);
                    }
                }
            }
            Err(SheetError::Element(ElementError::MissingGlyph(missing))) => {
                assert!(missing.string.contains('日'));
            }
            Err(error) => panic!("seed {seed}: {window:?}: {error}"),
        }
    }
}

/// Places, lengths and data of paths are numbers.
fn check_numbers(svg: &str, seed: u64) {
    let attributes = [
        "d",
        "x",
        "y",
        "width",
        "height",
        "stroke-width",
        "font-size",
    ];
    for attribute in attributes {
        for part in svg.split(&format!(" {attribute}=\"")).skip(1) {
            let value = part.split('"').next().unwrap();
            let is_command = |c: char| "MLQCZ ".contains(c);
            let numbers = value.split(is_command).filter(|number| !number.is_empty());
            for number in numbers {
                let number = number.trim_end_matches("mm");
                let is_finite = number.parse::<f64>().is_ok_and(f64::is_finite);
                assert!(is_finite, "seed {seed}: {attribute} {number:?}");
            }
        }
    }
}

/// Words and shapes of a part and where they are drawn: those of a clip no farther than it reaches.
fn shown<'a>(nodes: &'a [Node], clip: Option<Rect>, found: &mut Vec<(&'a str, Rect)>) {
    for node in nodes {
        let cut = |rect: Rect| match clip {
            None => rect,
            Some(clip) => Rect {
                left: rect.left.max(clip.left),
                top: rect.top.max(clip.top),
                right: rect.right.min(clip.right),
                bottom: rect.bottom.min(clip.bottom),
            },
        };
        match node {
            Node::Group(group) => {
                let inner = group.clip.as_ref().map(|clip| cut(bounds_of(clip)));
                shown(&group.nodes, inner.or(clip), found);
            }
            Node::Shape { outline, .. } if outline.is_empty() => {}
            Node::Shape { outline, .. } => found.push(("", cut(bounds_of(outline)))),
            Node::Text(text) if text.rotation_degrees == 0.0 => {
                found.push((text.string.as_str(), cut(room_of(text))));
            }
            Node::Image(image) => found.push(("", cut(image.rect))),
            Node::Text(_) => {}
        }
    }
}

fn check(scene: &Scene, seed: u64) {
    let page = Rect::from_xywh(0.0, 0.0, scene.width.0, scene.height.0);
    let map = part(&scene.nodes, "map");
    let frame = bounds_of(map.clip.as_ref().unwrap());
    for node in &scene.nodes {
        assert_finite(node, seed);
    }
    let mut everything = Vec::new();
    shown(&scene.nodes, None, &mut everything);
    for (what, rect) in everything {
        // What a clip leaves nothing of is nowhere.
        let is_nowhere = rect.width() < 0.0 || rect.height() < 0.0;
        assert!(
            is_nowhere || page.encloses(&rect),
            "seed {seed}: {what:?} at {rect:?} leaves the page"
        );
    }
    let below_title = Rect {
        bottom: frame.top,
        ..page
    };
    let below_map = Rect {
        top: frame.bottom,
        ..page
    };
    for (id, room) in [
        ("title", below_title),
        ("legend", page),
        ("distances-table", page),
        ("numbers", page),
        ("notes", below_map),
    ] {
        for (what, rect) in rects(&part(&scene.nodes, id).nodes) {
            assert!(
                room.encloses(&rect),
                "seed {seed}: {id}: {what:?} at {rect:?} leaves {room:?}"
            );
            assert!(
                rect.shared_area(&frame) < 0.01,
                "seed {seed}: {id}: {what:?} at {rect:?} lies on the map"
            );
        }
    }
    let beside = ["legend", "distances-table", "numbers", "notes"]
        .map(|id| (id, bounds(&part(&scene.nodes, id).nodes)));
    for (number, (id, block)) in beside.iter().enumerate() {
        for (other, second) in &beside[number + 1..] {
            assert!(
                block.shared_area(second) < 0.01,
                "seed {seed}: {id} at {block:?} over {other} at {second:?}"
            );
        }
    }
    let insets = clips(&part(&scene.nodes, "insets").nodes);
    for inset in &insets {
        assert!(
            page.encloses(inset),
            "seed {seed}: {inset:?} leaves the page"
        );
        let on_map = inset.shared_area(&frame);
        assert!(
            on_map < 0.01 || frame.encloses(inset),
            "seed {seed}: {inset:?} lies across the edge of the map"
        );
        for (id, block) in &beside {
            let shared = block.shared_area(inset);
            assert!(
                shared < 0.01,
                "seed {seed}: {inset:?} over {id} at {block:?}"
            );
        }
    }
    let notes = rects(&part(&scene.nodes, "notes").nodes);
    let words: Vec<&str> = notes.iter().map(|(what, _)| *what).collect();
    let all = words.join(" ");
    let said = match scene.language {
        "ar" => ["إقرارًا", "الإسقاط"],
        "es" => ["implican", "Proyección"],
        "fr" => ["impliquent", "Projection"],
        _ => ["imply", "Projection"],
    };
    for words in said {
        assert!(
            all.contains(words),
            "seed {seed}: the notes do not say {words:?}"
        );
    }
    check_labels(map, &frame, &insets, seed);
    check_scale_bar(map, seed);
}

/// Labels lie in the frame, beside the insets and beside each other.
fn check_labels(map: &Group, frame: &Rect, insets: &[Rect], seed: u64) {
    let labels = rects(&part(&map.nodes, "labels").nodes);
    let words: Vec<_> = labels.iter().filter(|(what, _)| !what.is_empty()).collect();
    for (number, (what, rect)) in words.iter().enumerate() {
        assert!(frame.encloses(rect), "seed {seed}: {what:?} leaves the map");
        for inset in insets {
            let shared = inset.shared_area(rect);
            assert!(shared < 0.01, "seed {seed}: {what:?} under {inset:?}");
        }
        for (other, second) in &words[number + 1..] {
            assert!(
                rect.shared_area(second) < 0.01,
                "seed {seed}: {what:?} over {other:?}"
            );
        }
    }
}

fn check_scale_bar(map: &Group, seed: u64) {
    let bar: Vec<Rect> = part(&map.nodes, "scale_bar")
        .nodes
        .iter()
        .filter_map(|node| match node {
            Node::Shape {
                outline,
                stroke: Some(_),
                ..
            } => Some(bounds_of(outline)),
            _ => None,
        })
        .collect();
    let length: f64 = bar.iter().map(Rect::width).sum();
    assert!(
        (29.9..40.1).contains(&length),
        "seed {seed}: a scale bar of {length} mm"
    );
}

/// The room of all parts; nothing at a corner of the page where there are none.
fn bounds(nodes: &[Node]) -> Rect {
    let rects = rects(nodes).into_iter().map(|(_, rect)| rect);
    rects
        .reduce(|a, b| Rect {
            left: a.left.min(b.left),
            top: a.top.min(b.top),
            right: a.right.max(b.right),
            bottom: a.bottom.max(b.bottom),
        })
        .unwrap_or(Rect::from_xywh(0.0, 0.0, 0.0, 0.0))
}

/// The outermost rooms that parts are cut to.
fn clips(nodes: &[Node]) -> Vec<Rect> {
    let mut found = Vec::new();
    for node in nodes {
        if let Node::Group(group) = node {
            match &group.clip {
                Some(clip) => found.push(bounds_of(clip)),
                None => found.extend(clips(&group.nodes)),
            }
        }
    }
    found
}

/// The group of a name.
fn part<'a>(nodes: &'a [Node], id: &str) -> &'a Group {
    let mut groups = nodes.iter().filter_map(|node| match node {
        Node::Group(group) if group.id == id => Some(group),
        _ => None,
    });
    groups
        .next()
        .unwrap_or_else(|| panic!("there is no group {id}"))
}

/// The room of each word and shape; the words of a shape are none.
fn rects(nodes: &[Node]) -> Vec<(&str, Rect)> {
    let mut found = Vec::new();
    for node in nodes {
        match node {
            Node::Group(group) => found.extend(rects(&group.nodes)),
            Node::Shape { outline, .. } if outline.is_empty() => {}
            Node::Shape { outline, .. } => found.push(("", bounds_of(outline))),
            Node::Text(text) => found.push((text.string.as_str(), room_of(text))),
            Node::Image(image) => found.push(("", image.rect)),
        }
    }
    found
}

/// From the tops of capitals to the base line, which is what two words must not share.
fn room_of(text: &Text) -> Rect {
    let height = 0.7 * text.size;
    Rect::from_xywh(text.at.x, text.at.y - height, text.width, height)
}

fn corners(outline: &Outline) -> impl Iterator<Item = (f64, f64)> {
    outline.segments.iter().filter_map(|segment| match segment {
        Segment::MoveTo(p)
        | Segment::LineTo(p)
        | Segment::QuadTo(_, p)
        | Segment::CubicTo(_, _, p) => Some((p.x, p.y)),
        Segment::Close => None,
    })
}

fn bounds_of(outline: &Outline) -> Rect {
    corners(outline).fold(
        Rect {
            left: f64::MAX,
            top: f64::MAX,
            right: f64::MIN,
            bottom: f64::MIN,
        },
        |rect, (x, y)| Rect {
            left: rect.left.min(x),
            top: rect.top.min(y),
            right: rect.right.max(x),
            bottom: rect.bottom.max(y),
        },
    )
}

fn assert_finite(node: &Node, seed: u64) {
    match node {
        Node::Group(group) => {
            for node in &group.nodes {
                assert_finite(node, seed);
            }
        }
        Node::Shape {
            outline, stroke, ..
        } => {
            let is_finite = corners(outline).all(|(x, y)| x.is_finite() && y.is_finite());
            let width = stroke.as_ref().map_or(0.0, |stroke| stroke.width);
            assert!(
                is_finite && width.is_finite(),
                "seed {seed}: a shape without a place"
            );
        }
        Node::Image(image) => {
            let Rect {
                left,
                top,
                right,
                bottom,
            } = image.rect;
            assert!(
                [left, top, right, bottom].iter().all(|mm| mm.is_finite()),
                "seed {seed}"
            );
        }
        Node::Text(text) => {
            let numbers = [
                text.at.x,
                text.at.y,
                text.size,
                text.width,
                text.rotation_degrees,
            ];
            assert!(
                numbers.iter().all(|number| number.is_finite()),
                "seed {seed}: {:?} without a place",
                text.string
            );
        }
    }
}
