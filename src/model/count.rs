//! How many people, as the source says it.

use std::fmt;

use super::Stated;

/// A number of people with its qualifier, or that it is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Count {
    /// Nobody says how many.
    #[default]
    Unknown,
    /// A number with its qualifier.
    Known(Stated<u64>),
}

impl Count {
    /// The number to draw or sort by: the stated one, or the middle of a range.
    pub fn nominal(&self) -> Option<u64> {
        match self {
            Self::Unknown => None,
            Self::Known(stated) => {
                let (least, most) = stated.numbers();
                Some(u64::midpoint(least, most))
            }
        }
    }

    /// Least and most; no most where the words set none, and 0 or more when unknown.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts of people stay far below 2^53, and the interval is rounded outwards"
    )]
    pub fn interval(&self) -> (u64, Option<u64>) {
        match self {
            Self::Unknown => (0, None),
            Self::Known(stated) => {
                // Outwards to whole people, but not for the last bit: 25,000 and 10 % are 27,500.
                let (least, most) = stated.map(|n| n as f64).interval();
                let slack = 1e-6;
                let least = (least + slack).floor() as u64;
                (least, most.map(|m| (m - slack).ceil() as u64))
            }
        }
    }

    /// The qualifier as a word for tables; `unknown` when nobody says.
    pub const fn qualifier(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Known(stated) => stated.qualifier(),
        }
    }

    /// The sum of counts of different people, its qualifier no stronger than theirs.
    ///
    /// A count alone stays as it is. Exact counts add up to an exact one; with "about" or "just over"
    /// among them the sum is "about"; where one of them has no upper end or is unknown the sum is "at least" the sum of
    /// their lower ends; otherwise ("up to", ranges) it is a range. No counts at all are unknown.
    pub fn sum(counts: impl IntoIterator<Item = Self>) -> Self {
        let mut counts = counts.into_iter();
        let Some(first) = counts.next() else {
            return Self::Unknown;
        };
        let Some(second) = counts.next() else {
            return first;
        };
        let (mut least, mut most, mut nominal) = (0_u64, Some(0_u64), 0_u64);
        let (mut all_exact, mut all_near, mut all_unknown) = (true, true, true);
        for count in [first, second].into_iter().chain(counts) {
            let (low, high) = count.interval();
            least = least.saturating_add(low);
            most = most.zip(high).map(|(a, b)| a.saturating_add(b));
            nominal = nominal.saturating_add(count.nominal().unwrap_or(0));
            all_exact &= matches!(count, Self::Known(Stated::Exact(_)));
            all_near &= matches!(
                count,
                Self::Known(Stated::Exact(_) | Stated::About(_) | Stated::JustOver(_))
            );
            all_unknown &= count == Self::Unknown;
        }
        match most {
            _ if all_unknown => Self::Unknown,
            _ if all_exact => Self::Known(Stated::Exact(nominal)),
            _ if all_near => Self::Known(Stated::About(nominal)),
            Some(most) => Self::Known(Stated::Range(least, most)),
            None => Self::Known(Stated::AtLeast(least)),
        }
    }
}

impl fmt::Display for Count {
    /// Plain English with thousands separated: `at least 34,236`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("unknown"),
            Self::Known(Stated::Exact(n)) => f.write_str(&thousands(*n)),
            Self::Known(Stated::Range(least, most)) => {
                write!(f, "{} to {}", thousands(*least), thousands(*most))
            }
            Self::Known(stated) => {
                write!(
                    f,
                    "{} {}",
                    stated.qualifier(),
                    thousands(stated.numbers().0)
                )
            }
        }
    }
}

/// A whole number with commas between thousands.
fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn known(stated: Stated<u64>) -> Count {
        Count::Known(stated)
    }

    #[test]
    fn a_sum_is_no_surer_than_its_parts() {
        use Stated::{About, AtLeast, Exact, JustOver, Range, UpTo};
        for (parts, sum) in [
            (vec![], Count::Unknown),
            (vec![known(JustOver(26_031))], known(JustOver(26_031))),
            (vec![known(UpTo(276))], known(UpTo(276))),
            (vec![known(Exact(2)), known(Exact(3))], known(Exact(5))),
            (vec![known(Exact(2)), known(About(30))], known(About(32))),
            (
                vec![known(JustOver(23_000)), known(About(100))],
                known(About(23_100)),
            ),
            (vec![known(AtLeast(7)), known(Exact(3))], known(AtLeast(10))),
            (
                vec![known(AtLeast(7)), known(About(100))],
                known(AtLeast(97)),
            ),
            (vec![known(Exact(3)), Count::Unknown], known(AtLeast(3))),
            (vec![Count::Unknown, Count::Unknown], Count::Unknown),
            (vec![known(UpTo(5)), known(Exact(3))], known(Range(3, 8))),
        ] {
            assert_eq!(Count::sum(parts.clone()), sum, "{parts:?}");
        }
    }

    #[test]
    fn intervals_are_whole_people() {
        let about = |n| known(Stated::About(n)).interval();
        assert_eq!(about(25_000), (22_500, Some(27_500)));
        assert_eq!(about(5), (4, Some(6)));
        assert_eq!(
            known(Stated::JustOver(23_000)).interval(),
            (23_000, Some(25_300))
        );
    }

    #[test]
    fn counts_read_as_a_person_would_say_them() {
        assert_eq!(
            known(Stated::AtLeast(34_236)).to_string(),
            "at least 34,236"
        );
        assert_eq!(known(Stated::Exact(1_000_000)).to_string(), "1,000,000");
        assert_eq!(known(Stated::Range(67, 170)).to_string(), "67 to 170");
        assert_eq!(Count::Unknown.to_string(), "unknown");
    }
}
