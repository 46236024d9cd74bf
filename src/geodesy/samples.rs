//! What tests of this room and of the index are tried on.

use fearless_simd::Level;

use super::{Azimuth, Distance, Position, direct};

/// Pairs of all lengths up to half round the Earth; poles, meridians and the equator among them.
///
/// Always the same ones, from Marsaglia's xorshift (2003).
pub(crate) fn pairs() -> impl Iterator<Item = (Position, Position)> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        f64::from(u32::try_from(state >> 32).unwrap()) / f64::from(u32::MAX)
    };
    (0_u32..).map(move |i| {
        let lat = match i % 8 {
            0 => (10.0 * random()).round() * 18.0 - 90.0,
            _ => libm::asin(2.0 * random() - 1.0).to_degrees(),
        };
        let from = Position::from_lon_lat(360.0 * random() - 180.0, lat).unwrap();
        let azimuth = match i % 4 {
            0 => (8.0 * random()).floor() * 45.0,
            _ => 360.0 * random(),
        };
        let metres = match i % 3 {
            0 => 2e7 * random(),
            _ => libm::pow(10.0, 8.3 * random() - 1.0).min(2e7),
        };
        let azimuth = Azimuth::from_degrees(azimuth).unwrap();
        let to = direct(from, azimuth, Distance::from_metres(metres).unwrap());
        (from, to)
    })
}

/// Every level of instructions that this machine has.
pub(crate) fn every_level() -> Vec<Level> {
    let best = Level::new();
    let mut levels = vec![Level::baseline(), best];
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    {
        levels.extend(best.as_sse2().map(Level::Sse2));
        levels.extend(best.as_sse4_2().map(Level::Sse4_2));
        levels.extend(best.as_avx2().map(Level::Avx2));
    }
    levels
}
