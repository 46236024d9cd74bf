//! Latitudes and longitudes in decimal degrees.

use super::number::number;
use super::{Decimal, Defect};

/// Degrees north in [−90, 90].
pub(crate) fn latitude(cell: &str, decimal: Decimal) -> Result<f64, Defect> {
    let degrees = number(bare(cell), decimal)?;
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
    let degrees = number(bare(cell), decimal)?;
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
            shortest(degrees - 360.0)
        ))
    } else {
        defect.with_fix("this looks projected (metres); give degrees")
    })
}

/// A cell without the degree sign that may stand behind the number.
fn bare(cell: &str) -> &str {
    let cell = cell.trim_end();
    cell.strip_suffix('°').map_or(cell, str::trim_end)
}

/// Degrees to nine decimals, without zeros at the end.
fn shortest(degrees: f64) -> String {
    let text = format!("{degrees:.9}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_read_in_their_range() {
        assert_eq!(latitude("19.5372°", Decimal::Point), Ok(19.5372));
        assert_eq!(longitude("-180 °", Decimal::Point), Ok(-180.0));
        assert!(latitude("90.000001", Decimal::Point).is_err());
        assert!(latitude("°", Decimal::Point).is_err());
        let fix = longitude("354.2", Decimal::Point).unwrap_err().fix.unwrap();
        assert!(fix.ends_with("write -5.8"), "{fix}");
    }
}
