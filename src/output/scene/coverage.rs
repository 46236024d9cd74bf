//! How much of each dot a shape covers, for a band of rows at a time, and the colours that come of it.
//!
//! Whole numbers from the corners on: the same shape is the same dots on every processor.
//!
//! # Source
//! Exact areas by cells, as D. Turner's and R. Levien's rasteriser in `FreeType` and M. Shemanarev's Anti-Grain
//! Geometry have them: each edge adds to the cells it crosses how far it goes down and how much of that lies to its
//! left, and a row summed from the left gives the share of every dot.

/// Steps of a dot in which corners are placed, as a power of two.
const STEP_BITS: u32 = 8;
const STEPS: i32 = 1 << STEP_BITS;

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

/// The rows of one band, and the cells that the edges of a shape cross in them.
#[derive(Debug)]
pub(super) struct Coverage {
    width: usize,
    rows: usize,
    /// The first row, counted from the top of the picture.
    top: f64,
    /// A row of `width + 1` cells after the other: the last one takes what lies beyond the right edge.
    cells: Vec<Cell>,
    /// A bit for each cell that is in use.
    used: Vec<u64>,
    words: usize,
    /// The rows and words of bits that any edge came to.
    rows_used: Span,
    words_used: Span,
}

/// The least and the greatest of some numbers.
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

    fn add(&mut self, number: usize) {
        self.from = self.from.min(number);
        self.to = self.to.max(number + 1);
    }
}

impl Coverage {
    /// Bands of a width in dots and of at most so many rows.
    pub(super) fn new(width: usize, rows: usize) -> Self {
        let words = width / 64 + 1;
        Self {
            width,
            rows,
            top: 0.0,
            cells: vec![Cell::default(); (width + 1) * rows],
            used: vec![0; words * rows],
            words,
            rows_used: Span::EMPTY,
            words_used: Span::EMPTY,
        }
    }

    /// Goes on to the band that starts at a row.
    pub(super) fn start_at(&mut self, top: f64) {
        self.top = top;
    }

    /// The first row and the one behind the last.
    pub(super) fn reach(&self) -> (f64, f64) {
        (self.top, self.top + as_f64(self.rows))
    }

    /// Adds an edge, in dots from the upper left corner of the picture.
    pub(super) fn edge(&mut self, from: [f64; 2], to: [f64; 2]) {
        let bottom = as_f64(self.rows);
        let (mut from, mut to) = ([from[0], from[1] - self.top], [to[0], to[1] - self.top]);
        if from[1].max(to[1]) <= 0.0 || from[1].min(to[1]) >= bottom {
            return;
        }
        let slope = (to[0] - from[0]) / (to[1] - from[1]);
        let (start, end) = (from, to);
        let cut = |y: f64| [start[0] + (y - start[1]) * slope, y];
        for (point, other) in [(&mut from, end), (&mut to, start)] {
            if point[1] < 0.0 && other[1] > 0.0 {
                *point = cut(0.0);
            } else if point[1] > bottom && other[1] < bottom {
                *point = cut(bottom);
            }
        }
        self.within_rows(from, to);
    }

    /// Adds an edge between the first and the last row: what lies left of the picture stands along its left
    /// edge, since it covers what is right of it, and what lies right of the picture is nothing.
    fn within_rows(&mut self, from: [f64; 2], to: [f64; 2]) {
        let right = as_f64(self.width);
        let is_inside = |x: f64| (0.0..=right).contains(&x);
        if is_inside(from[0]) && is_inside(to[0]) {
            self.line(from, to);
            return;
        }
        let at = |x: f64| {
            let share = (x - from[0]) / (to[0] - from[0]);
            [x, from[1] + share * (to[1] - from[1])]
        };
        let crosses = |x: f64| (from[0] < x) != (to[0] < x);
        let mut cuts: Vec<[f64; 2]> = [0.0, right]
            .into_iter()
            .filter(|x| crosses(*x))
            .map(at)
            .collect();
        if from[0] > to[0] {
            cuts.reverse();
        }
        let mut start = from;
        for end in cuts.into_iter().chain([to]) {
            let clamped = |p: [f64; 2]| [p[0].clamp(0.0, right), p[1]];
            self.line(clamped(start), clamped(end));
            start = end;
        }
    }

    fn line(&mut self, from: [f64; 2], to: [f64; 2]) {
        let [[x1, y1], [x2, y2]] = [from, to].map(|point| point.map(in_steps));
        self.down_rows([x1, y1], [x2, y2]);
    }

    /// Cuts a line at the rows.
    fn down_rows(&mut self, [x1, y1]: [i32; 2], [x2, y2]: [i32; 2]) {
        let (mut row, last) = (y1 >> STEP_BITS, y2 >> STEP_BITS);
        let (first_part, last_part) = (y1 & (STEPS - 1), y2 & (STEPS - 1));
        if row == last {
            self.along_row(row, [x1, first_part], [x2, last_part]);
            return;
        }
        let (dx, dy) = (i64::from(x2) - i64::from(x1), i64::from(y2) - i64::from(y1));
        // Downwards a row is left at its lower side, upwards at its upper side.
        let (leave, step, first_reach) = if dy > 0 {
            (STEPS, 1, i64::from(STEPS - first_part))
        } else {
            (0, -1, i64::from(first_part))
        };
        let enter = STEPS - leave;
        let mut progress = Steps::new(first_reach * dx, dy.abs());
        let mut x = x1;
        let mut next = x + progress.first();
        self.along_row(row, [x, first_part], [next, leave]);
        row += step;
        progress.advance_by(i64::from(STEPS) * dx);
        while row != last {
            x = next;
            next = x + progress.next();
            self.along_row(row, [x, enter], [next, leave]);
            row += step;
        }
        self.along_row(row, [next, enter], [x2, last_part]);
    }

    /// Cuts a line within a row at the dots; heights are counted within the row.
    fn along_row(&mut self, row: i32, [x1, y1]: [i32; 2], [x2, y2]: [i32; 2]) {
        if y1 == y2 {
            return;
        }
        let (mut column, last) = (x1 >> STEP_BITS, x2 >> STEP_BITS);
        let (first_part, last_part) = (x1 & (STEPS - 1), x2 & (STEPS - 1));
        if column == last {
            self.add(row, column, y2 - y1, first_part + last_part);
            return;
        }
        let (dx, dy) = (i64::from(x2) - i64::from(x1), i64::from(y2 - y1));
        let (leave, step, first_reach) = if dx > 0 {
            (STEPS, 1, i64::from(STEPS - first_part))
        } else {
            (0, -1, i64::from(first_part))
        };
        let enter = STEPS - leave;
        let mut progress = Steps::new(first_reach * dy, dx.abs());
        let first = progress.first();
        let mut y = y1 + first;
        self.add(row, column, first, first_part + leave);
        column += step;
        progress.advance_by(i64::from(STEPS) * dy);
        while column != last {
            let down = progress.next();
            self.add(row, column, down, STEPS);
            y += down;
            column += step;
        }
        self.add(row, column, y2 - y, enter + last_part);
    }

    /// Adds to a cell how far an edge goes down in it; `left` is twice the mean distance from its left side.
    fn add(&mut self, row: i32, column: i32, down: i32, left: i32) {
        let (Ok(row), Ok(column)) = (usize::try_from(row), usize::try_from(column)) else {
            return;
        };
        if row >= self.rows || column > self.width {
            return;
        }
        if let Some(cell) = self.cells.get_mut(row * (self.width + 1) + column) {
            cell.down = cell.down.saturating_add(down);
            cell.area = cell.area.saturating_add(down * left);
        }
        let word = column / 64;
        if let Some(bits) = self.used.get_mut(row * self.words + word) {
            *bits |= 1 << (column % 64);
        }
        self.rows_used.add(row);
        self.words_used.add(word);
    }

    /// Gives the stretches of dots that are covered alike: row, first dot, the one behind the last, and how much of
    /// them, from 1 to 255. Everything is forgotten then.
    pub(super) fn stretches(&mut self, rule: Rule, mut take: impl FnMut(usize, usize, usize, u8)) {
        let (rows, words) = (self.rows_used, self.words_used);
        for row in rows.from..rows.to {
            let cells = row * (self.width + 1);
            let (mut down, mut behind) = (0, 0);
            for word in words.from..words.to {
                let Some(bits) = self.used.get_mut(row * self.words + word) else {
                    continue;
                };
                let mut bits = std::mem::take(bits);
                while bits != 0 {
                    let column = word * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    let between = covered(down << (STEP_BITS + 1), rule);
                    if between > 0 && behind < column {
                        take(row, behind, column, between);
                    }
                    behind = column + 1;
                    let Some(cell) = self.cells.get_mut(cells + column) else {
                        continue;
                    };
                    let cell = std::mem::take(cell);
                    down += cell.down;
                    let here = covered((down << (STEP_BITS + 1)) - cell.area, rule);
                    if here > 0 && column < self.width {
                        take(row, column, column + 1, here);
                    }
                }
            }
            let between = covered(down << (STEP_BITS + 1), rule);
            if between > 0 && behind < self.width {
                take(row, behind, self.width, between);
            }
        }
        self.rows_used = Span::EMPTY;
        self.words_used = Span::EMPTY;
    }
}

/// Whole parts of a division that is made piece by piece, so that the parts add up to the whole.
struct Steps {
    part: i64,
    rest: i64,
    by: i64,
    each: i64,
    each_rest: i64,
}

impl Steps {
    fn new(first: i64, by: i64) -> Self {
        Self {
            part: first.div_euclid(by),
            rest: first.rem_euclid(by),
            by,
            each: 0,
            each_rest: 0,
        }
    }

    fn first(&self) -> i32 {
        as_i32(self.part)
    }

    fn advance_by(&mut self, each: i64) {
        self.each = each.div_euclid(self.by);
        self.each_rest = each.rem_euclid(self.by);
    }

    fn next(&mut self) -> i32 {
        self.rest += self.each_rest;
        let carry = i64::from(self.rest >= self.by);
        self.rest -= carry * self.by;
        as_i32(self.each + carry)
    }
}

fn as_i32(number: i64) -> i32 {
    i32::try_from(number).unwrap_or_default()
}

/// A coordinate within a band, in steps.
fn in_steps(dots: f64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a picture is at most 65,535 dots wide"
    )]
    let steps = (dots * f64::from(STEPS)).round() as i32;
    steps
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a picture is at most 65,535 dots wide"
)]
fn as_f64(dots: usize) -> f64 {
    dots as f64
}

/// How much of a dot is covered, from 0 to 255, by twice the area in squares of steps.
fn covered(area: i32, rule: Rule) -> u8 {
    let share = (area >> (STEP_BITS + 1)).abs();
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
    use super::*;

    /// The share of each dot of a small picture, by whole bands.
    fn shares(width: usize, height: usize, corners: &[[f64; 2]], rule: Rule) -> Vec<u8> {
        let mut shares = vec![0; width * height];
        let mut coverage = Coverage::new(width, 4);
        for band in 0..height / 4 {
            coverage.start_at(as_f64(band * 4));
            for (number, from) in corners.iter().enumerate() {
                coverage.edge(*from, corners[(number + 1) % corners.len()]);
            }
            coverage.stretches(rule, |row, from, to, share| {
                let start = (band * 4 + row) * width;
                shares[start + from..start + to].fill(share);
            });
        }
        shares
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
