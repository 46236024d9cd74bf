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
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is clamped to the bands"
    )]
    let index = ((lat + 80.0) / 8.0).floor().clamp(0.0, 19.0) as usize;
    char::from(LETTERS[index])
}
