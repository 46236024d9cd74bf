//! The point of `KoboToolbox` and ODK: `19.5372 5.7721 410.2 4.9`, latitude, longitude, altitude and accuracy.
//!
//! The accuracy, in metres, is what the telephone says: the radius that holds the place with 68 %. Zero
//! stands where a point was set by hand, and says nothing.
//!
//! # Source
//! `XLSForm` reference, "GPS" (geopoint); Android reference, `Location.getAccuracy`.

use super::super::number::plain;
use super::super::{Decimal, Defect, Ways, latitude, longitude};
use super::{Notation, Spot};
use crate::geodesy::{Distance, Position};

pub(crate) const NOTATION: Notation = Notation {
    name: "a point of KoboToolbox or ODK (latitude, longitude, altitude, accuracy)",
    headers: &[],
    has_form: |text, _| parts(text).is_some(),
    read,
    // It is what a device measured, and nothing that a place can be written as.
    write: |_| Vec::new(),
};

/// Latitude, longitude, and the altitude and accuracy behind them.
fn parts(text: &str) -> Option<(&str, &str, Option<f64>)> {
    let mut parts = text.split_ascii_whitespace();
    let (lat, lon, altitude) = (parts.next()?, parts.next()?, parts.next()?);
    let accuracy = parts.next();
    if parts.next().is_some() {
        return None;
    }
    let is_number = |part: &str| plain(part, Decimal::Point).is_some();
    [lat, lon, altitude]
        .into_iter()
        .all(is_number)
        .then_some(())?;
    match accuracy {
        Some(accuracy) => Some((lat, lon, Some(plain(accuracy, Decimal::Point)?))),
        None => Some((lat, lon, None)),
    }
}

fn read(text: &str, ways: Ways) -> Result<Spot, Defect> {
    let Some((lat, lon, accuracy_m)) = parts(text) else {
        return Err(Defect::new(
            "not-a-place",
            "not a latitude, longitude, altitude and accuracy",
        )
        .with_fix("write them as 19.5372 5.7721 410.2 4.9"));
    };
    let ways = Ways {
        decimal: Decimal::Point,
        ..ways
    };
    let (lat, lon) = (latitude(lat, ways)?, longitude(lon, ways)?);
    let accuracy = accuracy_m.filter(|metres| *metres != 0.0);
    let accuracy = accuracy.map(Distance::from_metres).transpose();
    Ok(Spot {
        position: Position::from_computed_lon_lat(lon.value, lat.value),
        precision: Distance::ZERO,
        accuracy: accuracy.map_err(|invalid| Defect::new("distance", invalid.to_string()))?,
    })
}
