//! Distances in a column whose unit is known, and stated distances.

use super::count::{not_negative, qualified};
use super::{Decimal, Defect};
use crate::geodesy::Distance;
use crate::model::Stated;

/// A distance in metres, as columns such as `uncertainty_m` hold it, or with its unit: `1500 m`, `2 km`.
pub(crate) fn distance(cell: &str, decimal: Decimal) -> Result<Distance, Defect> {
    let metres = not_negative(cell, decimal).or_else(|defect| {
        let text = cell.trim_end();
        let (number, metres_per_unit) = match text.strip_suffix("km") {
            Some(number) => (number, 1000.0),
            None => (text.strip_suffix('m').ok_or(defect)?, 1.0),
        };
        not_negative(number.trim_end(), decimal).map(|value| value * metres_per_unit)
    })?;
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
    fn a_radius_may_have_its_unit() {
        let metres = |cell| distance(cell, Decimal::Point).map(Distance::metres);
        assert_eq!(metres("1500"), Ok(1500.0));
        assert_eq!(metres("1500 m"), Ok(1500.0));
        assert_eq!(metres("2 km"), Ok(2000.0));
        assert_eq!(metres("2.5km"), Ok(2500.0));
        assert_eq!(metres("0"), Ok(0.0));
        assert_eq!(metres("-2").unwrap_err().why, "must be 0 or more");
        for cell in ["2 miles", "km", "-2 km", "1 500 m", "≥500"] {
            assert!(metres(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn a_claim_keeps_its_word() {
        let about = stated_distance("about 15", 1000.0, Decimal::Point);
        assert_eq!(about, Ok(Stated::About(Distance::from_km(15.0).unwrap())));
        assert!(stated_distance("-15", 1000.0, Decimal::Point).is_err());
    }
}
