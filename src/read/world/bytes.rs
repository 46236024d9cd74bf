//! Bounded reading of bytes and bits: past the end is an error, never a panic.

use super::WorldError;

/// A place in a slice that moves forward as values are taken.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

/// What is wrong when a value is cut off or out of range.
const fn corrupt(what: &'static str) -> WorldError {
    WorldError::Corrupt { what }
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) const fn len(&self) -> usize {
        self.rest.len()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8], WorldError> {
        let (head, tail) = self
            .rest
            .split_at_checked(count)
            .ok_or(corrupt("a value is cut off"))?;
        self.rest = tail;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], WorldError> {
        let (head, tail) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(corrupt("a value is cut off"))?;
        self.rest = tail;
        Ok(*head)
    }

    pub(super) fn u8(&mut self) -> Result<u8, WorldError> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Result<u16, WorldError> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn i16(&mut self) -> Result<i16, WorldError> {
        self.array().map(i16::from_le_bytes)
    }

    pub(super) fn i32(&mut self) -> Result<i32, WorldError> {
        self.array().map(i32::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, WorldError> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, WorldError> {
        self.array().map(u64::from_le_bytes)
    }

    /// A 32-bit number as an index or a length.
    pub(super) fn size(&mut self) -> Result<usize, WorldError> {
        let value = self.u32()?;
        usize::try_from(value).map_err(|_too_large| corrupt("a length exceeds memory"))
    }

    /// A number in seven-bit groups, least first, of at most 32 bits.
    pub(super) fn varint(&mut self) -> Result<u32, WorldError> {
        let mut value = 0_u32;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.u8()?;
            let group = u32::from(byte & 0x7f);
            if shift == 28 && group > 0xf {
                break;
            }
            value |= group << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(corrupt("a number exceeds 32 bits"))
    }

    /// A count of things that each take at least one byte of what is left.
    pub(super) fn count(&mut self) -> Result<usize, WorldError> {
        match usize::try_from(self.varint()?) {
            Ok(count) if count <= self.rest.len() => Ok(count),
            _ => Err(corrupt("a count exceeds the bytes that are left")),
        }
    }

    /// A signed number, zigzag in a [`varint`](Self::varint).
    pub(super) fn signed(&mut self) -> Result<i32, WorldError> {
        self.varint().map(unzigzag)
    }

    /// A part of so many bytes as its length says.
    pub(super) fn part(&mut self) -> Result<Self, WorldError> {
        let length = self.count()?;
        self.take(length).map(Self::new)
    }

    /// A text of so many UTF-8 bytes as its length says.
    pub(super) fn text(&mut self) -> Result<&'a str, WorldError> {
        let length = self.count()?;
        self.text_of(length)
    }

    /// A text of `length` UTF-8 bytes.
    pub(super) fn text_of(&mut self, length: usize) -> Result<&'a str, WorldError> {
        str::from_utf8(self.take(length)?).map_err(|_not_utf8| corrupt("a text is not UTF-8"))
    }
}

/// 0, 1, 2, 3, 4 … as 0, −1, 1, −2, 2 ….
const fn unzigzag(value: u32) -> i32 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

/// Bits of a slice, the highest of each byte first.
#[derive(Debug)]
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    /// Bits already taken.
    at: usize,
}

/// Ones in front that announce a number too large for Rice coding: 32 plain bits follow.
const ESCAPE: u32 = 24;

impl<'a> Bits<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next 32 bits, zeros past the end.
    fn peek(&self) -> u32 {
        let first = self.at / 8;
        let window = self.bytes.get(first..).unwrap_or_default();
        let word = window.first_chunk::<8>().copied().unwrap_or_else(|| {
            let mut word = [0_u8; 8];
            for (to, from) in word.iter_mut().zip(window) {
                *to = *from;
            }
            word
        });
        let shifted = u64::from_be_bytes(word) << (self.at % 8);
        // The upper half: 64 − 7 − 32 bits remain, so no bit of it is lost by the shift.
        u32::try_from(shifted >> 32).unwrap_or_default()
    }

    fn skip(&mut self, bits: u32) -> Result<(), WorldError> {
        let bits = usize::try_from(bits).unwrap_or(usize::MAX);
        self.at = self.at.saturating_add(bits);
        if self.at > self.bytes.len().saturating_mul(8) {
            return Err(corrupt("an arc is cut off"));
        }
        Ok(())
    }

    fn take(&mut self, bits: u32) -> Result<u32, WorldError> {
        let value = if bits == 0 {
            0
        } else {
            self.peek() >> (32 - bits)
        };
        self.skip(bits)?;
        Ok(value)
    }

    /// A signed number in Golomb–Rice code with `low_bits` (at most 31) plain low bits.
    pub(super) fn rice(&mut self, low_bits: u32) -> Result<i32, WorldError> {
        let ones = self.peek().leading_ones();
        if ones >= ESCAPE {
            self.skip(ESCAPE)?;
            return self.take(32).map(unzigzag);
        }
        self.skip(ones + 1)?;
        let low = self.take(low_bits)?;
        let high = u64::from(ones) << low_bits;
        u32::try_from(high)
            .map(|high| unzigzag(high | low))
            .map_err(|_too_large| corrupt("a step exceeds 32 bits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zigzag_numbers_alternate_in_sign() {
        let signed: Vec<i32> = [0, 1, 2, 3, u32::MAX].map(unzigzag).to_vec();
        assert_eq!(signed, [0, -1, 1, -2, i32::MIN]);
    }

    #[test]
    fn a_number_beyond_32_bits_or_cut_off_is_an_error() {
        assert_eq!(
            Cursor::new(&[0xff, 0xff, 0xff, 0xff, 0x0f]).varint(),
            Ok(u32::MAX)
        );
        assert!(
            Cursor::new(&[0xff, 0xff, 0xff, 0xff, 0x1f])
                .varint()
                .is_err()
        );
        assert!(Cursor::new(&[0x80]).varint().is_err());
    }

    #[test]
    fn rice_codes_end_with_their_bytes() {
        // 1 ones, a zero, low bits 01: (1 << 2 | 1) = 5, unzigzagged −3.
        let mut bits = Bits::new(&[0b1001_0000]);
        assert_eq!(bits.rice(2), Ok(-3));
        assert_eq!(bits.rice(2), Ok(0));
        assert!(bits.rice(2).is_err());
    }
}
