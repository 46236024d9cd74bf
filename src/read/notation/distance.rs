//! Distances in a column whose unit is known, and stated distances.

use super::count::{not_negative, qualified};
use super::{Decimal, Defect};
use crate::geodesy::Distance;
use crate::model::Stated;

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
    fn a_claim_keeps_its_word() {
        let about = stated_distance("about 15", 1000.0, Decimal::Point);
        assert_eq!(about, Ok(Stated::About(Distance::from_km(15.0).unwrap())));
        assert!(stated_distance("-15", 1000.0, Decimal::Point).is_err());
    }
}
