//! Numbers as people state them: with the word that says how sure they are.

/// A number with the qualifier that its source gave it.
///
/// # What the words mean
/// This is the one place that turns words into intervals. The rule is a convention, chosen wide so
/// that a contradiction is only reported where no fair reading avoids it:
///
/// | words | interval |
/// |---|---|
/// | *x* alone | exactly *x* |
/// | about, around, approximately, estimated, nearly *x* | *x* − 10 % to *x* + 10 % |
/// | just over *x* | *x* to *x* + 10 % |
/// | at least *x*, *x* or more, *x*+ | *x* or more |
/// | more than, over *x* | *x* or more |
/// | up to, at most *x* | 0 to *x* |
/// | *x* to *y* | *x* to *y* |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stated<T> {
    /// The number alone.
    Exact(T),
    /// "about", "around", "approximately", "estimated", "nearly".
    About(T),
    /// "just over".
    JustOver(T),
    /// "at least", "or more", "+".
    AtLeast(T),
    /// "more than", "over".
    MoreThan(T),
    /// "up to", "at most".
    UpTo(T),
    /// "from … to …": least and most.
    Range(T, T),
}

/// The share by which "about" may err to either side, and "just over" upwards.
const ABOUT: f64 = 0.10;

impl<T: Copy> Stated<T> {
    /// The number that was stated; of a range, its two ends.
    pub fn numbers(&self) -> (T, T) {
        match *self {
            Self::Exact(x)
            | Self::About(x)
            | Self::JustOver(x)
            | Self::AtLeast(x)
            | Self::MoreThan(x)
            | Self::UpTo(x) => (x, x),
            Self::Range(least, most) => (least, most),
        }
    }

    /// The same qualifier on another kind of number.
    pub fn map<U>(self, f: impl Fn(T) -> U) -> Stated<U> {
        match self {
            Self::Exact(x) => Stated::Exact(f(x)),
            Self::About(x) => Stated::About(f(x)),
            Self::JustOver(x) => Stated::JustOver(f(x)),
            Self::AtLeast(x) => Stated::AtLeast(f(x)),
            Self::MoreThan(x) => Stated::MoreThan(f(x)),
            Self::UpTo(x) => Stated::UpTo(f(x)),
            Self::Range(least, most) => Stated::Range(f(least), f(most)),
        }
    }

    /// The qualifier as a word for tables: `exact`, `about`, `just over`, `at least`, `more than`,
    /// `up to` or `range`.
    pub const fn qualifier(&self) -> &'static str {
        match self {
            Self::Exact(_) => "exact",
            Self::About(_) => "about",
            Self::JustOver(_) => "just over",
            Self::AtLeast(_) => "at least",
            Self::MoreThan(_) => "more than",
            Self::UpTo(_) => "up to",
            Self::Range(..) => "range",
        }
    }
}

impl Stated<f64> {
    /// The interval meant, as least and most; no most where the words set none.
    ///
    /// The numbers keep the unit they were stated in and are expected to be zero or more.
    pub fn interval(&self) -> (f64, Option<f64>) {
        match *self {
            Self::Exact(x) => (x, Some(x)),
            Self::About(x) => (x * (1.0 - ABOUT), Some(x * (1.0 + ABOUT))),
            Self::JustOver(x) => (x, Some(x * (1.0 + ABOUT))),
            Self::AtLeast(x) | Self::MoreThan(x) => (x, None),
            Self::UpTo(x) => (0.0, Some(x)),
            Self::Range(least, most) => (least, Some(most)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_the_documented_intervals() {
        for (stated, least, most) in [
            (Stated::Exact(100.0), 100.0, Some(100.0)),
            (Stated::About(100.0), 90.0, Some(110.0)),
            (Stated::JustOver(100.0), 100.0, Some(110.0)),
            (Stated::AtLeast(100.0), 100.0, None),
            (Stated::UpTo(100.0), 0.0, Some(100.0)),
            (Stated::Range(3.0, 7.0), 3.0, Some(7.0)),
        ] {
            let (l, m) = stated.interval();
            assert!((l - least).abs() < 1e-9, "{stated:?}");
            match (m, most) {
                (Some(m), Some(most)) => assert!((m - most).abs() < 1e-9, "{stated:?}"),
                (got, expected) => assert_eq!(got, expected, "{stated:?}"),
            }
        }
    }
}
