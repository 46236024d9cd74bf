//! How much of each dot a shape covers, for a band of rows at a time.
//!
//! Whole numbers: the same shape is the same dots on every processor.
//!
//! # Source
//! Exact areas by cells, as D. Turner's and R. Levien's rasteriser in `FreeType` and M. Shemanarev's Anti-Grain
//! Geometry have them: each edge adds to the cells it crosses how far it goes down and how much of that lies to its
//! left, and a row summed from the left gives the share of every dot.

use super::edges::{BAND_ROWS, Edge, STEP_BITS};

const STEPS: u32 = 1 << STEP_BITS;

/// Which parts of a plane lie inside an outline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// Those that it goes round an odd number of times.
    EvenOdd,
    /// Those that it goes round.
    NonZero,
}

/// What an edge adds to a dot: how far it goes down in it, and twice the area to its left.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    down: i32,
    area: i32,
}

/// Dots beside each other in a row that are covered alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    /// The row, counted from the top of the band.
    pub(super) row: usize,
    /// The first dot.
    pub(super) from: usize,
    /// The one behind the last.
    pub(super) to: usize,
    /// How much of each is covered, from 1 to 255.
    pub(super) share: u8,
}

/// The rows of one band, and the cells that the edges of a shape cross in them.
#[derive(Debug)]
pub(super) struct Coverage {
    width: usize,
    /// A row of `width + 1` cells after the other: the last one takes what lies along the right edge.
    cells: Vec<Cell>,
    /// A bit for each cell that is in use.
    used: Vec<u64>,
    words: usize,
    /// The rows and words of bits that any edge came to.
    rows_used: Span,
    words_used: Span,
}

/// The least of some numbers and the one behind the greatest.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: usize,
    to: usize,
}

impl Span {
    const EMPTY: Self = Self {
        from: usize::MAX,
        to: 0,
    };

    fn add(&mut self, from: usize, last: usize) {
        self.from = self.from.min(from);
        self.to = self.to.max(last + 1);
    }
}

/// The cells and bits of a row.
struct Row<'a> {
    cells: &'a mut [Cell],
    used: &'a mut [u64],
    sign: i32,
}

impl Row<'_> {
    /// Adds to a cell how far an edge goes down in it; `left` is twice the mean distance from its left side.
    fn add(&mut self, column: usize, down: u32, left: u32) {
        if let Some(cell) = self.cells.get_mut(column)
            && let Some(bits) = self.used.get_mut(column / 64)
        {
            cell.down = cell.down.wrapping_add(self.sign * down.cast_signed());
            cell.area = cell
                .area
                .wrapping_add(self.sign * (down * left).cast_signed());
            *bits |= 1 << (column % 64);
        }
    }
}

impl Coverage {
    /// Bands of a width in dots.
    pub(super) fn new(width: usize) -> Self {
        let words = width / 64 + 1;
        Self {
            width,
            cells: vec![Cell::default(); (width + 1) * BAND_ROWS],
            used: vec![0; words * BAND_ROWS],
            words,
            rows_used: Span::EMPTY,
            words_used: Span::EMPTY,
        }
    }

    /// Adds an edge: cuts it at the rows.
    pub(super) fn add(&mut self, edge: &Edge) {
        let sign = i32::from(edge.down);
        let [x1, x2] = edge.x.map(i32::cast_unsigned);
        let [y1, y2] = edge.y.map(|y| u32::from(y.cast_unsigned()));
        // A lower end on a border is in the row above it.
        let (mut row, last) = (y1 >> STEP_BITS, (y2 - 1) >> STEP_BITS);
        let (first_part, last_part) = (y1 & (STEPS - 1), y2 - (last << STEP_BITS));
        if row == last {
            self.along_row(row, sign, [x1, x2], last_part - first_part);
            return;
        }
        let is_rightwards = x2 >= x1;
        let (dx, dy) = (x1.abs_diff(x2), y2 - y1);
        let moved = |x: u32, by: u32| if is_rightwards { x + by } else { x - by };
        let first_reach = STEPS - first_part;
        let mut progress = Steps::new(first_reach, dx, dy);
        let mut next = moved(x1, progress.part);
        self.along_row(row, sign, [x1, next], first_reach);
        row += 1;
        if row < last {
            progress.advance_by(STEPS, dx);
            while row < last {
                let x = next;
                next = moved(x, progress.next());
                self.along_row(row, sign, [x, next], STEPS);
                row += 1;
            }
        }
        self.along_row(row, sign, [next, x2], last_part);
    }

    /// Cuts a line within a row at the dots; it goes down so many steps between two columns.
    fn along_row(&mut self, row: u32, sign: i32, [x1, x2]: [u32; 2], down: u32) {
        let (left, right) = (x1.min(x2), x1.max(x2));
        let row = row as usize;
        let (mut column, last) = ((left >> STEP_BITS) as usize, (right >> STEP_BITS) as usize);
        let stride = self.width + 1;
        let (Some(cells), Some(used)) = (
            self.cells.get_mut(row * stride..(row + 1) * stride),
            self.used.get_mut(row * self.words..(row + 1) * self.words),
        ) else {
            return;
        };
        self.rows_used.add(row, row);
        self.words_used.add(column / 64, last / 64);
        let mut row = Row { cells, used, sign };
        let (first_part, last_part) = (left & (STEPS - 1), right & (STEPS - 1));
        if column == last {
            row.add(column, down, first_part + last_part);
            return;
        }
        let dx = right - left;
        let mut progress = Steps::new(STEPS - first_part, down, dx);
        let mut rest = down - progress.part;
        row.add(column, progress.part, first_part + STEPS);
        column += 1;
        if column < last {
            progress.advance_by(STEPS, down);
            while column < last {
                let part = progress.next();
                row.add(column, part, STEPS);
                rest -= part;
                column += 1;
            }
        }
        row.add(column, rest, last_part);
    }

    /// Gives the stretches of dots that are covered, row by row and from left to right. Everything is forgotten
    /// then.
    pub(super) fn stretches(&mut self, rule: Rule, mut take: impl FnMut(Stretch)) {
        let (rows, words) = (self.rows_used, self.words_used);
        for row in rows.from..rows.to {
            let first_cell = row * (self.width + 1);
            let Some(cells) = self.cells.get_mut(first_cell..first_cell + self.width + 1) else {
                continue;
            };
            let first_word = row * self.words;
            let used = self
                .used
                .get_mut(first_word + words.from..first_word + words.to);
            let (mut down, mut behind) = (0_i32, 0);
            for (word, bits) in (words.from..).zip(used.into_iter().flatten()) {
                let mut bits = std::mem::take(bits);
                while bits != 0 {
                    let column = word * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    if behind < column && down != 0 {
                        let share = covered(down << (STEP_BITS + 1), rule);
                        if share > 0 {
                            take(Stretch {
                                row,
                                from: behind,
                                to: column,
                                share,
                            });
                        }
                    }
                    behind = column + 1;
                    let Some(cell) = cells.get_mut(column).map(std::mem::take) else {
                        continue;
                    };
                    down = down.wrapping_add(cell.down);
                    let area = (down << (STEP_BITS + 1)).wrapping_sub(cell.area);
                    let share = covered(area, rule);
                    if share > 0 && column < self.width {
                        take(Stretch {
                            row,
                            from: column,
                            to: column + 1,
                            share,
                        });
                    }
                }
            }
            let share = covered(down << (STEP_BITS + 1), rule);
            if share > 0 && behind < self.width {
                take(Stretch {
                    row,
                    from: behind,
                    to: self.width,
                    share,
                });
            }
        }
        self.rows_used = Span::EMPTY;
        self.words_used = Span::EMPTY;
    }
}

/// Whole parts of a division that is made piece by piece, so that the parts add up to the whole.
struct Steps {
    part: u32,
    rest: u32,
    by: u32,
    each: u32,
    each_rest: u32,
}

impl Steps {
    /// The first part: so many of the steps of the divisor, of the dividend.
    fn new(reach: u32, of: u32, by: u32) -> Self {
        let (part, rest) = divided(reach, of, by);
        Self {
            part,
            rest,
            by,
            each: 0,
            each_rest: 0,
        }
    }

    fn advance_by(&mut self, reach: u32, of: u32) {
        (self.each, self.each_rest) = divided(reach, of, self.by);
    }

    fn next(&mut self) -> u32 {
        self.rest += self.each_rest;
        let is_over = self.rest >= self.by;
        if is_over {
            self.rest -= self.by;
        }
        self.each + u32::from(is_over)
    }
}

/// `reach · of / by`, and what is left.
fn divided(reach: u32, of: u32, by: u32) -> (u32, u32) {
    if let Some(product) = reach.checked_mul(of) {
        return (product / by, product % by);
    }
    let (product, by) = (u64::from(reach) * u64::from(of), u64::from(by));
    let narrow = |number: u64| u32::try_from(number).unwrap_or_default();
    (narrow(product / by), narrow(product % by))
}

/// How much of a dot is covered, from 0 to 255, by twice the area in squares of steps.
fn covered(area: i32, rule: Rule) -> u8 {
    let share = (area >> (STEP_BITS + 1)).unsigned_abs();
    let share = match rule {
        Rule::NonZero => share,
        Rule::EvenOdd => {
            let folded = share & (2 * STEPS - 1);
            folded.min(2 * STEPS - folded)
        }
    };
    u8::try_from(share).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::edges::Edges;
    use super::*;

    /// The share of each dot of a small picture, by whole bands.
    fn shares(width: u16, height: u16, corners: &[[f64; 2]], rule: Rule) -> Vec<u8> {
        let mut edges = Edges::new(width, height);
        for (number, from) in corners.iter().enumerate() {
            edges.add(*from, corners[(number + 1) % corners.len()]);
        }
        let (width, height) = (usize::from(width), usize::from(height));
        let mut shares = vec![0; width * height];
        let mut coverage = Coverage::new(width);
        for band in 0..height.div_ceil(BAND_ROWS) {
            for edge in edges.in_band(band).flat_map(|(_, edges)| edges) {
                coverage.add(edge);
            }
            coverage.stretches(rule, |stretch| {
                let start = (band * BAND_ROWS + stretch.row) * width;
                shares[start + stretch.from..start + stretch.to].fill(stretch.share);
            });
        }
        shares
    }

    fn as_f64(number: usize) -> f64 {
        f64::from(u32::try_from(number).unwrap())
    }

    #[test]
    fn the_share_of_a_dot_is_its_area_inside() {
        // A rectangle from 1.5, 1.25 to 6.75, 6, either way round.
        let mut corners = [[1.5, 1.25], [6.75, 1.25], [6.75, 6.0], [1.5, 6.0]];
        for _ in 0..2 {
            let shares = shares(8, 8, &corners, Rule::NonZero);
            for (number, share) in shares.iter().enumerate() {
                let (x, y) = (as_f64(number % 8), as_f64(number / 8));
                let inside =
                    |from: f64, to: f64, at: f64| (to.min(at + 1.0) - from.max(at)).max(0.0);
                let area = inside(1.5, 6.75, x) * inside(1.25, 6.0, y);
                assert!(
                    (f64::from(*share) - 255.0 * area).abs() <= 1.0,
                    "{x} {y}: {share}"
                );
            }
            corners.reverse();
        }
    }

    #[test]
    fn a_slanted_shape_covers_its_area_wherever_it_is_cut() {
        // Green's theorem gives the area; the picture cuts it at its left and right edge.
        let corners = [[-5.0, 3.3], [9.7, 0.4], [21.0, 11.2], [4.0, 15.7]];
        let whole = shares(16, 16, &corners, Rule::NonZero);
        let sum: f64 = whole.iter().map(|share| f64::from(*share) / 255.0).sum();
        let clipped = area_between(&corners, 16.0);
        assert!((sum - clipped).abs() < 0.3, "{sum} {clipped}");
    }

    /// The area between x = 0 and a right edge, by very thin columns.
    fn area_between(corners: &[[f64; 2]], right: f64) -> f64 {
        let columns = 16_000_u32;
        let width = right / f64::from(columns);
        let mut area = 0.0;
        for column in 0..columns {
            let x = (f64::from(column) + 0.5) * width;
            let mut height = 0.0;
            for (number, a) in corners.iter().enumerate() {
                let b = corners[(number + 1) % corners.len()];
                if (a[0] > x) != (b[0] > x) {
                    let y = a[1] + (x - a[0]) / (b[0] - a[0]) * (b[1] - a[1]);
                    height += if b[0] > a[0] { -y } else { y };
                }
            }
            area += f64::abs(height) * width;
        }
        area
    }

    #[test]
    fn rules_differ_where_an_outline_goes_round_twice() {
        let square = [[1.0, 1.0], [7.0, 1.0], [7.0, 7.0], [1.0, 7.0]];
        let twice: Vec<[f64; 2]> = square.iter().chain(&square).copied().collect();
        let even_odd = shares(8, 8, &twice, Rule::EvenOdd);
        assert!(even_odd.iter().all(|share| *share == 0));
        let non_zero = shares(8, 8, &twice, Rule::NonZero);
        let sum: u32 = non_zero.iter().map(|share| u32::from(*share)).sum();
        assert_eq!(sum, 36 * 255);
    }
}
