//! What a file is, by its first bytes. What it claims to be is not asked: a page of HTML that calls itself a
//! picture leaves as text. Nothing leaves under a type that a browser would run.

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// The media type it leaves under.
    pub media_type: &'static str,
    /// The end of its name, without the dot.
    pub extension: &'static str,
    /// What people call it.
    pub sort: Sort,
}

/// What people call a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A PDF.
    Pdf,
    /// A picture.
    Picture,
    /// Words.
    Text,
    /// A text document with looks.
    Document,
    /// A table of a spreadsheet, or slides.
    Office,
    /// Sound.
    Sound,
    /// Moving pictures.
    Video,
    /// Several files in one.
    Archive,
    /// Pictures of a scanner (DICOM).
    Scan,
    /// Anything else.
    Other,
}

/// Types that are kept, by what the bytes are: all harmless to open, none that a browser runs.
const KNOWN: [(&str, &str, Sort); 29] = [
    ("application/pdf", "pdf", Sort::Pdf),
    ("image/png", "png", Sort::Picture),
    ("image/jpeg", "jpg", Sort::Picture),
    ("image/gif", "gif", Sort::Picture),
    ("image/webp", "webp", Sort::Picture),
    ("image/bmp", "bmp", Sort::Picture),
    ("image/tiff", "tif", Sort::Picture),
    ("image/heif", "heic", Sort::Picture),
    ("image/avif", "avif", Sort::Picture),
    ("application/msword", "doc", Sort::Document),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", Sort::Document),
    ("application/vnd.oasis.opendocument.text", "odt", Sort::Document),
    ("application/rtf", "rtf", Sort::Document),
    ("application/vnd.ms-excel", "xls", Sort::Office),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", Sort::Office),
    ("application/vnd.oasis.opendocument.spreadsheet", "ods", Sort::Office),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx", Sort::Office),
    ("audio/mpeg", "mp3", Sort::Sound),
    ("audio/x-wav", "wav", Sort::Sound),
    ("audio/m4a", "m4a", Sort::Sound),
    ("audio/ogg", "ogg", Sort::Sound),
    ("audio/amr", "amr", Sort::Sound),
    ("video/mp4", "mp4", Sort::Video),
    ("video/quicktime", "mov", Sort::Video),
    ("video/webm", "webm", Sort::Video),
    ("video/x-msvideo", "avi", Sort::Video),
    ("video/mpeg", "mpg", Sort::Video),
    ("application/zip", "zip", Sort::Archive),
    ("application/gzip", "gz", Sort::Archive),
];

/// Any text, markup and scripts included.
const TEXT: Sniffed = Sniffed { media_type: "text/plain; charset=utf-8", extension: "txt", sort: Sort::Text };
/// A text of an older system.
const OLD_TEXT: Sniffed =
    Sniffed { media_type: "text/plain; charset=windows-1252", extension: "txt", sort: Sort::Text };
/// What nobody knows.
const OTHER: Sniffed =
    Sniffed { media_type: "application/octet-stream", extension: "bin", sort: Sort::Other };
/// DICOM, whose sign is not at the beginning, so that anything may stand before it.
const SCAN: Sniffed = Sniffed { media_type: "application/dicom", extension: "dcm", sort: Sort::Scan };

/// Tells what a file is by its first bytes. `claimed_text`: it says that it is text, which settles no more
/// than in which alphabet.
pub fn sniff(head: &[u8], claimed_text: bool) -> Sniffed {
    if is_text(head) {
        return TEXT;
    }
    let found = infer::get(head).map(|found| found.mime_type());
    let known = |found: &str| KNOWN.iter().find(|(media_type, ..)| *media_type == found);
    if let Some((media_type, extension, sort)) = found.and_then(known) {
        return Sniffed { media_type, extension, sort: *sort };
    }
    if head.get(128..132) == Some(b"DICM") {
        return SCAN;
    }
    let printable = |byte: &u8| !matches!(byte, 0..=8 | 11 | 14..=31 | 127);
    if found.is_none() && claimed_text && head.iter().all(printable) { OLD_TEXT } else { OTHER }
}

/// What a file claims to be, for a list of files that are not read yet.
pub fn claimed(media_type: &str) -> Sort {
    let known = KNOWN.iter().find(|(known, ..)| *known == media_type).map(|(.., sort)| *sort);
    known.unwrap_or_else(|| match media_type.split('/').next() {
        Some("text") => Sort::Text,
        Some("image") => Sort::Picture,
        Some("audio") => Sort::Sound,
        Some("video") => Sort::Video,
        _ if media_type == "application/dicom" => Sort::Scan,
        _ => Sort::Other,
    })
}

/// UTF-8 without control characters; the last letter may be cut off. RTF is text that a word processor reads.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let odd = |letter: char| letter.is_control() && !matches!(letter, '\t' | '\n' | '\r' | '\u{c}');
    !text.starts_with("%PDF-") && !text.starts_with("{\\rtf") && !text.is_empty() && !text.contains(odd)
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn bytes_say_what_they_are() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice();
        let mut dicom = vec![0; 128];
        dicom.extend_from_slice(b"DICM\x02\0");
        for (head, media_type, extension) in [
            (b"%PDF-1.4\n1 0 obj".as_slice(), "application/pdf", "pdf"),
            (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf", "pdf"),
            (png, "image/png", "png"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "image/jpeg", "jpg"),
            (b"GIF89a\x01\0\x01\0", "image/gif", "gif"),
            (b"{\\rtf1\\ansi hello}", "application/rtf", "rtf"),
            (b"PK\x03\x04\x14\0\0\0", "application/zip", "zip"),
            (&dicom, "application/dicom", "dcm"),
            ("Grüße, 你好\r\n".as_bytes(), "text/plain; charset=utf-8", "txt"),
            // A letter that is cut in the middle.
            (&"é".as_bytes()[..1], "application/octet-stream", "bin"),
            (&"aé".as_bytes()[..2], "text/plain; charset=utf-8", "txt"),
            (b"\0\x01\x02", "application/octet-stream", "bin"),
        ] {
            let sniffed = sniff(head, false);
            assert_eq!((sniffed.media_type, sniffed.extension), (media_type, extension), "{head:?}");
        }
        assert_eq!(sniff(b"Gr\xfc\xdfe", true), OLD_TEXT);
        assert_eq!(sniff(b"Gr\xfc\xdfe", false), OTHER);
    }

    #[test]
    fn nothing_that_runs_leaves_as_what_runs() {
        for hostile in [
            b"<!DOCTYPE html><script>alert(1)</script>".as_slice(),
            b"\xef\xbb\xbf<html><body onload=alert(1)>",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>",
            b"<?xml version=\"1.0\"?><?xml-stylesheet href=\"x.xsl\"?><a/>",
            b"#!/bin/sh\nrm -rf ~\n",
            b"alert(1)//",
            b"MZ\x90\0\x03\0\0\0",
            b"\x7fELF\x02\x01\x01\0",
            b"CWS\x0a\0\0",
            b"\0<html><script>alert(1)</script>",
        ] {
            for claimed_text in [false, true] {
                let sniffed = sniff(hostile, claimed_text).media_type;
                assert!(sniffed.starts_with("text/plain") || sniffed == OTHER.media_type, "{sniffed}");
            }
        }
        // A polyglot is what its first bytes are, and no browser takes an attachment for anything else.
        assert_eq!(sniff(b"GIF89a=1/*<script>*/\0", false).media_type, "image/gif");
        for (media_type, extension, _) in KNOWN {
            let runs = ["html", "svg", "xml", "script", "x-shockwave", "wasm"];
            assert!(!runs.iter().any(|word| media_type.ends_with(word)), "{media_type} {extension}");
        }
    }
}
