use super::*;
use crate::carto::path::Frame;
use crate::carto::projection::for_extent;
use crate::carto::scene::Rect;
use crate::carto::theme::PRINT;
use crate::model::{Atlas, Extent};

fn extents() -> [Extent; 5] {
    [
        [-17.0, 10.0, 37.0, 38.0],
        [5.0, 19.0, 6.5, 20.0],
        [170.0, -25.0, -175.0, -10.0],
        [-60.0, 70.0, 60.0, 89.0],
        [-180.0, -90.0, 180.0, 90.0],
    ]
    .map(|bounds| Extent::from_wsen(bounds).unwrap())
}

#[test]
fn every_element_survives_a_map_without_data() {
    let atlas = Atlas::default();
    for extent in extents() {
        let rect = Rect::from_xywh(10.0, 28.0, 209.0, 160.0);
        let frame = Frame::fit(for_extent(&extent).projection, &extent, rect).unwrap();
        let map = Map::new(frame, &PRINT, &atlas, &[], &[]);
        for element in AnyElement::usual() {
            let layer = element.layer(&map).unwrap();
            let is_furniture = matches!(
                element.name(),
                "sea" | "coast" | "land" | "graticule" | "scale_bar"
            );
            assert!(is_furniture || layer.marks.is_empty(), "{}", element.name());
            assert!(
                layer.key.is_empty(),
                "{} explains what is not there",
                element.name()
            );
        }
    }
}

#[test]
fn elements_are_known_by_name_and_refuse_unknown_options() {
    for element in AnyElement::usual() {
        let none = toml::Table::new();
        let again = AnyElement::from_options(element.name(), none)
            .unwrap()
            .unwrap();
        assert_eq!(again, element);
        let mut wrong = toml::Table::new();
        wrong.insert("no_such_option".to_owned(), true.into());
        assert!(
            AnyElement::from_options(element.name(), wrong)
                .unwrap()
                .is_err()
        );
    }
    assert!(AnyElement::from_options("no_such_element", toml::Table::new()).is_none());
}
