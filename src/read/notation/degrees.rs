//! Latitudes and longitudes in decimal degrees.

use super::number::number;
use super::{Decimal, Defect};

/// Degrees north in [−90, 90].
pub(crate) fn latitude(cell: &str, decimal: Decimal) -> Result<f64, Defect> {
    let degrees = number(cell, decimal)?;
    if (-90.0..=90.0).contains(&degrees) {
        return Ok(degrees);
    }
    let defect = Defect::new(
        "latitude-out-of-range",
        format!("latitude {degrees} is outside -90 to 90"),
    );
    Err(if degrees.abs() <= 180.0 {
        defect.with_fix("check whether latitude and longitude are swapped")
    } else {
        defect.with_fix("this looks projected (metres); give degrees")
    })
}

/// Degrees east in [−180, 180].
pub(crate) fn longitude(cell: &str, decimal: Decimal) -> Result<f64, Defect> {
    let degrees = number(cell, decimal)?;
    if (-180.0..=180.0).contains(&degrees) {
        return Ok(degrees);
    }
    let defect = Defect::new(
        "longitude-out-of-range",
        format!("longitude {degrees} is outside -180 to 180"),
    );
    Err(if (180.0..=360.0).contains(&degrees) {
        defect.with_fix(format!(
            "if longitudes run from 0 to 360, write {}",
            degrees - 360.0
        ))
    } else {
        defect.with_fix("this looks projected (metres); give degrees")
    })
}
