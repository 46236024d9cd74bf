//! A stated distance beside the measured one.

use crate::geodesy::Distance;
use crate::model::{Claim, ClaimKind};

/// Whether a stated distance can be true beside the measured straight line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClaimCheck {
    /// Nothing contradicts it.
    Consistent,
    /// Even its upper end is below the least straight line: nobody walks less than that.
    TooShort,
    /// It speaks of a straight line, and even its lower end is above the most.
    TooLong,
    /// The positions are not bounded, or it is not said what the claim is of.
    Undecidable,
}

impl ClaimCheck {
    /// The word for it in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Consistent => "consistent",
            Self::TooShort => "too short",
            Self::TooLong => "too long",
            Self::Undecidable => "undecidable",
        }
    }
}

/// Holds a claim against the least and the most that the straight line may be.
///
/// What the words of the claim mean as an interval stands at [`Stated`](crate::model::Stated). A
/// walk may be longer than the straight line, never shorter: a walked claim is never too long.
pub fn check_claim(claim: &Claim, bounds: Option<(Distance, Distance)>) -> ClaimCheck {
    let Some((least, most)) = bounds else {
        return ClaimCheck::Undecidable;
    };
    let (lower_m, upper_m) = claim.interval_m();
    if upper_m.is_some_and(|upper_m| upper_m < least.metres()) {
        return ClaimCheck::TooShort;
    }
    let is_above_most = lower_m > most.metres();
    match claim.kind {
        Some(ClaimKind::Straight) if is_above_most => ClaimCheck::TooLong,
        None if is_above_most => ClaimCheck::Undecidable,
        _ => ClaimCheck::Consistent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stated;

    fn check(stated: Stated<f64>, kind: Option<ClaimKind>) -> ClaimCheck {
        let claim = Claim {
            distance: stated.map(|km| Distance::from_km(km).unwrap()),
            kind,
            source: String::new(),
            to: None,
        };
        let metres = |m| Distance::from_metres(m).unwrap();
        check_claim(&claim, Some((metres(11_098.471), metres(21_098.471))))
    }

    #[test]
    fn claims_about_the_way_to_assamaka_are_judged() {
        use ClaimCheck::{Consistent, TooLong, TooShort, Undecidable};
        let walked = Some(ClaimKind::Walked);
        let straight = Some(ClaimKind::Straight);
        for (stated, kind, expected) in [
            (Stated::About(15.0), walked, Consistent),
            (Stated::About(25.0), walked, Consistent),
            (Stated::Exact(9.0), walked, TooShort),
            (Stated::Exact(9.0), straight, TooShort),
            (Stated::Exact(25.0), straight, TooLong),
            (Stated::About(23.0), straight, Consistent),
            (Stated::AtLeast(9.0), walked, Consistent),
            (Stated::AtLeast(22.0), straight, TooLong),
            (Stated::Exact(15.0), None, Consistent),
            (Stated::Exact(25.0), None, Undecidable),
            (Stated::UpTo(11.0), straight, TooShort),
        ] {
            assert_eq!(check(stated, kind), expected, "{stated:?} {kind:?}");
        }
    }

    #[test]
    fn without_bounds_nothing_is_decided() {
        let claim = Claim {
            distance: Stated::Exact(Distance::ZERO),
            kind: Some(ClaimKind::Straight),
            source: String::new(),
            to: None,
        };
        assert_eq!(check_claim(&claim, None), ClaimCheck::Undecidable);
    }
}
