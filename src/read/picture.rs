//! A picture from the bytes of a PNG file.

use std::fmt;
use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, Encoder, Limits, Transformations};

use crate::model::Picture;

/// The most bytes of a file that is read as a picture.
pub const MOST_PICTURE_BYTES: usize = 8 << 20;

/// The most dots along a side.
const MOST_SIDE: u32 = 4096;

/// Why bytes are no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadPicture {
    /// They are a drawing in SVG.
    Svg,
    /// They are a JPEG picture.
    Jpeg,
    /// They are something else.
    NoPng,
    /// They start as a PNG file and cannot be read to its end.
    Broken,
    /// It has more bytes or dots than are read.
    Large,
}

/// Reads a PNG file. What it holds besides its dots, such as places and names, is left behind.
///
/// # Errors
/// [`BadPicture`].
pub fn read_picture(bytes: &[u8]) -> Result<Picture, BadPicture> {
    if bytes.len() > MOST_PICTURE_BYTES {
        return Err(BadPicture::Large);
    }
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Err(kind_of(bytes));
    }
    let limits = Limits {
        bytes: 4 * MOST_SIDE as usize * MOST_SIDE as usize,
    };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let broken = |_| BadPicture::Broken;
    let header = decoder.read_header_info().map_err(broken)?;
    let (width, height) = (header.width, header.height);
    if width.max(height) > MOST_SIDE {
        return Err(BadPicture::Large);
    }
    let mut reader = decoder.read_info().map_err(broken)?;
    let size = reader.output_buffer_size().ok_or(BadPicture::Large)?;
    let mut dots = vec![0; size];
    let frame = reader.next_frame(&mut dots).map_err(broken)?;
    dots.truncate(frame.buffer_size());
    let rgba = match frame.color_type {
        ColorType::Rgba => dots,
        ColorType::GrayscaleAlpha => {
            let grey = |dot: &[u8; 2]| [dot[0], dot[0], dot[0], dot[1]];
            dots.as_chunks::<2>().0.iter().flat_map(grey).collect()
        }
        _ => return Err(BadPicture::Broken),
    };
    let png = encoded(width, height, &rgba).ok_or(BadPicture::Broken)?;
    Picture::from_dots(width, height, rgba, png).ok_or(BadPicture::Broken)
}

/// What bytes are that are no PNG file.
fn kind_of(bytes: &[u8]) -> BadPicture {
    let start = &bytes[..bytes.len().min(1024)];
    let has = |words: &[u8]| start.windows(words.len()).any(|window| window == words);
    if has(b"<svg") {
        BadPicture::Svg
    } else if bytes.starts_with(b"\xFF\xD8\xFF") {
        BadPicture::Jpeg
    } else {
        BadPicture::NoPng
    }
}

fn encoded(width: u32, height: u32, rgba: &[u8]) -> Option<Vec<u8>> {
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, width, height);
    encoder.set_color(ColorType::Rgba);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(rgba).ok()?;
    writer.finish().ok()?;
    Some(png)
}

impl fmt::Display for BadPicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Svg => {
                "this is an SVG, which cannot be a logo; save it as a PNG, 709 dots wide for 30 mm at 600 dots \
                 per inch"
            }
            Self::Jpeg => "this is a JPEG, which cannot be a logo; save it as a PNG",
            Self::NoPng => "this is no picture; a logo is a PNG file",
            Self::Broken => "the PNG file is broken; save it anew",
            Self::Large => {
                return write!(
                    f,
                    "the picture is too large; a logo has at most {} MB and {MOST_SIDE} dots a side",
                    MOST_PICTURE_BYTES >> 20
                );
            }
        })
    }
}

impl std::error::Error for BadPicture {}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(width: u32, height: u32) -> Vec<u8> {
        let mut png = Vec::new();
        let mut encoder = Encoder::new(&mut png, width, height);
        encoder.set_color(ColorType::Grayscale);
        encoder
            .add_text_chunk("Author".to_owned(), "somebody".to_owned())
            .unwrap();
        let mut writer = encoder.write_header().unwrap();
        let dots = vec![7; usize::try_from(width * height).unwrap()];
        writer.write_image_data(&dots).unwrap();
        writer.finish().unwrap();
        png
    }

    #[test]
    fn a_picture_is_its_dots_and_nothing_else_of_the_file() {
        let file = grey(3, 2);
        assert!(file.windows(8).any(|window| window == b"somebody"));
        let picture = read_picture(&file).unwrap();
        assert_eq!((picture.width(), picture.height()), (3, 2));
        assert_eq!(picture.rgba(), [7, 7, 7, 255].repeat(6));
        assert!(!picture.png().windows(8).any(|window| window == b"somebody"));
        assert_eq!(read_picture(picture.png()), Ok(picture));
    }

    #[test]
    fn what_is_no_picture_is_named() {
        let file = grey(3, 2);
        for (bytes, why) in [
            (&b"id,name\n"[..], BadPicture::NoPng),
            (b"", BadPicture::NoPng),
            (b"<?xml version=\"1.0\"?><svg/>", BadPicture::Svg),
            (b"\xFF\xD8\xFF\xE0", BadPicture::Jpeg),
            (&file[..file.len() / 2], BadPicture::Broken),
            (&file[..8], BadPicture::Broken),
            (&vec![0; MOST_PICTURE_BYTES + 1], BadPicture::Large),
            (&grey(MOST_SIDE + 1, 1), BadPicture::Large),
        ] {
            assert_eq!(read_picture(bytes), Err(why));
        }
    }
}
