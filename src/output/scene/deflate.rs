//! The rows of a picture as the compressed data of a PNG: each row less the one above it, and runs of one difference
//! as one match.
//!
//! Maps are flat colours: nearly all dots equal those above them, and what differs is looked at dot by dot. General
//! compressors look at each byte, and take longer than all the drawing.
//!
//! # Source
//! P. Deutsch (1996), RFC 1950 and 1951; ISO/IEC 15948 (PNG), 9.2 filter type 2 (Up). Lengths of codes as
//! D. A. Huffman (1952) has them, doi:10.1109/JRPROC.1952.273898.

/// What a dot is: red, green, blue and, where there is no paper, alpha.
pub(super) type Dot = [u8; 4];

/// Words of a block: each has codes of its own.
const BLOCK_WORDS: usize = 1 << 16;

/// The filter that takes the row above from a row.
const UP: u8 = 2;

const LITERALS: usize = 256;
const END_OF_BLOCK: usize = 256;
const LONGEST_MATCH: usize = 258;
/// Literals, the end of the block, and lengths of matches.
const SYMBOLS: usize = 286;

/// The least length of each symbol from 257 on, and how many bits say how much longer it is.
const LENGTHS: [(usize, u32); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (258, 0),
];

/// The order in which a block says how long its codes of lengths are.
const ORDER: [usize; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// Rows on their way into a file.
#[derive(Debug)]
pub(super) struct Deflater {
    /// Bytes of a dot: 3 or 4.
    channels: usize,
    above: Vec<Dot>,
    /// Literals, and from 256 on lengths of matches with the dot before.
    words: Vec<u16>,
    adler: Adler,
    bits: Bits,
}

impl Deflater {
    /// No rows yet, of a width in dots.
    pub(super) fn new(width: usize, has_alpha: bool) -> Self {
        let mut bits = Bits::default();
        // Deflate with a window of 32 KiB, fastest.
        bits.bytes.extend([0x78, 0x01]);
        Self {
            channels: if has_alpha { 4 } else { 3 },
            above: vec![[0; 4]; width],
            words: Vec::with_capacity(BLOCK_WORDS),
            adler: Adler { a: 1, b: 0 },
            bits,
        }
    }

    /// The bytes that are finished.
    pub(super) fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bits.bytes
    }

    /// Adds a row, which has the width that was said.
    pub(super) fn row(&mut self, dots: &[Dot]) {
        let mut above = std::mem::take(&mut self.above);
        self.words.push(u16::from(UP));
        self.adler.add(UP);
        let mut at = 0;
        while let (Some(dot), Some(over)) = (dots.get(at), above.get(at)) {
            let difference = less(*dot, *over);
            let bytes = difference.to_le_bytes();
            let bytes = bytes.get(..self.channels).unwrap_or_default();
            for byte in bytes {
                self.words.push(u16::from(*byte));
                self.adler.add(*byte);
            }
            at += 1;
            let rest = dots.get(at..).unwrap_or_default();
            let rest_above = above.get(at..).unwrap_or_default();
            let count = if difference == 0 {
                equal(rest, rest_above)
            } else {
                let pairs = rest.iter().zip(rest_above);
                pairs
                    .take_while(|(dot, over)| less(**dot, **over) == difference)
                    .count()
            };
            self.adler.add_run(bytes, count);
            self.matches(count);
            at += count;
        }
        self.adler.settle();
        if above.len() == dots.len() {
            above.copy_from_slice(dots);
        }
        self.above = above;
        if self.words.len() >= BLOCK_WORDS {
            self.block(false);
        }
    }

    /// Ends the data.
    pub(super) fn finish(&mut self) {
        self.block(true);
        self.bits.end();
        let sum = self.adler.sum();
        self.bits.bytes.extend(sum.to_be_bytes());
    }

    /// Says that the dot before comes so many times more.
    fn matches(&mut self, dots: usize) {
        let longest = LONGEST_MATCH / self.channels * self.channels;
        let mut bytes = dots * self.channels;
        while bytes > 0 {
            let length = bytes.min(longest);
            let word = u16::try_from(LITERALS + length).unwrap_or_default();
            self.words.push(word);
            bytes -= length;
        }
    }

    /// Writes the words as a block.
    fn block(&mut self, is_last: bool) {
        let mut counts = [0_u32; SYMBOLS];
        counts[END_OF_BLOCK] = 1;
        let mut words = [0_u32; LITERALS + LONGEST_MATCH + 1];
        for word in &self.words {
            if let Some(count) = words.get_mut(usize::from(*word)) {
                *count += 1;
            }
        }
        for (word, count) in words.iter().enumerate() {
            let (symbol, ..) = symbol(word);
            counts[symbol] += count;
        }
        let lengths = code_lengths(&counts, 15);
        // The one distance there is: that of a dot.
        let mut distances = vec![0; self.channels];
        distances[self.channels - 1] = 1;

        self.bits.put(u32::from(is_last), 1);
        self.bits.put(2, 2);
        self.head(&lengths, &distances);
        let codes = codes(&lengths);
        let written: Vec<Written> = (0..words.len())
            .map(|word| {
                let (symbol, more, more_bits) = symbol(word);
                let Written { bits, count } = codes[symbol];
                let is_match = u32::from(word >= LITERALS);
                // The code of the distance is a zero.
                Written {
                    bits: bits | (more << count),
                    count: count + more_bits + is_match,
                }
            })
            .collect();
        for word in &self.words {
            if let Some(written) = written.get(usize::from(*word)) {
                self.bits.put(written.bits, written.count);
            }
        }
        self.bits
            .put(codes[END_OF_BLOCK].bits, codes[END_OF_BLOCK].count);
        self.words.clear();
    }

    /// Writes how long the codes of a block are.
    fn head(&mut self, lengths: &[u8], distances: &[u8]) {
        let said = said_lengths(lengths.iter().chain(distances));
        let mut counts = [0; ORDER.len()];
        for (symbol, ..) in &said {
            counts[*symbol] += 1;
        }
        let code = code_lengths(&counts, 7);
        let number = |count: usize| u32::try_from(count).unwrap_or_default();
        self.bits.put(number(lengths.len()) - 257, 5);
        self.bits.put(number(distances.len()) - 1, 5);
        self.bits.put(number(ORDER.len()) - 4, 4);
        for symbol in ORDER {
            self.bits.put(u32::from(code[symbol]), 3);
        }
        let code = codes(&code);
        for (symbol, more, more_bits) in said {
            self.bits.put(code[symbol].bits, code[symbol].count);
            self.bits.put(more, more_bits);
        }
    }
}

/// The symbol of a word, and what is said after it in how many bits.
fn symbol(word: usize) -> (usize, u32, u32) {
    let Some(length) = word.checked_sub(LITERALS).filter(|length| *length >= 3) else {
        // Matches shorter than three are never made.
        return (word.min(LITERALS - 1), 0, 0);
    };
    let symbol = LENGTHS.iter().rposition(|(least, _)| *least <= length);
    let symbol = symbol.unwrap_or_default();
    let (least, bits) = LENGTHS[symbol];
    let more = u32::try_from(length - least).unwrap_or_default();
    (END_OF_BLOCK + 1 + symbol, more, bits)
}

/// Lengths of codes as symbols, runs of zeros as one: symbol, what is said after it, in how many bits.
fn said_lengths<'a>(lengths: impl Iterator<Item = &'a u8>) -> Vec<(usize, u32, u32)> {
    let mut said = Vec::new();
    let mut zeros = 0;
    let say_zeros = |zeros: &mut u32, said: &mut Vec<(usize, u32, u32)>| {
        while *zeros > 0 {
            let (symbol, least, most, bits) = match *zeros {
                0..=2 => (0, 1, 1, 0),
                3..=10 => (17, 3, 10, 3),
                _ => (18, 11, 138, 7),
            };
            let run = (*zeros).min(most);
            said.push((symbol, run - least, bits));
            *zeros -= run;
        }
    };
    for length in lengths {
        if *length == 0 {
            zeros += 1;
        } else {
            say_zeros(&mut zeros, &mut said);
            said.push((usize::from(*length), 0, 0));
        }
    }
    say_zeros(&mut zeros, &mut said);
    said
}

/// How long the code of each symbol is, at most so many bits; 0 for those that do not occur.
fn code_lengths(counts: &[u32], most: u8) -> Vec<u8> {
    let mut counts = counts.to_vec();
    loop {
        let lengths = best_lengths(&counts);
        if lengths.iter().all(|length| *length <= most) {
            return lengths;
        }
        // Rare symbols less rare: nearly as good, and shorter.
        for count in counts.iter_mut().filter(|count| **count > 0) {
            *count = *count / 2 + 1;
        }
    }
}

fn best_lengths(counts: &[u32]) -> Vec<u8> {
    let mut lengths = vec![0; counts.len()];
    let mut leaves: Vec<(u32, usize)> = (0..)
        .zip(counts)
        .filter(|(_, count)| **count > 0)
        .map(|(symbol, count)| (*count, symbol))
        .collect();
    leaves.sort_unstable();
    if let [(_, only)] = leaves[..] {
        lengths[only] = 1;
        return lengths;
    }
    // Nodes in the order in which they are made weigh more and more: the two lightest of all are at the fronts.
    let mut weights: Vec<u64> = leaves.iter().map(|(count, _)| u64::from(*count)).collect();
    let mut parents = vec![0; weights.len()];
    let (mut leaf, mut node) = (0, leaves.len());
    for _ in 1..leaves.len() {
        let mut weight = 0;
        let parent = weights.len();
        for _ in 0..2 {
            let is_leaf = leaf < leaves.len()
                && weights
                    .get(node)
                    .is_none_or(|weight| weights[leaf] <= *weight);
            let lightest = if is_leaf { &mut leaf } else { &mut node };
            weight += weights[*lightest];
            parents[*lightest] = parent;
            *lightest += 1;
        }
        weights.push(weight);
        parents.push(parent);
    }
    let mut depths = vec![0_u8; weights.len()];
    for number in (0..weights.len().saturating_sub(1)).rev() {
        depths[number] = depths[parents[number]].saturating_add(1);
    }
    for ((_, symbol), depth) in leaves.iter().zip(depths) {
        lengths[*symbol] = depth;
    }
    lengths
}

/// Bits as they are written, the first one lowest.
#[derive(Debug, Clone, Copy, Default)]
struct Written {
    bits: u32,
    count: u32,
}

/// The codes of symbols by their lengths.
fn codes(lengths: &[u8]) -> Vec<Written> {
    let mut codes = vec![Written::default(); lengths.len()];
    let mut code = 0_u32;
    for length in 1..=15 {
        code <<= 1;
        for (written, _) in codes
            .iter_mut()
            .zip(lengths)
            .filter(|(_, of_symbol)| **of_symbol == length)
        {
            let count = u32::from(length);
            *written = Written {
                bits: code.reverse_bits() >> (u32::BITS - count),
                count,
            };
            code += 1;
        }
    }
    codes
}

/// A dot less another, each channel by itself and modulo 256.
fn less(dot: Dot, other: Dot) -> u32 {
    const HIGH: u32 = 0x8080_8080;
    let (a, b) = (u32::from_le_bytes(dot), u32::from_le_bytes(other));
    ((a | HIGH) - (b & !HIGH)) ^ ((a ^ !b) & HIGH)
}

/// How many dots at the start are equal.
fn equal(dots: &[Dot], others: &[Dot]) -> usize {
    let (chunks, _) = dots.as_chunks::<8>();
    let (other_chunks, _) = others.as_chunks::<8>();
    let pairs = chunks.iter().zip(other_chunks);
    let sure = 8 * pairs.take_while(|(a, b)| a == b).count();
    let rest = dots.iter().zip(others).skip(sure);
    sure + rest.take_while(|(a, b)| a == b).count()
}

/// M. Adler's checksum.
#[derive(Debug)]
struct Adler {
    a: u64,
    b: u64,
}

impl Adler {
    const MODULUS: u64 = 65_521;

    fn add(&mut self, byte: u8) {
        self.a += u64::from(byte);
        self.b += self.a;
    }

    /// Adds the bytes of a dot so many times over, at most 65,535.
    fn add_run(&mut self, bytes: &[u8], times: usize) {
        let times = times as u64;
        let count = bytes.len() as u64;
        let sum: u64 = bytes.iter().map(|byte| u64::from(*byte)).sum();
        let weights = (1..=count).rev();
        let weighted: u64 = weights
            .zip(bytes)
            .map(|(n, byte)| n * u64::from(*byte))
            .sum();
        let pairs = times * times.saturating_sub(1) / 2;
        self.b += times * (count * self.a + weighted) + pairs * count * sum;
        self.a += times * sum;
    }

    /// Keeps the sums small: after a row of at most 65,535 dots.
    fn settle(&mut self) {
        self.a %= Self::MODULUS;
        self.b %= Self::MODULUS;
    }

    fn sum(&self) -> u32 {
        u32::try_from((self.b << 16) | self.a).unwrap_or_default()
    }
}

/// Bits on their way into bytes.
#[derive(Debug, Default)]
struct Bits {
    bytes: Vec<u8>,
    /// The first one lowest; fewer than 32.
    waiting: u64,
    count: u32,
}

impl Bits {
    /// Adds at most 32 bits.
    fn put(&mut self, bits: u32, count: u32) {
        self.waiting |= u64::from(bits) << self.count;
        self.count += count;
        if self.count >= 32 {
            let [a, b, c, d, ..] = self.waiting.to_le_bytes();
            self.bytes.extend([a, b, c, d]);
            self.waiting >>= 32;
            self.count -= 32;
        }
    }

    /// Fills the last byte.
    fn end(&mut self) {
        let bytes = self.count.div_ceil(8) as usize;
        let waiting = self.waiting.to_le_bytes();
        self.bytes.extend(waiting.iter().take(bytes));
        self.waiting = 0;
        self.count = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the `png` crate reads of rows that are written so.
    fn read_back(rows: &[Vec<Dot>], has_alpha: bool) -> Vec<u8> {
        let mut deflater = Deflater::new(rows[0].len(), has_alpha);
        for row in rows {
            deflater.row(row);
        }
        deflater.finish();
        let number = |length: usize| u32::try_from(length).unwrap();
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, number(rows[0].len()), number(rows.len()));
        encoder.set_color(if has_alpha {
            png::ColorType::Rgba
        } else {
            png::ColorType::Rgb
        });
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().unwrap();
        writer
            .write_chunk(png::chunk::IDAT, deflater.bytes())
            .unwrap();
        writer.finish().unwrap();
        let mut options = png::DecodeOptions::default();
        options.set_ignore_adler32(false);
        let decoder = png::Decoder::new_with_options(std::io::Cursor::new(&file), options);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut bytes).unwrap();
        reader.finish().unwrap();
        bytes
    }

    fn flat(rows: &[Vec<Dot>], channels: usize) -> Vec<u8> {
        let dots = rows.iter().flatten();
        dots.flat_map(|dot| dot[..channels].to_vec()).collect()
    }

    #[test]
    fn pictures_are_read_back_as_they_were() {
        let mut state = 1_u64;
        let mut below = |bound: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            u8::try_from((state >> 40) % bound).unwrap()
        };
        for width in [1, 2, 7, 86, 87, 88, 600] {
            for colours in [1, 2, 3, 255] {
                let rows: Vec<Vec<Dot>> = (0..40)
                    .map(|_| {
                        let mut row = Vec::new();
                        while row.len() < width {
                            let dot = [below(colours), below(colours), 9 * below(3), 255];
                            let run = usize::from(below(200)) + 1;
                            row.extend(std::iter::repeat_n(dot, run.min(width - row.len())));
                        }
                        row
                    })
                    .collect();
                assert_eq!(read_back(&rows, false), flat(&rows, 3), "{width} {colours}");
                let clear = |dot: &Dot| [dot[0], dot[1], dot[2], dot[1] / 2];
                let rows: Vec<Vec<Dot>> = rows
                    .iter()
                    .map(|row| row.iter().map(clear).collect())
                    .collect();
                assert_eq!(read_back(&rows, true), flat(&rows, 4), "{width} {colours}");
            }
        }
    }

    #[test]
    fn noise_of_many_blocks_is_read_back() {
        let mut state = 7_u32;
        let rows: Vec<Vec<Dot>> = (0..120)
            .map(|_| {
                let dot = |_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    let [a, b, c, d] = state.to_be_bytes();
                    // A few values far more often than the rest.
                    [a & b & c & d, a & 1, b >> 7, 255]
                };
                (0..900).map(dot).collect()
            })
            .collect();
        assert_eq!(read_back(&rows, false), flat(&rows, 3));
    }

    #[test]
    fn codes_are_no_longer_than_allowed() {
        // Fibonacci's numbers make the deepest tree there is.
        let mut counts = vec![1_u32, 1];
        for number in 2..40 {
            counts.push(counts[number - 1] + counts[number - 2]);
        }
        for most in [7, 15] {
            let lengths = code_lengths(&counts, most);
            assert!(lengths.iter().all(|length| (1..=most).contains(length)));
            let kraft: f64 = lengths.iter().map(|n| 0.5_f64.powi(i32::from(*n))).sum();
            assert!((kraft - 1.0).abs() < 1e-12, "{kraft}");
        }
    }
}
