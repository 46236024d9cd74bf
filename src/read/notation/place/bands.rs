//! The latitude bands of UTM and MGRS: C to X without I and O, 8° each from 80° S, the last one 12°.

/// The letters of the bands, from south to north.
const LETTERS: &[u8; 20] = b"CDEFGHJKLMNPQRSTUVWX";

/// The southern and the northern edge of a band, in degrees.
pub(super) fn latitudes(letter: char) -> Option<(f64, f64)> {
    let index = LETTERS
        .iter()
        .position(|band| char::from(*band) == letter)?;
    let south = -80.0 + 8.0 * f64::from(u8::try_from(index).ok()?);
    Some((south, if letter == 'X' { 84.0 } else { south + 8.0 }))
}

/// The band of a latitude from 80° S to short of 84° N.
pub(super) fn of(lat: f64) -> char {
    // Edges are compared with the latitude as it is: just south of the equator it plus 80 is 80.
    let is_north_of = |index: &u8| lat >= -80.0 + 8.0 * f64::from(*index);
    let index = (1..=19).rev().find(is_north_of).unwrap_or(0);
    char::from(LETTERS[usize::from(index)])
}
