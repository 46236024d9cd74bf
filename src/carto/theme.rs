//! The colours and widths of a sheet.

use super::scene::Colour;

/// Colours of a sheet; orange against blue is told apart in every common kind of colour blindness.
///
/// # Source
/// Okabe & Ito (2008), Color Universal Design, for the categories.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Theme {
    /// The paper.
    pub paper: Colour,
    /// Titles, the neatline, key words.
    pub ink: Colour,
    /// Subtitles and notes.
    pub quiet_ink: Colour,
    /// Rules between blocks.
    pub rule: Colour,
    /// The sea and lakes.
    pub sea: Colour,
    /// Bands of water along the coast, from the widest to the narrowest.
    pub water_bands: [(Colour, f64); 3],
    /// The coast line.
    pub coast: Colour,
    /// Words on water.
    pub water_ink: Colour,
    /// Land.
    pub land: Colour,
    /// The countries that a sheet is about.
    pub focus: Colour,
    /// Land around the map, in a locator.
    pub locator_land: Colour,
    /// Boundary lines.
    pub border: Colour,
    /// Hatching of contested areas.
    pub hatch: Colour,
    /// Names of countries.
    pub country_ink: Colour,
    /// Names of contested areas.
    pub contested_ink: Colour,
    /// Meridians and parallels.
    pub graticule: Colour,
    /// Degrees at the meridians and parallels.
    pub graticule_ink: Colour,
    /// Names of towns.
    pub town_ink: Colour,
    /// People expelled or pushed back.
    pub expelled: Symbol,
    /// People who died.
    pub dead: Symbol,
    /// People who went missing.
    pub missing: Symbol,
    /// People who were rescued.
    pub rescued: Symbol,
    /// Whatever else happened.
    pub other: Symbol,
    /// What is made up for show.
    pub synthetic: Symbol,
    /// Sites of help.
    pub help: Colour,
}

/// The colours of a symbol.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Symbol {
    /// Its face.
    pub fill: Colour,
    /// Its edge, and the words beside it.
    pub edge: Colour,
}

const fn symbol(fill: u32, edge: u32) -> Symbol {
    Symbol {
        fill: Colour::from_rgb(fill),
        edge: Colour::from_rgb(edge),
    }
}

/// The theme for printed reports.
pub const PRINT: Theme = Theme {
    paper: Colour::WHITE,
    ink: Colour::from_rgb(0x23272B),
    quiet_ink: Colour::from_rgb(0x6B6F73),
    rule: Colour::from_rgb(0xC9C9C4),
    sea: Colour::from_rgb(0xDBE8EF),
    water_bands: [
        (Colour::from_rgb(0xD2E2EB), 3.2),
        (Colour::from_rgb(0xC8DBE6), 2.0),
        (Colour::from_rgb(0xBDD4E1), 1.0),
    ],
    coast: Colour::from_rgb(0x6F97AD),
    water_ink: Colour::from_rgb(0x3F6A82),
    land: Colour::from_rgb(0xEFECE5),
    focus: Colour::from_rgb(0xFBF8F0),
    locator_land: Colour::from_rgb(0xC9C3B4),
    border: Colour::from_rgb(0x837D70),
    hatch: Colour::from_rgb(0xBDB6A6),
    country_ink: Colour::from_rgb(0x6A6255),
    contested_ink: Colour::from_rgb(0x6E6759),
    graticule: Colour::from_rgb(0x9AA3A8),
    graticule_ink: Colour::from_rgb(0x6B6F73),
    town_ink: Colour::from_rgb(0x4A4E52),
    expelled: symbol(0xE49A63, 0x8F3D00),
    dead: symbol(0x4A4A4A, 0x1E1E1E),
    missing: symbol(0xCC79A7, 0x7D3460),
    rescued: symbol(0x57B894, 0x00614A),
    other: symbol(0xF5E6C8, 0x8F3D00),
    synthetic: symbol(0xC4C7C9, 0x5F6468),
    help: Colour::from_rgb(0x0A5C91),
};
