//! Charts as a scene: bars with their qualifiers, distances, a timeline; SVG on standard output.

use std::error::Error;
use std::io;

use pointzero::carto::chart::{Bar, Chart, Event, Figures};
use pointzero::carto::scene::{Colour, Mm, Rect, Scene};
use pointzero::carto::text::{Fonts, fonts_in};
use pointzero::carto::theme::PRINT;
use pointzero::carto::words::Voice;
use pointzero::geodesy::Distance;
use pointzero::model::{Count, Stated};
use pointzero::output::scene::{SceneOptions, for_extension};

fn main() -> Result<(), Box<dyn Error>> {
    let bar = |year: &str, people| Bar {
        label: year.to_owned(),
        people: Count::Known(people),
        is_synthetic: false,
    };
    let years = Chart {
        title: "People expelled to Niger by year".to_owned(),
        subtitle: "Alarme Phone Sahara, as published".to_owned(),
        figures: Figures::Bars(vec![
            bar("2023", Stated::AtLeast(26_031)),
            bar("2024", Stated::AtLeast(31_404)),
            bar("2025", Stated::AtLeast(34_236)),
        ]),
    };
    let km = [2.0, 8.0, 12.8, 16.1, 55.0, 120.0, 240.0, 302.0, 554.0];
    let distances = Chart {
        title: "How far help was".to_owned(),
        subtitle: "Made-up incidents by straight line to the nearest help".to_owned(),
        figures: Figures::Distances(
            km.into_iter()
                .map(Distance::from_km)
                .collect::<Result<_, _>>()?,
        ),
    };
    let events = [
        (2023.2, Some(30)),
        (2023.9, Some(120)),
        (2024.4, None),
        (2025.1, Some(65)),
    ];
    let timeline = Chart {
        title: "Events".to_owned(),
        subtitle: "Made up for show; a ring where nobody counted".to_owned(),
        figures: Figures::Timeline(
            events
                .into_iter()
                .map(|(year, people)| Event {
                    year,
                    people: people.map_or(Count::Unknown, |n| Count::Known(Stated::Exact(n))),
                    is_synthetic: true,
                })
                .collect(),
        ),
    };
    let voice = Voice::default();
    let mut nodes = Vec::new();
    for (chart, left) in [(years, 5.0), (distances, 75.0), (timeline, 145.0)] {
        nodes.extend(chart.draw(&PRINT, &Rect::from_xywh(left, 5.0, 62.0, 46.0), voice)?);
    }
    let scene = Scene {
        width: Mm(212.0),
        height: Mm(56.0),
        title: "Three charts".to_owned(),
        description: String::new(),
        language: "en",
        created: String::new(),
        paper: Some(Colour::WHITE),
        ground: None,
        fonts: fonts_in(&nodes, Fonts::bundled()),
        nodes,
    };
    let svg = for_extension("svg").ok_or("SVG is always there")?;
    (svg.write)(&scene, &SceneOptions::default(), &mut io::stdout().lock())?;
    Ok(())
}
