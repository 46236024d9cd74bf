//! Integrals of smooth functions.
//!
//! # Source
//! Gauss–Legendre nodes: NIST Digital Library of Mathematical Functions, table 3.5.2.

/// Positive nodes on [−1, 1] and their weights, for 8 nodes; the table has them to 15 digits.
const GAUSS_LEGENDRE_8: [(f64, f64); 4] = [
    (0.1834346424956498, 0.362683783378362),
    (0.525532409916329, 0.31370664587788727),
    (0.7966664774136267, 0.22238103445337448),
    (0.9602898564975363, 0.10122853629037626),
];

/// How often an interval is halved at most.
const DEEPEST: u32 = 40;

/// How well the halves of an interval agree with the whole, as a part of their sum.
const AGREEMENT: f64 = 1e-15;

/// The mean of a function between two numbers, as 8 nodes see it.
pub(super) fn mean(function: &impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    let (middle, half) = (f64::midpoint(from, to), (to - from) / 2.0);
    let both = |(node, weight): (f64, f64)| {
        weight * (function(middle - half * node) + function(middle + half * node))
    };
    GAUSS_LEGENDRE_8.into_iter().map(both).sum::<f64>() / 2.0
}

/// The integral of a function between two numbers, halved where it is not smooth enough.
///
/// # Accuracy
/// [`AGREEMENT`] where the function is analytic; 16 nodes then agree with 8 to rounding.
pub(super) fn integral(function: &impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    let whole = (to - from) * mean(function, from, to);
    refined(
        function,
        (from, to),
        whole,
        AGREEMENT * whole.abs(),
        DEEPEST,
    )
}

fn refined(
    function: &impl Fn(f64) -> f64,
    (from, to): (f64, f64),
    whole: f64,
    tolerance: f64,
    deepest: u32,
) -> f64 {
    let middle = f64::midpoint(from, to);
    let first = (middle - from) * mean(function, from, middle);
    let second = (to - middle) * mean(function, middle, to);
    if deepest == 0 || (first + second - whole).abs() <= tolerance {
        return first + second;
    }
    refined(function, (from, middle), first, tolerance, deepest - 1)
        + refined(function, (middle, to), second, tolerance, deepest - 1)
}
