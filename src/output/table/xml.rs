//! Text in XML.

/// Adds a text, with what is markup escaped.
///
/// XML 1.0 has no way to hold most control characters; `U+FFFD` stands in their place, so that it is seen
/// that something was there.
pub(super) fn push_text(text: &str, bytes: &mut Vec<u8>) {
    for c in text.chars() {
        match c {
            '&' => bytes.extend_from_slice(b"&amp;"),
            '<' => bytes.extend_from_slice(b"&lt;"),
            '>' => bytes.extend_from_slice(b"&gt;"),
            '"' => bytes.extend_from_slice(b"&quot;"),
            // In the text of a file these would be read as a blank or a line feed.
            '\t' => bytes.extend_from_slice(b"&#9;"),
            '\n' => bytes.extend_from_slice(b"&#10;"),
            '\r' => bytes.extend_from_slice(b"&#13;"),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => {
                bytes.extend_from_slice("\u{FFFD}".as_bytes());
            }
            c => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}
