//! What holds for every writer of scenes.

use super::*;
use crate::carto::scene::{
    Closed, Colour, Font, FontId, Glyph, Group, Node, Outline, Point, Rect, Stroke, Text,
};

/// Two faces, each with a letter, of which a scene with text uses the second.
fn fonts(is_in_use: bool) -> Vec<Font> {
    let letter = Outline::circle(Point::from_xy(0.3, -0.3), 0.3);
    let outlines = [(7, letter)];
    [400, 700]
        .map(|weight| Font {
            family: "Noto Sans".into(),
            weight,
            is_italic: false,
            data: b"the font's file".into(),
            outlines: outlines
                .iter()
                .filter(|_| is_in_use && weight == 700)
                .cloned()
                .collect(),
        })
        .into()
}

fn scene(nodes: Vec<Node>) -> Scene {
    Scene {
        width: Mm(60.0),
        height: Mm(40.0),
        title: String::from("Point Zero <script> & \u{0} é"),
        description: String::from("a demonstration"),
        language: "fr",
        created: String::from("2026-11-22"),
        paper: Some(Colour::WHITE),
        ground: None,
        fonts: fonts(!nodes.is_empty()),
        nodes,
    }
}

fn text(string: &str) -> Node {
    let glyph = |id, x| Glyph {
        font: FontId(1),
        id,
        x,
        y: 0.0,
        from: 0,
        to: 1,
    };
    Node::Text(Text {
        string: string.to_owned(),
        language: "ar",
        at: Point::from_xy(5.0, 20.0),
        size: 3.2,
        tracking: 0.0,
        width: 12.0,
        // The second glyph has no outline, as a space, and the third no font.
        glyphs: vec![
            glyph(7, 0.0),
            glyph(8, 2.0),
            Glyph {
                font: FontId(99),
                ..glyph(7, 4.0)
            },
        ],
        paint: Colour::from_rgb(0x23272B).into(),
        halo: Some(Stroke::solid(Colour::WHITE, 0.7)),
        rotation_degrees: 12.0,
    })
}

fn each_kind() -> Vec<Node> {
    let circle = Outline::circle(Point::from_xy(20.0, 20.0), 8.0);
    let line = Outline::from_points(
        &[Point::from_xy(2.0, 3.0), Point::from_xy(50.0, 30.123456)],
        Closed::No,
    );
    let dashed = Stroke::solid(Colour::from_rgb(0x0A5C91), 0.42).dashed(&[1.3, 0.7]);
    vec![
        Node::filled(circle.clone(), Colour::from_rgb(0xD55E00)),
        Node::from(Group {
            id: String::from("border"),
            title: String::from("A border \"<disputed>\""),
            clip: Some(Outline::from_rect(&Rect::from_xywh(10.0, 5.0, 30.0, 30.0))),
            nodes: vec![Node::stroked(line, dashed.round()), text("Agadès")],
        }),
        Node::Shape {
            outline: Outline::default(),
            fill: Some(Colour::WHITE.into()),
            stroke: None,
        },
        text("<script>alert(\"1\") & 'é' ≥ 5</script>"),
        text("no\u{0}thing \u{1B}[31m\u{FFFF}"),
        Node::filled(
            Outline::circle(Point::from_xy(f64::NAN, f64::INFINITY), 8.0),
            Colour::WHITE,
        ),
    ]
}

fn options(dpi: u16) -> SceneOptions {
    SceneOptions {
        dpi,
        ..SceneOptions::default()
    }
}

fn written(format: &SceneFormat, scene: &Scene) -> Vec<u8> {
    let mut bytes = Vec::new();
    (format.write)(scene, &options(100), &mut bytes).unwrap();
    bytes
}

#[test]
fn every_format_writes_an_empty_scene_and_each_kind_of_node() {
    for format in ALL {
        assert!(
            !written(format, &scene(vec![])).is_empty(),
            "{}",
            format.name
        );
        let full = scene(each_kind());
        let bytes = written(format, &full);
        assert_eq!(
            bytes,
            written(format, &full),
            "{} repeats itself",
            format.name
        );
        assert_eq!(std::str::from_utf8(&bytes).is_err(), format.is_binary);
    }
}

#[test]
fn formats_are_found_by_extension_and_share_no_name() {
    for format in ALL {
        for extension in format.extensions {
            let found = for_extension(&extension.to_uppercase()).unwrap();
            assert_eq!(found.name, format.name);
        }
    }
    assert!(for_extension("docx").is_none());
}

#[test]
fn svg_escapes_words_and_holds_no_more_than_the_picture() {
    let format = for_extension("svg").unwrap();
    let svg = String::from_utf8(written(format, &scene(each_kind()))).unwrap();
    assert!(!svg.contains("<script") && svg.contains("&lt;script&gt;"));
    assert!(
        svg.chars()
            .all(|c| c >= ' ' && c != '\u{FFFF}' || c == '\n')
    );
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
    assert!(svg.contains("L50 30.12\""), "two decimals of a millimetre");
    assert_eq!(
        svg.matches("@font-face").count(),
        1,
        "only the fonts in use"
    );
}

#[cfg(feature = "png")]
#[test]
fn png_says_its_size_and_refuses_what_does_not_fit() {
    let format = for_extension("png").unwrap();
    let bytes = written(format, &scene(vec![]));
    let reader = ::png::Decoder::new(io::Cursor::new(&bytes))
        .read_info()
        .unwrap();
    let info = reader.info();
    // 60 mm and 40 mm at 100 dots per inch.
    assert_eq!((info.width, info.height), (236, 157));
    assert_eq!(info.pixel_dims.unwrap().xppu, 3937);
    assert!(info.srgb.is_some());

    // An A4 sheet at 300 dots per inch has 8.7 million dots.
    let mut sheet = scene(vec![]);
    (sheet.width, sheet.height) = (Mm(297.0), Mm(210.0));
    for (megapixels, is_allowed) in [(8, false), (9, true)] {
        let options = SceneOptions {
            dpi: 300,
            megapixels,
        };
        let done = (format.write)(&sheet, &options, &mut Vec::new());
        assert_eq!(done.is_ok(), is_allowed);
    }

    let mut clear = scene(vec![]);
    clear.paper = None;
    let bytes = written(format, &clear);
    let mut reader = ::png::Decoder::new(io::Cursor::new(&bytes))
        .read_info()
        .unwrap();
    let mut dots = vec![1; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut dots).unwrap();
    assert_eq!(info.color_type, ::png::ColorType::Rgba);
    assert!(dots.iter().all(|channel| *channel == 0));

    let mut wide = scene(vec![]);
    wide.width = Mm(1e9);
    for dpi in [0, 300] {
        let refused = (format.write)(&wide, &options(dpi), &mut Vec::new());
        assert!(matches!(refused, Err(WriteError::Size { .. })));
    }
}

#[cfg(feature = "pdf")]
#[test]
fn pdf_is_one_vector_page_with_its_title_language_and_day() {
    let format = for_extension("pdf").unwrap();
    let bytes = written(format, &scene(each_kind()));
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.starts_with("%PDF-1.7\n") && text.trim_end().ends_with("%%EOF"));
    // 60 by 40 mm in points of 1/72 inch.
    assert!(
        text.contains("/MediaBox[0 0 170.07874 113.385826]"),
        "{text}"
    );
    assert!(text.contains("/Count 1/"), "one page");
    assert!(text.contains("/Lang(fr)"));
    assert!(text.contains("D:20261122000000"), "the day of the scene");
    assert!(!text.contains("/Subtype/Image"), "nothing is made of dots");
    // The title goes into metadata, which is XML, and into a string of the file.
    assert!(!text.contains("<script>"));
    assert!(text.contains("Point Zero &lt;script&gt; &amp;"));

    let mut undated = scene(vec![]);
    undated.created = String::new();
    let text = written(format, &undated);
    assert!(!String::from_utf8_lossy(&text).contains("CreationDate"));
    for side in [0.0, -1.0, f64::NAN, 5_080.1] {
        let mut odd = scene(vec![]);
        odd.width = Mm(side);
        let refused = (format.write)(&odd, &options(300), &mut Vec::new());
        assert!(matches!(refused, Err(WriteError::Paper { .. })), "{side}");
    }
}
