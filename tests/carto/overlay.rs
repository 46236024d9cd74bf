//! The map to be laid over another: a picture that knows its place, and features with their style.

use std::fs;
use std::path::Path;
use std::process::Command;

use pointzero::carto::projection::for_extent;
use pointzero::geodesy::Position;
use pointzero::model::Extent;

const INCIDENTS: &str = "id,name,lat,lon,uncertainty_m,people,synthetic\n\
                         a,Left <here>,19.6,5.2,800,at least 30,no\n\
                         b,Left there,19.7,5.4,0,,no\n";
const AID: &str = "id,name,lat,lon,uncertainty_m,role\nassamaka,Assamaka,19.3344,5.7719,0,help\n";

fn run(folder: &Path, outputs: &[&str]) {
    fs::write(folder.join("in.csv"), INCIDENTS).unwrap();
    fs::write(folder.join("aid.csv"), AID).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_pointzero"));
    command.args(["map", "in.csv", "--aid", "aid.csv", "--bare"]);
    command.args(["--extent", "4.9,18.9,6.7,20.1", "--dpi", "200"]);
    for output in outputs {
        command.args(["-o", output]);
    }
    let ran = command.current_dir(folder).output().unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}

#[test]
fn a_bare_picture_lies_where_its_world_file_says() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["over.png"]);
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let crs = read("over.prj");
    // The window is small.
    assert!(crs.starts_with("PROJCS[") && crs.contains("\"Transverse_Mercator\""));
    assert!(read("over.png.aux.xml").contains("<SRS>PROJCS[&quot;"));
    let world: Vec<f64> = read("over.pgw")
        .lines()
        .map(|n| n.parse().unwrap())
        .collect();
    let [dx, 0.0, 0.0, dy, left, top] = world[..] else {
        panic!("{world:?}")
    };
    assert!(dx > 0.0 && (dx + dy).abs() < 1e-9);

    let file = std::io::BufReader::new(fs::File::open(folder.path().join("over.png")).unwrap());
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut dots = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut dots).unwrap();
    assert_eq!(info.color_type, png::ColorType::Rgba);
    let width = usize::try_from(info.width).unwrap();
    let alpha = |x: usize, y: usize| dots[(y * width + x) * 4 + 3];
    assert_eq!(
        (alpha(0, 0), alpha(width - 1, 0)),
        (0, 0),
        "the ground shows through"
    );
    // The square of the site of help is the only thing in its blue, and the site is its middle.
    let (mut count, mut sum) = (0.0, [0.0, 0.0]);
    for (number, dot) in dots.chunks_exact(4).enumerate() {
        if dot == [0x0A, 0x5C, 0x91, 0xFF] {
            let (x, y) = (number % width, number / width);
            count += 1.0;
            sum[0] += f64::from(u32::try_from(x).unwrap());
            sum[1] += f64::from(u32::try_from(y).unwrap());
        }
    }
    let window = Extent::from_wsen([4.9, 18.9, 6.7, 20.1]).unwrap();
    let projection = for_extent(&window).projection;
    let at = projection
        .forward(Position::from_lon_lat(5.7719, 19.3344).unwrap())
        .unwrap();
    let east = left + dx * sum[0] / count - at.x_m;
    assert!(count > 50.0 && east.abs() < dx, "{east} m of {dx} m a dot");
    // The house in the square stands a little above its middle.
    let north = top + dy * sum[1] / count - at.y_m;
    assert!(north.abs() < 2.0 * dx, "{north} m of {dx} m a dot");
}

#[test]
fn features_carry_their_style_and_their_words() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["over.geojson"]);
    let text = fs::read_to_string(folder.path().join("over.geojson")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let features = json["features"].as_array().unwrap();
    let kinds: Vec<&str> = features
        .iter()
        .map(|feature| feature["geometry"]["type"].as_str().unwrap())
        .collect();
    // A circle of doubt, two straight lines, the site, two incidents.
    assert_eq!(
        kinds,
        [
            "MultiPolygon",
            "MultiLineString",
            "MultiLineString",
            "Point",
            "Point",
            "Point"
        ]
    );
    let of = |number: usize, key: &str| features[number]["properties"][key].clone();
    assert_eq!(of(4, "title"), "Left <here>");
    assert_eq!(of(4, "description"), "at least 30 people");
    assert_eq!(of(5, "description"), "Number of people unknown");
    assert_eq!(of(1, "stroke-width"), 2);
    assert_eq!(of(0, "fill-opacity"), 0.07);
    for (number, column) in [
        (0, "fill"),
        (1, "stroke"),
        (3, "marker-color"),
        (4, "marker-color"),
    ] {
        let colour = of(number, column);
        let colour = colour.as_str().unwrap();
        assert!(colour.len() == 7 && colour.starts_with('#'), "{colour}");
    }
    assert!(!folder.path().join("over.pgw").exists());
}
