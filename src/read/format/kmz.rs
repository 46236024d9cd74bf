//! KMZ: KML in a zip archive.

use super::kml::{is_kml, open_archive};
use super::{Ask, Format, Told};

pub(super) const FORMAT: Format = Format {
    told_by: Told::Entry(is_kml),
    takes: &[Ask::Encoding],
    sheets: None,
    open: open_archive,
};
