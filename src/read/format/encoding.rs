//! Encodings of text: a file in another than UTF-8 is turned into it as it is read, and bytes that the
//! encoding does not have are an error with their place.

use std::fmt;
use std::io::{self, BufRead, Read};
use std::str::FromStr;

use encoding_rs::{Decoder, DecoderResult, UTF_8, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Unreadable;

/// An encoding of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// UTF-8.
    pub const UTF_8: Self = Self(UTF_8);

    /// Its name, such as `windows-1252`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The UTF-16 that the first bytes of a file are in, by their mark, or plain without one: letters of
    /// ASCII with a zero byte beside each.
    pub(in crate::read) fn utf_16_of(start: &[u8]) -> Option<Self> {
        match start {
            [0xFF, 0xFE, ..] => return Some(Self(UTF_16LE)),
            [0xFE, 0xFF, ..] => return Some(Self(UTF_16BE)),
            _ => {}
        }
        let units: Vec<[u8; 2]> = start
            .chunks_exact(2)
            .take(LOOKED_AT)
            .map(|pair| [pair[0], pair[1]])
            .collect();
        let is_text = |byte: u8| byte == b'\t' || byte == b'\n' || byte == b'\r' || byte >= b' ';
        let all = |test: fn(&[u8; 2]) -> Option<u8>| {
            units.len() >= FEWEST && units.iter().all(|unit| test(unit).is_some_and(is_text))
        };
        if all(|[low, high]| (*high == 0).then_some(*low)) {
            Some(Self(UTF_16LE))
        } else if all(|[high, low]| (*high == 0).then_some(*low)) {
            Some(Self(UTF_16BE))
        } else {
            None
        }
    }

    /// A whole text, or nothing where it is not in the encoding.
    pub(super) fn whole(self, bytes: &[u8]) -> Option<String> {
        let text = self
            .0
            .decode_without_bom_handling_and_without_replacement(bytes);
        text.map(std::borrow::Cow::into_owned)
    }

    /// The start of a file as UTF-8, as far as it is text.
    pub(super) fn start(self, bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len() * 3 + 16);
        let mut decoder = self.0.new_decoder_with_bom_removal();
        let _ = decoder.decode_to_string(bytes, &mut text, false);
        text
    }
}

/// The fewest units that are taken for UTF-16 without a mark, and how many are looked at.
const FEWEST: usize = 4;
const LOOKED_AT: usize = 32;

impl FromStr for Encoding {
    type Err = String;

    /// An encoding by a name of the Encoding Standard, such as `windows-1252`, `latin1`, `utf-16le`.
    fn from_str(label: &str) -> Result<Self, String> {
        encoding_rs::Encoding::for_label_no_replacement(label.as_bytes())
            .map(Self)
            .ok_or_else(|| {
                "no known encoding; use a name such as windows-1252, utf-16le or windows-1256"
                    .to_owned()
            })
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Encoding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Encoding {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// Bytes in an encoding, read as UTF-8 without a mark.
pub(super) struct Decoded<R> {
    bytes: R,
    encoding: Encoding,
    decoder: Decoder,
    /// How many bytes were taken.
    taken: u64,
    text: Vec<u8>,
    start: usize,
    end: usize,
    is_done: bool,
}

/// How many bytes of text are made at once.
const PIECE: usize = 1 << 15;

impl<R: BufRead> Decoded<R> {
    pub(super) fn new(bytes: R, encoding: Encoding) -> Self {
        Self {
            bytes,
            encoding,
            decoder: encoding.0.new_decoder_with_bom_removal(),
            taken: 0,
            text: vec![0; PIECE],
            start: 0,
            end: 0,
            is_done: false,
        }
    }
}

impl<R: BufRead> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.start == self.end && !self.is_done {
            let source = self.bytes.fill_buf()?;
            let is_last = source.is_empty();
            let (result, read, written) =
                self.decoder
                    .decode_to_utf8_without_replacement(source, &mut self.text, is_last);
            self.bytes.consume(read);
            self.taken += read as u64;
            (self.start, self.end) = (0, written);
            if let DecoderResult::Malformed(bad, behind) = result {
                let byte = self.taken + 1 - u64::from(bad) - u64::from(behind);
                return Err(Unreadable::error(
                    "encoding",
                    format!("invalid {} at byte {byte}", self.encoding),
                    "say its encoding, such as --encoding windows-1252, or save it as UTF-8",
                ));
            }
            self.is_done = is_last && result == DecoderResult::InputEmpty;
        }
        Ok(self.text.get(self.start..self.end).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.start = self.end.min(self.start + count);
    }
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], label: &str) -> io::Result<String> {
        let mut text = String::new();
        Decoded::new(bytes, label.parse().unwrap()).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn text_of_other_encodings_is_read_as_utf_8() {
        // Bytes by the code charts of the Unicode Consortium's mapping tables.
        for (bytes, label, text) in [
            (&b"Alg\xE9rie \x80"[..], "windows-1252", "Algérie €"),
            (b"Alg\xE9rie", "latin1", "Algérie"),
            (b"\xC7\xE1\xCC\xD2\xC7\xC6\xD1", "windows-1256", "الجزائر"),
            (b"\xFF\xFEi\0d\0", "utf-16le", "id"),
            (b"\0i\0d", "utf-16be", "id"),
            (b"\x3D\xD8\x00\xDE", "utf-16", "😀"),
            (b"\xEF\xBB\xBFid", "utf-8", "id"),
        ] {
            assert_eq!(read(bytes, label).unwrap(), text, "{label}");
        }
        assert!("x-foo".parse::<Encoding>().is_err());
    }

    #[test]
    fn bytes_that_are_no_text_are_an_error_with_their_place() {
        let long = [vec![b'x'; 40_000], vec![0xE9, b'r']].concat();
        for (bytes, label, place) in [
            (&b"Alg\xE9rie"[..], "utf-8", "UTF-8 at byte 4"),
            (b"i\0\x00\xDEx\0", "utf-16le", "UTF-16LE at byte 3"),
            (b"i\0d", "utf-16le", "UTF-16LE at byte 3"),
            (&long, "utf-8", "UTF-8 at byte 40001"),
        ] {
            let error = read(bytes, label).unwrap_err().to_string();
            assert!(error.contains(place), "{error}");
        }
    }

    #[test]
    fn plain_utf_16_is_told_without_a_mark() {
        let told = |start: &[u8]| Encoding::utf_16_of(start).map(Encoding::name);
        assert_eq!(told(b"i\0d\0,\0l\0a\0"), Some("UTF-16LE"));
        assert_eq!(told(b"\0i\0d\0,\0l"), Some("UTF-16BE"));
        for other in [
            &b"id,lat,lon"[..],
            b"\0\0\x27\x0a\0\0\0\0",
            b"",
            b"i\0",
            b"PK\x03\x04\0\0\0\0",
        ] {
            assert_eq!(told(other), None, "{other:?}");
        }
    }
}
