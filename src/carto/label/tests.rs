use std::time::Instant;

use super::*;
use crate::carto::layer::LabelLine;
use crate::carto::scene::{Colour, Point, Stroke};
use crate::carto::text::{Face, Pt, Style, shape};

const MAP: Rect = Rect {
    left: 10.0,
    top: 28.0,
    right: 219.0,
    bottom: 188.0,
};

/// Numbers without pattern, the same each time (Marsaglia 2003, doi:10.18637/jss.v008.i14).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, from: f64, to: f64) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let share = f64::from(u32::try_from(self.0 >> 32).unwrap()) / f64::from(u32::MAX);
        from + share * (to - from)
    }

    fn point(&mut self) -> Point {
        let x = self.next(MAP.left + 1.0, MAP.right - 1.0);
        Point::from_xy(x, self.next(MAP.top + 1.0, MAP.bottom - 1.0))
    }
}

fn line(words: &str, size: f64) -> LabelLine {
    let style = Style::new(Face::Regular, Pt(size));
    LabelLine {
        line: shape(words, "en", &style).unwrap(),
        paint: Colour::from_rgb(0x23272B).into(),
        halo: Some(Stroke::solid(Colour::WHITE, 0.7)),
    }
}

fn label(words: &str, anchor: Anchor, rank: u8, need: Need) -> Label {
    Label {
        what: words.to_owned(),
        lines: words.split('\n').map(|words| line(words, 7.0)).collect(),
        anchor,
        rank,
        need,
        with: Vec::new(),
    }
}

fn beside(at: Point) -> Anchor {
    Anchor::Beside { at, radius: 0.6 }
}

/// A map with so many symbols, each with a label, borders and a reserved corner.
fn scene(seed: u64, symbols: u32, segments: u32) -> (Vec<Label>, Vec<Obstacle>) {
    let mut numbers = Numbers(seed);
    let mut labels = Vec::new();
    let mut obstacles = vec![Obstacle::Reserved(Rect::from_xywh(12.0, 170.0, 45.0, 16.0))];
    for number in 0..symbols {
        let at = numbers.point();
        let (rank, need) = match number % 10 {
            0 => (9, Need::Always),
            1..4 => (5, Need::Report),
            _ => (1, Need::Quiet),
        };
        obstacles.push(Obstacle::Symbol { at, radius: 0.6 });
        labels.push(label(&format!("Place {number}"), beside(at), rank, need));
    }
    for _ in 0..segments / 1000 {
        let mut at = numbers.point();
        let mut border = vec![at];
        for _ in 0..1000 {
            at.x = (at.x + numbers.next(-0.4, 0.4)).clamp(MAP.left, MAP.right);
            at.y = (at.y + numbers.next(-0.4, 0.4)).clamp(MAP.top, MAP.bottom);
            border.push(at);
        }
        obstacles.push(Obstacle::Line(border));
    }
    (labels, obstacles)
}

fn words(placed: &Placed) -> Vec<&str> {
    let texts = placed.nodes.iter().filter_map(|node| match node {
        Node::Text(text) => Some(text.string.as_str()),
        Node::Group(_) | Node::Shape { .. } | Node::Image(_) => None,
    });
    texts.collect()
}

fn leaders(placed: &Placed) -> usize {
    let shapes = placed.nodes.iter();
    shapes
        .filter(|node| matches!(node, Node::Shape { .. }))
        .count()
}

#[test]
fn labels_overlap_neither_each_other_nor_reserved_boxes_nor_the_edge() {
    for seed in 1..=20 {
        let (labels, obstacles) = scene(seed, 120, 2000);
        let always: Vec<String> = labels
            .iter()
            .filter(|label| label.need == Need::Always)
            .map(|label| label.what.clone())
            .collect();
        let placed = place(labels, &obstacles, &MAP);
        for (number, room) in placed.boxes.iter().enumerate() {
            assert!(MAP.encloses(room));
            for other in &placed.boxes[number + 1..] {
                assert!(room.shared_area(other) == 0.0, "seed {seed}");
            }
            for obstacle in &obstacles {
                if let Obstacle::Reserved(reserved) = obstacle {
                    assert!(room.shared_area(reserved) == 0.0);
                }
            }
        }
        let words = words(&placed);
        for what in always {
            assert!(words.contains(&what.as_str()), "{what} is missing");
        }
        assert_eq!(words.len(), placed.boxes.len());
    }
}

#[test]
fn every_label_is_placed_or_reported_or_quiet() {
    let (labels, obstacles) = scene(7, 400, 0);
    let missed = labels
        .iter()
        .filter(|label| label.need != Need::Quiet)
        .count();
    let placed = place(labels, &obstacles, &MAP);
    let shown = words(&placed);
    let is_shown = |what: &String| shown.contains(&what.as_str());
    assert!(!placed.left_out.iter().any(is_shown));
    assert!(shown.len() + placed.left_out.len() >= missed);
}

#[test]
fn the_same_input_gives_the_same_map() {
    let (labels, obstacles) = scene(3, 150, 1000);
    let once = place(labels.clone(), &obstacles, &MAP);
    assert_eq!(once, place(labels, &obstacles, &MAP));
}

#[test]
fn nothing_gives_nothing() {
    assert_eq!(place(vec![], &[], &MAP), Placed::default());
    let mut empty = label("x", Anchor::On(vec![]), 1, Need::Quiet);
    empty.lines.clear();
    assert_eq!(place(vec![empty], &[], &MAP), Placed::default());
}

#[test]
fn a_free_label_stands_right_above_its_symbol_without_leader() {
    let at = Point::from_xy(100.0, 100.0);
    let placed = place(vec![label("Arlit", beside(at), 1, Need::Quiet)], &[], &MAP);
    let [room] = placed.boxes[..] else { panic!() };
    assert!(room.left > at.x && room.bottom < at.y + 0.6);
    assert_eq!(leaders(&placed), 0);
}

#[test]
fn lines_are_stacked_towards_the_symbol() {
    let at = Point::from_xy(MAP.right - 2.0, 100.0);
    let placed = place(
        vec![label("Assamaka\nNiger", beside(at), 1, Need::Always)],
        &[],
        &MAP,
    );
    let [Node::Text(first), Node::Text(second)] = &placed.nodes[..] else {
        panic!()
    };
    let end = |text: &crate::carto::scene::Text| text.at.x + text.width;
    assert!((end(first) - end(second)).abs() < 1e-9 && end(first) < at.x);
    assert!((second.at.y - first.at.y - 1.2 * Pt(7.0).to_mm().0).abs() < 1e-9);
}

#[test]
fn a_label_on_points_takes_the_first_free_one() {
    let points = [60.0, 100.0, 140.0].map(|x| Point::from_xy(x, 100.0));
    let names = ["NIGER", "CHAD", "LIBYA", "MALI"];
    let labels = names.map(|name| label(name, Anchor::On(points.to_vec()), 1, Need::Report));
    let placed = place(labels.to_vec(), &[], &MAP);
    let middles: Vec<f64> = placed.boxes.iter().map(|room| room.centre().x).collect();
    for (middle, point) in middles.iter().rev().zip(points) {
        assert!((middle - point.x).abs() < 1e-9);
    }
    assert_eq!(placed.left_out, ["MALI"]);
}

#[test]
fn a_fixed_label_stays_or_goes() {
    let at = Point::from_xy(100.0, 100.0);
    let labels = ["10°N", "12°N"].map(|words| label(words, Anchor::Fixed(at), 1, Need::Quiet));
    let placed = place(labels.to_vec(), &[], &MAP);
    let [Node::Text(text)] = &placed.nodes[..] else {
        panic!()
    };
    assert_eq!((text.string.as_str(), text.at), ("10°N", at));
}

#[test]
fn a_label_that_has_to_stand_takes_a_leader_out_of_a_crowd() {
    let middle = Point::from_xy(100.0, 100.0);
    let mut obstacles = Vec::new();
    for row in -4..=4 {
        for column in -6..=6 {
            let at = Point::from_xy(
                middle.x + 1.6 * f64::from(column),
                middle.y + 1.6 * f64::from(row),
            );
            obstacles.push(Obstacle::Symbol { at, radius: 0.6 });
        }
    }
    let labels = vec![
        label("Point Zero", beside(middle), 9, Need::Always),
        label("Arlit", beside(middle), 1, Need::Quiet),
    ];
    let placed = place(labels, &obstacles, &MAP);
    assert_eq!(words(&placed), ["Point Zero"]);
    assert_eq!(leaders(&placed), 1);
}

#[test]
fn what_cannot_stand_anywhere_is_reported() {
    let at = Point::from_xy(100.0, 100.0);
    let outside = Point::from_xy(400.0, 100.0);
    let nowhere = Point::from_xy(f64::NAN, 100.0);
    let everything = [Obstacle::Reserved(MAP)];
    let always = |anchor| label("Point Zero", anchor, 9, Need::Always);
    for (anchor, obstacles) in [
        (beside(at), &everything[..]),
        (beside(outside), &[]),
        (Anchor::On(vec![nowhere]), &[]),
        (Anchor::Fixed(outside), &[]),
    ] {
        let placed = place(vec![always(anchor)], obstacles, &MAP);
        assert_eq!(placed.left_out, ["Point Zero"]);
        assert!(placed.nodes.is_empty());
    }
}

#[test]
#[ignore = "takes time; prints how much"]
fn many_labels_are_placed_in_less_than_a_second() {
    let (labels, obstacles) = scene(11, 2000, 50_000);
    let start = Instant::now();
    let placed = place(labels, &obstacles, &MAP);
    let taken = start.elapsed();
    assert!(
        taken.as_secs_f64() < 1.0,
        "{taken:?}, {} placed",
        placed.boxes.len()
    );
}

#[test]
fn words_of_two_ways_do_not_stand_above_each_other_unless_tied() {
    let at = |x: f64, y: f64| Point::from_xy(x, y);
    let along = |places: Vec<Point>, way: Vec<Point>| {
        label("554 km", Anchor::Along { places, way }, 220, Need::Report)
    };
    let first = along(vec![at(100.0, 100.0)], vec![at(92.0, 100.0)]);
    // The better place is right below the first, the other away from it.
    let way = vec![at(100.0, 112.0)];
    let free = along(vec![at(100.0, 104.0), at(140.0, 104.0)], way.clone());
    let placed = place(vec![first.clone(), free], &[], &MAP);
    assert_eq!(placed.boxes.len(), 2);
    assert!(placed.boxes.iter().any(|room| room.left > 120.0));
    let is_line = |node: &&Node| matches!(node, Node::Shape { .. });
    assert_eq!(placed.nodes.iter().filter(is_line).count(), 0);
    // Where there is none, a line leads from each to its way.
    let bound = along(vec![at(100.0, 104.0)], way);
    let placed = place(vec![first, bound], &[], &MAP);
    assert_eq!(placed.boxes.len(), 2);
    assert_eq!(placed.nodes.iter().filter(is_line).count(), 2);
}

#[test]
fn labels_push_each_other_on_to_bring_one_home() {
    // A corridor in which every name stands left or right of its symbol.
    let obstacles = [
        Obstacle::Reserved(Rect::from_xywh(60.0, 80.0, 39.2, 40.0)),
        Obstacle::Reserved(Rect::from_xywh(99.2, 80.0, 60.0, 18.5)),
        Obstacle::Reserved(Rect::from_xywh(99.2, 101.5, 60.0, 18.5)),
    ];
    let ground = Ground::new(&obstacles, &MAP);
    let labels = [(100.0, "Home"), (112.0, "Near"), (124.0, "Next")];
    let wanted: Vec<Wanted> = (0..)
        .zip(labels)
        .map(|(order, (x, name))| {
            let label = label(name, beside(Point::from_xy(x, 100.0)), 200, Need::Always);
            Wanted::new(order, label, &ground, &MAP).unwrap()
        })
        .collect();
    let mut board = Board::new(vec![Need::Always; 3]);
    let length = |[a, b]: [Point; 2]| libm::hypot(b.x - a.x, b.y - a.y);
    let is_far = |place: &&Candidate| place.leader.is_some_and(|leader| length(leader) > 8.0);
    let is_left = |place: &&Candidate, x: f64| place.leader.is_none() && place.ink.right < x;
    let far = wanted[0].places.iter().find(is_far).unwrap();
    board.put(0, far.clone());
    for (number, x) in [(1, 112.0), (2, 124.0)] {
        let mut places = wanted[number].places.iter();
        let left = places.find(|place| is_left(place, x)).unwrap();
        board.put(number, left.clone());
    }
    anneal::shove_back(&wanted, &mut board, &ground);
    for (number, x) in [(0, 100.0), (1, 112.0), (2, 124.0)] {
        let place = board.place_of(number).unwrap();
        assert!(
            place.leader.is_none() && place.ink.left > x,
            "{number}: {place:?}"
        );
    }
}
