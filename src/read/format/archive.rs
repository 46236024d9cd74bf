//! Zip archives, with bounds: a small file cannot ask for much memory or time, or lie about where it is.
//!
//! The directory is read by the `zip` crate; entries are inflated here, so that they can be read piece by
//! piece and counted as they come.

use std::io::{self, Read, SeekFrom, Take};

use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use super::{Bytes, Source, Unreadable};
use crate::model::{At, Finding, visible};

/// The most bytes that all entries of an archive hold together.
const INFLATED_BYTES: u64 = 64 << 20;

/// The most that an entry may grow when it is inflated, once it is larger than [`SMALL`].
const RATIO: u64 = 200;

/// Below this size it does not matter how much an entry grew.
const SMALL: u64 = 1 << 20;

/// The most entries of an archive.
const ENTRIES: usize = 1_000;

/// The most rows of an XLSX workbook, twice those of an ODS, and the most placemarks of a KMZ: each takes some microseconds, however well it
/// packs.
pub(super) const ROWS: u64 = 1 << 18;

/// The most texts that the cells of a workbook share.
#[cfg(feature = "workbook")]
pub(super) const SHARED_TEXTS: usize = 1 << 19;

/// A zip archive.
pub(super) struct Archive<'a> {
    /// What is read, its bytes those of the archive.
    pub(super) source: Source<'a>,
    entries: Vec<Entry>,
    /// How many bytes may still be inflated.
    left: u64,
}

#[derive(Debug, Clone)]
struct Entry {
    name: String,
    start: u64,
    packed: u64,
    size: u64,
    sum: u32,
    method: CompressionMethod,
    is_encrypted: bool,
}

impl<'a> Archive<'a> {
    /// Reads the directory of an archive, and refuses one that is not to be trusted.
    pub(super) fn open(source: Source<'a>) -> Result<Self, Finding> {
        let entries = entries(source.bytes)
            .map_err(|(why, fix)| source.refusal("zip", At::File, why).with_fix(fix))?;
        Ok(Self {
            source,
            entries,
            left: INFLATED_BYTES,
        })
    }

    /// The names of its entries, in their order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// Whether it has an entry of this name.
    #[cfg(feature = "workbook")]
    pub(super) fn has(&self, name: &str) -> bool {
        self.names().any(|other| other == name)
    }

    /// The bytes of an entry, counted against what the archive may hold.
    pub(super) fn read(&mut self, name: &str) -> Result<Inflated<'_>, Finding> {
        let entry = self.usable(name)?;
        self.left = self.left.saturating_sub(entry.size);
        let origin = self.source.origin();
        start(self.source.bytes, &entry).map_err(|error| Unreadable::finding(&error, origin))
    }

    /// Lets entries that were read be read again: what was found in them is held no more.
    pub(super) const fn begin_again(&mut self) {
        self.left = INFLATED_BYTES;
    }

    /// The bytes of the last entry that is read.
    pub(super) fn into_read(self, name: &str) -> Result<Inflated<'a>, Finding> {
        let entry = self.usable(name)?;
        let origin = self.source.origin();
        start(self.source.bytes, &entry).map_err(|error| Unreadable::finding(&error, origin))
    }

    fn usable(&self, name: &str) -> Result<Entry, Finding> {
        let refuse = |why: String, fix: &str| {
            let shown = visible(name);
            let why = format!("{shown} in the archive {why}");
            Err(self.source.refusal("zip", At::File, why).with_fix(fix))
        };
        let Some(entry) = self.entries.iter().find(|entry| entry.name == name) else {
            return refuse("is missing".to_owned(), "the file is damaged; get it whole");
        };
        if entry.is_encrypted {
            return refuse(
                "is encrypted".to_owned(),
                "save the file without a password",
            );
        }
        if !matches!(
            entry.method,
            CompressionMethod::Stored | CompressionMethod::Deflated
        ) {
            let method = entry.method;
            return refuse(
                format!("is packed by {method}, which is not read"),
                "pack it as an ordinary zip archive",
            );
        }
        if entry.size > self.left {
            let most = INFLATED_BYTES >> 20;
            return refuse(
                format!(
                    "holds {} bytes; the limit is {most} MB for all that an archive holds",
                    entry.size
                ),
                "unpack it, and give the file itself",
            );
        }
        if entry.size > SMALL && entry.size / RATIO > entry.packed {
            return refuse(
                format!("grows more than {RATIO}-fold, to {} bytes", entry.size),
                "unpack it, and give the file itself",
            );
        }
        Ok(entry.clone())
    }
}

/// The entries of an archive, or why it is refused and what to do.
fn entries(bytes: &mut dyn Bytes) -> Result<Vec<Entry>, (String, &'static str)> {
    let damaged = |why: String| (why, "get the file whole, or pack it anew");
    let mut zip = ZipArchive::new(bytes).map_err(|error| {
        damaged(format!(
            "a zip archive without a readable central directory: the file is cut off or damaged ({error})"
        ))
    })?;
    if zip.len() > ENTRIES {
        let count = zip.len();
        let why = format!("{count} entries in the archive; {ENTRIES} are the most");
        return Err((why, "pack only what is needed"));
    }
    let mut entries = Vec::new();
    for index in 0..zip.len() {
        let entry = zip
            .by_index_raw(index)
            .map_err(|error| damaged(format!("entry {index} of the archive: {error}")))?;
        let name = match entry.name() {
            Ok(name) => name.into_owned(),
            Err(_) => String::from_utf8_lossy(entry.name_raw()).into_owned(),
        };
        if leads_outside(&name) {
            let why = format!(
                "the entry \"{}\" of the archive names a place outside of it",
                visible(&name)
            );
            return Err((why, "do not trust this file; ask for a clean one"));
        }
        let Some(start) = entry.data_start() else {
            return Err(damaged(format!("entry {index} of the archive has no data")));
        };
        entries.push(Entry {
            name,
            start,
            packed: entry.compressed_size(),
            size: entry.size(),
            sum: entry.crc32(),
            method: entry.compression(),
            is_encrypted: entry.encrypted(),
        });
    }
    Ok(entries)
}

/// Whether a name is no path inside the archive.
fn leads_outside(name: &str) -> bool {
    let has_drive = name.as_bytes().get(1) == Some(&b':');
    name.starts_with(['/', '\\'])
        || has_drive
        || name.contains('\0')
        || name.split(['/', '\\']).any(|part| part == "..")
}

fn start<'a>(bytes: &'a mut dyn Bytes, entry: &Entry) -> io::Result<Inflated<'a>> {
    bytes.seek(SeekFrom::Start(entry.start))?;
    let packed = bytes.take(entry.packed);
    let bytes = match entry.method {
        CompressionMethod::Stored => Packed::Stored(packed),
        _ => Packed::Deflated(Box::new(DeflateDecoder::new(packed))),
    };
    Ok(Inflated {
        bytes,
        name: visible(&entry.name),
        left: entry.size,
        wanted: entry.sum,
        sum: crc32fast::Hasher::new(),
        is_done: false,
    })
}

enum Packed<'a> {
    Stored(Take<&'a mut dyn Bytes>),
    Deflated(Box<DeflateDecoder<Take<&'a mut dyn Bytes>>>),
}

/// The bytes of an entry: as many as the archive says, with the checksum it says, or an error.
pub(super) struct Inflated<'a> {
    bytes: Packed<'a>,
    name: String,
    left: u64,
    wanted: u32,
    sum: crc32fast::Hasher,
    is_done: bool,
}

impl Read for Inflated<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() || self.is_done {
            return Ok(0);
        }
        let result = match &mut self.bytes {
            Packed::Stored(bytes) => bytes.read(buffer),
            Packed::Deflated(bytes) => bytes.read(buffer),
        };
        let damaged = |name: &str, what: &str| {
            Unreadable::error(
                "zip",
                format!("{name} in the archive: {what}"),
                "the file is damaged; get it whole",
            )
        };
        let count = result.map_err(|error| damaged(&self.name, &error.to_string()))?;
        self.sum.update(buffer.get(..count).unwrap_or_default());
        match self.left.checked_sub(count as u64) {
            None => return Err(damaged(&self.name, "it is longer than the archive says")),
            Some(left) => self.left = left,
        }
        if count == 0 {
            self.is_done = true;
            if self.left > 0 {
                return Err(damaged(&self.name, "it is shorter than the archive says"));
            }
            if self.sum.clone().finalize() != self.wanted {
                return Err(damaged(&self.name, "the checksum is wrong"));
            }
        }
        Ok(count)
    }
}

#[cfg(test)]
#[cfg(feature = "kml")]
mod tests {
    use std::io::{Cursor, Write};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::super::tests::read;

    const KML: &str = "<kml><Placemark><name>a</name><Point><coordinates>1,2</coordinates></Point></Placemark></kml>";

    fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[track_caller]
    fn is_refused(bytes: &[u8], why: &str) {
        let finding = read(bytes).map(|_| ()).unwrap_err();
        assert_eq!(finding.severity, crate::model::Severity::RejectsFile);
        assert!(finding.why.contains(why), "{finding}");
    }

    #[test]
    fn archives_that_are_not_to_be_trusted_are_refused() {
        let kml = KML.as_bytes();
        assert_eq!(read(&packed(&[("doc.kml", kml)])).unwrap().rows.len(), 1);
        for name in [
            "/doc.kml",
            "../doc.kml",
            "a/../../doc.kml",
            "C:\\doc.kml",
            "..\\doc.kml",
        ] {
            is_refused(&packed(&[(name, kml)]), "outside");
        }
        let names: Vec<String> = (0..1001).map(|number| format!("{number}.kml")).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), kml)).collect();
        is_refused(&packed(&many), "1001 entries");
        is_refused(&packed(&[("doc.kml", &vec![b' '; 2 << 20])]), "200-fold");
        let whole = packed(&[("doc.kml", kml)]);
        is_refused(whole.split_at(whole.len() - 30).0, "central directory");
        // A size that is a lie: the entry is longer, or shorter, than its directory says.
        let at = whole
            .windows(4)
            .rposition(|part| part == b"PK\x01\x02")
            .unwrap()
            + 24;
        for size in [KML.len() - 1, KML.len() + 1] {
            let mut lying = whole.clone();
            lying[at..at + 4].copy_from_slice(&u32::try_from(size).unwrap().to_le_bytes());
            is_refused(&lying, "than the archive says");
        }
        let mut damaged = whole;
        let sum = at - 8;
        damaged[sum] ^= 1;
        is_refused(&damaged, "doc.kml in the archive: the checksum is wrong");
    }

    /// An archive whose entries are not packed, so that any may hold the same thing over and over.
    fn stored(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let stored =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (name, text) in entries {
            zip.start_file(*name, stored).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn times(count: u64, text: &str) -> String {
        text.repeat(usize::try_from(count).unwrap())
    }

    #[test]
    fn an_archive_with_too_many_placemarks_is_refused() {
        let kmz = |count| {
            let marks = times(count, "<Placemark></Placemark>");
            stored(&[("doc.kml", &format!("<kml>{marks}</kml>"))])
        };
        is_refused(&kmz(super::ROWS + 1), "more than 262144 placemarks");
        let most = read(&kmz(super::ROWS)).unwrap().rows.len();
        assert_eq!(most as u64, super::ROWS);
    }

    #[cfg(feature = "workbook")]
    #[test]
    fn a_workbook_with_too_many_rows_or_texts_is_refused() {
        let xlsx = |rows, texts| {
            let sheet = times(rows, "<row><c><v>1</v></c></row>");
            let shared = times(texts, "<si></si>");
            stored(&[
                (
                    "xl/workbook.xml",
                    "<workbook><sheets><sheet name=\"S\" id=\"a\"/></sheets></workbook>",
                ),
                (
                    "xl/_rels/workbook.xml.rels",
                    "<Relationships><Relationship Id=\"a\" Type=\"/worksheet\" Target=\"a.xml\"/>\
                     <Relationship Id=\"b\" Type=\"/sharedStrings\" Target=\"b.xml\"/></Relationships>",
                ),
                (
                    "xl/a.xml",
                    &format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>"),
                ),
                ("xl/b.xml", &format!("<sst>{shared}</sst>")),
            ])
        };
        // One row is the header.
        is_refused(
            &xlsx(super::ROWS + 2, 0),
            "more than 262144 rows in the sheet S",
        );
        let most = read(&xlsx(super::ROWS + 1, 0)).unwrap().rows.len();
        assert_eq!(most as u64, super::ROWS);
        let texts = super::SHARED_TEXTS as u64;
        is_refused(&xlsx(2, texts + 1), "more than 524288 different texts");
        assert_eq!(read(&xlsx(2, texts)).unwrap().rows.len(), 1);
    }

    #[test]
    fn changed_archives_never_panic() {
        let whole = packed(&[("a/x.txt", b"x"), ("doc.kml", KML.as_bytes())]);
        let mut state = 88_172_645_463_325_252_u64;
        let mut random = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state >> 33).unwrap() % below
        };
        for _ in 0..3000 {
            let mut bytes = whole.clone();
            for _ in 0..=random(3) {
                let at = random(bytes.len());
                bytes[at] = u8::try_from(random(256)).unwrap();
            }
            drop(read(&bytes));
        }
    }
}
