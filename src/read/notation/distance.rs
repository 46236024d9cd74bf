//! Distances with a unit, and stated distances.

use super::count::{not_negative, qualified};
use super::{Decimal, Defect};
use crate::geodesy::Distance;
use crate::model::Stated;

/// A distance of zero or more with its unit, metres or kilometres, such as `50km` or `1500 m`.
///
/// # Errors
/// A message that says what was expected, when the text is anything else.
///
/// ```
/// # use pointzero::read::parse_distance;
/// assert_eq!(parse_distance("50km")?.metres(), 50_000.0);
/// assert!(parse_distance("50").is_err());
/// # Ok::<(), String>(())
/// ```
pub fn parse_distance(text: &str) -> Result<Distance, String> {
    let trimmed = text.trim();
    let (number, metres_per_unit) = if let Some(number) = trimmed.strip_suffix("km") {
        (number, 1000.0)
    } else if let Some(number) = trimmed.strip_suffix('m') {
        (number, 1.0)
    } else {
        return Err("a distance needs its unit, such as 50km or 1500m".to_owned());
    };
    let value = not_negative(number.trim(), Decimal::Point).map_err(|defect| defect.why)?;
    Distance::from_metres(value * metres_per_unit).map_err(|invalid| invalid.to_string())
}

/// A distance in metres, as columns such as `uncertainty_m` hold it.
pub(crate) fn distance(cell: &str, decimal: Decimal) -> Result<Distance, Defect> {
    let metres = not_negative(cell, decimal)?;
    Distance::from_metres(metres).map_err(|invalid| Defect::new("distance", invalid.to_string()))
}

/// A distance that somebody stated, in metres or kilometres as its column says, with its qualifier.
pub(crate) fn stated_distance(
    cell: &str,
    metres_per_unit: f64,
    decimal: Decimal,
) -> Result<Stated<Distance>, Defect> {
    qualified(cell, |text| {
        let value = not_negative(text, decimal)?;
        Distance::from_metres(value * metres_per_unit)
            .map_err(|invalid| Defect::new("distance", invalid.to_string()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distance_says_its_unit() {
        assert_eq!(parse_distance("50km").map(Distance::metres), Ok(50_000.0));
        assert_eq!(parse_distance("1500 m").map(Distance::metres), Ok(1500.0));
        for text in ["50", "nan km", "-5km", "km", "5 miles", "infkm"] {
            assert!(parse_distance(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_claim_keeps_its_word() {
        let about = stated_distance("about 15", 1000.0, Decimal::Point);
        assert_eq!(about, Ok(Stated::About(Distance::from_km(15.0).unwrap())));
        assert!(stated_distance("-15", 1000.0, Decimal::Point).is_err());
    }
}
