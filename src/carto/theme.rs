//! The colours and widths of a sheet.

use super::scene::Colour;
use crate::model::visible;

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
    /// Names of countries in further languages.
    pub further_ink: Colour,
    /// Names of contested areas.
    pub contested_ink: Colour,
    /// How far help is, from near to far.
    pub remoteness: [Colour; 5],
    /// Stretches that are far from help.
    pub warning: Colour,
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
    /// From few to many.
    pub ramp: [Colour; 5],
    /// From few to many of what is made up for show.
    pub synthetic_ramp: [Colour; 5],
    /// What the user adds: roads, camps and the like.
    pub own: [Colour; 6],
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
    further_ink: Colour::from_rgb(0x716A5C),
    contested_ink: Colour::from_rgb(0x6E6759),
    // After ColorBrewer's Purples (C. A. Brewer 2003), paler: most of a desert is far, and words lie on it.
    remoteness: [
        Colour::from_rgb(0xF8F6FB),
        Colour::from_rgb(0xEAE6F2),
        Colour::from_rgb(0xDAD4E7),
        Colour::from_rgb(0xC9C0DB),
        Colour::from_rgb(0xB7ABCE),
    ],
    warning: Colour::from_rgb(0xB2182B),
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
    // ColorBrewer YlOrBr, without its palest.
    ramp: [
        Colour::from_rgb(0xFEE391),
        Colour::from_rgb(0xFEC44F),
        Colour::from_rgb(0xFE9929),
        Colour::from_rgb(0xD95F0E),
        Colour::from_rgb(0x993404),
    ],
    synthetic_ramp: [
        Colour::from_rgb(0xD9D9D9),
        Colour::from_rgb(0xBDBDBD),
        Colour::from_rgb(0x969696),
        Colour::from_rgb(0x636363),
        Colour::from_rgb(0x252525),
    ],
    own: [
        Colour::from_rgb(0x5B3A8C),
        Colour::from_rgb(0x00735A),
        Colour::from_rgb(0x9A5B00),
        Colour::from_rgb(0x1F5F8B),
        Colour::from_rgb(0x8C2F5D),
        Colour::from_rgb(0x4A4E52),
    ],
};

/// The theme for screens: clearer colours on a cooler ground.
pub const SCREEN: Theme = Theme {
    sea: Colour::from_rgb(0xD3E6F3),
    water_bands: [
        (Colour::from_rgb(0xC8DFEF), 3.2),
        (Colour::from_rgb(0xBAD6EA), 2.0),
        (Colour::from_rgb(0xA9CBE4), 1.0),
    ],
    land: Colour::from_rgb(0xF0F0EC),
    focus: Colour::from_rgb(0xFFFDF6),
    warning: Colour::from_rgb(0xC8102E),
    expelled: symbol(0xF28C3B, 0x8F3D00),
    ..PRINT
};

/// The theme without colour, for printers that have none: shapes and greys tell everything.
pub const GREY: Theme = Theme {
    sea: Colour::from_rgb(0xE4E4E4),
    water_bands: [
        (Colour::from_rgb(0xDADADA), 3.2),
        (Colour::from_rgb(0xD0D0D0), 2.0),
        (Colour::from_rgb(0xC5C5C5), 1.0),
    ],
    coast: Colour::from_rgb(0x8A8A8A),
    water_ink: Colour::from_rgb(0x4A4A4A),
    land: Colour::from_rgb(0xF1F1F1),
    focus: Colour::from_rgb(0xFCFCFC),
    locator_land: Colour::from_rgb(0xBDBDBD),
    border: Colour::from_rgb(0x787878),
    hatch: Colour::from_rgb(0xB0B0B0),
    country_ink: Colour::from_rgb(0x5E5E5E),
    contested_ink: Colour::from_rgb(0x666666),
    graticule: Colour::from_rgb(0x9E9E9E),
    graticule_ink: Colour::from_rgb(0x6A6A6A),
    expelled: symbol(0x9A9A9A, 0x1C1C1C),
    dead: symbol(0x202020, 0x000000),
    missing: symbol(0x6E6E6E, 0x1C1C1C),
    rescued: symbol(0xBABABA, 0x1C1C1C),
    other: symbol(0xF5F5F5, 0x1C1C1C),
    synthetic: symbol(0xE2E2E2, 0x6A6A6A),
    help: Colour::from_rgb(0x3C3C3C),
    remoteness: [
        Colour::from_rgb(0xF7F7F7),
        Colour::from_rgb(0xE9E9E9),
        Colour::from_rgb(0xD9D9D9),
        Colour::from_rgb(0xC8C8C8),
        Colour::from_rgb(0xB4B4B4),
    ],
    warning: Colour::from_rgb(0x2A2A2A),
    further_ink: Colour::from_rgb(0x666666),
    town_ink: Colour::from_rgb(0x4A4A4A),
    ramp: [
        Colour::from_rgb(0xD9D9D9),
        Colour::from_rgb(0xB8B8B8),
        Colour::from_rgb(0x8C8C8C),
        Colour::from_rgb(0x5E5E5E),
        Colour::from_rgb(0x2B2B2B),
    ],
    own: [
        Colour::from_rgb(0x3A3A3A),
        Colour::from_rgb(0x5A5A5A),
        Colour::from_rgb(0x2A2A2A),
        Colour::from_rgb(0x4A4A4A),
        Colour::from_rgb(0x666666),
        Colour::from_rgb(0x1C1C1C),
    ],
    ..PRINT
};

/// The theme with the strongest differences for every kind of colour vision.
pub const SAFE: Theme = Theme {
    expelled: symbol(0xE68A00, 0x6B2E00),
    dead: symbol(0x1A1A1A, 0x000000),
    missing: symbol(0xC76BAA, 0x6B2152),
    rescued: symbol(0x56B4E9, 0x00456B),
    // Red would be told from neither the dead nor the help by everybody; magenta is.
    warning: Colour::from_rgb(0xA3004F),
    help: Colour::from_rgb(0x004C7F),
    land: Colour::from_rgb(0xF3F1EC),
    focus: Colour::from_rgb(0xFFFFFF),
    border: Colour::from_rgb(0x6A6558),
    ..PRINT
};

impl Default for Theme {
    fn default() -> Self {
        PRINT
    }
}

impl Theme {
    /// The names of all themes.
    pub const NAMES: [&str; 4] = ["print", "screen", "grey", "safe"];

    /// A theme by its name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "print" => Some(PRINT),
            "screen" => Some(SCREEN),
            "grey" | "gray" => Some(GREY),
            "safe" => Some(SAFE),
            _ => None,
        }
    }

    /// Changes a colour, told as `#RRGGBB`.
    ///
    /// # Errors
    /// What is wrong with the name or the colour, in words.
    pub fn set(&mut self, name: &str, colour: &str) -> Result<(), String> {
        let colour = parse(colour)?;
        let known = self.colours();
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        let Some((_, place)) = known.into_iter().find(|(known, _)| *known == name) else {
            return Err(format!(
                "theme: there is no colour \"{}\"; there are {}",
                visible(name),
                names.join(", ")
            ));
        };
        *place = colour;
        Ok(())
    }

    /// The colours that can be changed, by their names.
    fn colours(&mut self) -> [(&'static str, &mut Colour); 25] {
        [
            ("paper", &mut self.paper),
            ("ink", &mut self.ink),
            ("quiet_ink", &mut self.quiet_ink),
            ("rule", &mut self.rule),
            ("sea", &mut self.sea),
            ("coast", &mut self.coast),
            ("water_ink", &mut self.water_ink),
            ("land", &mut self.land),
            ("focus", &mut self.focus),
            ("locator_land", &mut self.locator_land),
            ("border", &mut self.border),
            ("hatch", &mut self.hatch),
            ("country_ink", &mut self.country_ink),
            ("contested_ink", &mut self.contested_ink),
            ("graticule", &mut self.graticule),
            ("town_ink", &mut self.town_ink),
            ("expelled", &mut self.expelled.fill),
            ("expelled_edge", &mut self.expelled.edge),
            ("dead", &mut self.dead.fill),
            ("missing", &mut self.missing.fill),
            ("rescued", &mut self.rescued.fill),
            ("other", &mut self.other.fill),
            ("synthetic", &mut self.synthetic.fill),
            ("help", &mut self.help),
            ("warning", &mut self.warning),
        ]
    }
}

/// A colour from `#RRGGBB`.
fn parse(words: &str) -> Result<Colour, String> {
    let digits = words
        .strip_prefix('#')
        .filter(|digits| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    digits
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .map(Colour::from_rgb)
        .ok_or_else(|| format!("theme: \"{}\" is no colour; write #RRGGBB", visible(words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Red, green and blue without the curve of the screen.
    ///
    /// # Source
    /// WCAG 2.2, relative luminance; IEC 61966-2-1.
    fn linear(colour: Colour) -> [f64; 3] {
        [colour.r, colour.g, colour.b].map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 {
                share / 12.92
            } else {
                libm::pow((share + 0.055) / 1.055, 2.4)
            }
        })
    }

    fn luminance([r, g, b]: [f64; 3]) -> f64 {
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    fn contrast(a: Colour, b: Colour) -> f64 {
        let (a, b) = (luminance(linear(a)), luminance(linear(b)));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// What a colour is for a common kind of colour vision, complete.
    ///
    /// # Source
    /// G. M. Machado, M. M. Oliveira, L. A. F. Fernandes (2009), A physiologically-based model for
    /// simulation of color vision deficiency, IEEE TVCG 15(6), 1291–1298: tables for severity 1.0.
    const KINDS: [(&str, [[f64; 3]; 3]); 3] = [
        (
            "protanopia",
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
        ),
    ];

    fn seen(colour: Colour, by: &[[f64; 3]; 3]) -> [f64; 3] {
        let [r, g, b] = linear(colour);
        by.map(|row| (row[0] * r + row[1] * g + row[2] * b).clamp(0.0, 1.0))
    }

    /// CIE L*a*b* for the white of sRGB (D65).
    fn lab([r, g, b]: [f64; 3]) -> [f64; 3] {
        let xyz = [
            (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047,
            0.2126729 * r + 0.7151522 * g + 0.0721750 * b,
            (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883,
        ];
        let [x, y, z] = xyz.map(|t| {
            if t > 216.0 / 24389.0 {
                libm::cbrt(t)
            } else {
                (24389.0 / 27.0 * t + 16.0) / 116.0
            }
        });
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    fn apart(a: [f64; 3], b: [f64; 3]) -> f64 {
        let (a, b) = (lab(a), lab(b));
        let squares = a.iter().zip(&b).map(|(a, b)| (a - b) * (a - b));
        squares.sum::<f64>().sqrt()
    }

    #[test]
    fn contrast_and_difference_are_those_of_the_standards() {
        assert!((contrast(Colour::from_rgb(0), Colour::WHITE) - 21.0).abs() < 1e-9);
        // The grey that fails WCAG AA by a hair.
        let grey = Colour::from_rgb(0x777777);
        assert!((contrast(grey, Colour::WHITE) - 4.48).abs() < 0.01);
        // Lindbloom's sRGB red: L* 53.24, a* 80.09, b* 67.20.
        let red = lab(linear(Colour::from_rgb(0xFF0000)));
        for (found, told) in red.into_iter().zip([53.24, 80.09, 67.20]) {
            assert!((found - told).abs() < 0.05, "{red:?}");
        }
    }

    #[test]
    fn symbols_differ_for_every_common_kind_of_colour_vision() {
        for (name, theme) in [("print", PRINT), ("screen", SCREEN), ("safe", SAFE)] {
            let symbols = [
                ("expelled", theme.expelled.fill),
                ("dead", theme.dead.fill),
                ("missing", theme.missing.fill),
                ("rescued", theme.rescued.fill),
                ("synthetic", theme.synthetic.fill),
                ("warning", theme.warning),
                ("help", theme.help),
                ("land", theme.land),
                ("sea", theme.sea),
            ];
            for (kind, matrix) in &KINDS {
                for (number, (one, a)) in symbols.iter().enumerate() {
                    for (other, b) in &symbols[number + 1..] {
                        if ["land", "sea"].contains(one) {
                            continue;
                        }
                        let apart = apart(seen(*a, matrix), seen(*b, matrix));
                        assert!(apart > 11.0, "{name}, {kind}: {one} and {other}: {apart}");
                    }
                }
            }
        }
    }

    /// Without colour only lightness is left: CIE L*, of which one is the least step that is seen.
    #[test]
    fn greys_differ_in_lightness() {
        let symbols = [
            ("dead", GREY.dead.fill),
            ("help", GREY.help),
            ("missing", GREY.missing.fill),
            ("expelled", GREY.expelled.fill),
            ("rescued", GREY.rescued.fill),
            ("synthetic", GREY.synthetic.fill),
        ];
        for pair in symbols.windows(2) {
            let [(one, a), (other, b)] = pair else {
                panic!()
            };
            let [darker, lighter] = [*a, *b].map(|colour| lab(linear(colour))[0]);
            assert!(lighter - darker > 10.0, "{one} {darker}, {other} {lighter}");
        }
        for theme in [GREY.sea, GREY.land, GREY.focus, GREY.paper] {
            for (name, edge) in [
                ("rescued", GREY.rescued.edge),
                ("synthetic", GREY.synthetic.edge),
            ] {
                assert!(contrast(edge, theme) >= 3.0, "{name} on {theme:?}");
            }
        }
        let colours = [GREY.warning, GREY.further_ink, GREY.town_ink, GREY.help];
        for colour in colours.into_iter().chain(GREY.remoteness) {
            assert!(colour.r == colour.g && colour.g == colour.b, "{colour:?}");
        }
    }

    #[test]
    fn words_stand_out_from_their_ground() {
        for theme in [PRINT, SCREEN, GREY, SAFE] {
            for ground in [theme.land, theme.focus, theme.sea] {
                for key in [theme.ink, theme.expelled.edge] {
                    assert!(contrast(key, ground) >= 4.5, "{key:?} on {ground:?}");
                }
                for other in [theme.town_ink, theme.country_ink, theme.graticule_ink] {
                    assert!(contrast(other, ground) >= 3.0, "{other:?} on {ground:?}");
                }
            }
            assert!(contrast(theme.contested_ink, theme.land) >= 3.0);
            assert!(contrast(theme.water_ink, theme.sea) >= 3.0);
            assert!(contrast(theme.quiet_ink, theme.paper) >= 4.5);
            assert!(contrast(theme.help, theme.land) >= 4.5);
            assert!(contrast(theme.warning, theme.focus) >= 4.5);
            for own in theme.own {
                assert!(contrast(own, theme.land) >= 3.0, "{own:?}");
            }
        }
    }

    #[test]
    fn a_colour_can_be_changed_by_its_name() {
        let mut theme = PRINT;
        theme.set("land", "#ffffff").unwrap();
        assert_eq!(theme.land, Colour::WHITE);
        assert!(theme.set("lands", "#ffffff").unwrap_err().contains("land"));
        assert!(theme.set("land", "white").unwrap_err().contains("#RRGGBB"));
        for name in Theme::NAMES {
            assert!(Theme::named(name).is_some());
        }
    }
}
