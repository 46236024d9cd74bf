//! Any series of plotters on a map, in longitudes and latitudes; SVG on standard output.

use std::error::Error;
use std::io;

use plotters::prelude::*;
use pointzero::carto::chart::{MapCoordinates, SceneBackend};
use pointzero::carto::path::{Frame, line};
use pointzero::carto::projection::for_extent;
use pointzero::carto::scene::{Closed, Colour, Mm, Node, Outline, Rect, Scene, Stroke};
use pointzero::carto::text::{Fonts, fonts_in};
use pointzero::carto::theme::PRINT;
use pointzero::geodesy::Path;
use pointzero::model::Extent;
use pointzero::output::scene::{SceneOptions, for_extension};
use pointzero::read::world::{Detail, World};

fn main() -> Result<(), Box<dyn Error>> {
    let window = Extent::from_wsen([2.0, 16.0, 14.0, 24.0])?;
    let page = Rect::from_xywh(0.0, 0.0, 160.0, 110.0);
    let frame = Frame::fit(for_extent(&window).projection, &window, page.grown(-5.0))?;

    let mut nodes = Vec::new();
    for border in World::bundled().borders(Detail::OneTo50Million, &window)? {
        for part in border
            .lines
            .iter()
            .flat_map(|l| line(l, Path::LonLat, &frame))
        {
            let outline = Outline::from_points(&part, Closed::No);
            nodes.push(Node::stroked(outline, Stroke::solid(PRINT.border, 0.3)));
        }
    }

    // From here on it is plotters: a hundredth of a millimetre is its unit.
    {
        let area = SceneBackend::new(&mut nodes, page)
            .into_drawing_area()
            .apply_coord_spec(MapCoordinates(frame));
        let way = [
            (5.52, 22.79),
            (5.77, 19.57),
            (5.77, 19.33),
            (7.39, 18.74),
            (7.99, 16.97),
        ];
        area.draw(&PathElement::new(way.to_vec(), RED.stroke_width(60)))?;
        for (place, name) in
            way.into_iter()
                .zip(["Tamanrasset", "In Guezzam", "Assamaka", "Arlit", "Agadez"])
        {
            let label = Text::new(name, (180, -90), ("sans-serif", 280));
            area.draw(
                &(EmptyElement::at(place) + Circle::new((0, 0), 110, BLACK.filled()) + label),
            )?;
        }
    }

    let scene = Scene {
        width: Mm(page.width()),
        height: Mm(page.height()),
        title: "A way across the Sahara".to_owned(),
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
