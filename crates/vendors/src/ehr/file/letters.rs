//! Base64 as EHRs send it, decoded while it arrives: line breaks and blanks are skipped, both alphabets are
//! taken, padding may be missing.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Padding is looked at here, and letters whose last bits are not zero say the same as those whose are.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// The text is not base64.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotBase64;

/// A text being decoded.
#[derive(Default)]
pub(super) struct Letters {
    /// Letters of the standard alphabet that are not decoded yet.
    waiting: Vec<u8>,
    /// How many padding signs have come; nothing but padding and blanks may follow.
    padding: u8,
}

impl Letters {
    /// Takes the next part of the text, and appends what it says to `out`.
    pub(super) fn take(&mut self, text: &[u8], out: &mut Vec<u8>) -> Result<(), NotBase64> {
        for byte in text {
            let letter = match byte {
                b' ' | b'\t' | b'\r' | b'\n' => continue,
                b'=' if self.padding < 2 => {
                    self.padding += 1;
                    continue;
                }
                _ if self.padding > 0 => return Err(NotBase64),
                b'-' => b'+',
                b'_' => b'/',
                b'+' | b'/' => *byte,
                byte if byte.is_ascii_alphanumeric() => *byte,
                _ => return Err(NotBase64),
            };
            self.waiting.push(letter);
        }
        let whole = self.waiting.len() / 4 * 4;
        self.decode(whole, out)
    }

    /// The end of the text.
    pub(super) fn end(&mut self, out: &mut Vec<u8>) -> Result<(), NotBase64> {
        // One letter alone is no byte; padding fills up to four letters or is not there at all.
        let rest = self.waiting.len();
        let filled = self.padding == 0 || rest > 0 && rest + usize::from(self.padding) == 4;
        if rest == 1 || !filled {
            return Err(NotBase64);
        }
        self.decode(rest, out)
    }

    fn decode(&mut self, count: usize, out: &mut Vec<u8>) -> Result<(), NotBase64> {
        ENGINE.decode_vec(&self.waiting[..count], out).map_err(|_| NotBase64)?;
        self.waiting.drain(..count);
        Ok(())
    }
}

/// Decodes a text that is here as a whole.
pub(super) fn decoded(text: &str) -> Result<Vec<u8>, NotBase64> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let mut letters = Letters::default();
    letters.take(text.as_bytes(), &mut out)?;
    letters.end(&mut out)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_the_same_bytes_is_understood() {
        for text in ["SGVsbG8sIQ==", "SGVs\r\nbG8s\r\nIQ==\r\n", "SGVsbG8sIQ", " SGVs bG8sIQ= ="] {
            assert_eq!(decoded(text).as_deref(), Ok(&b"Hello,!"[..]), "{text:?}");
        }
        assert_eq!(decoded("-_-_"), decoded("+/+/"));
        assert_eq!(decoded(""), Ok(Vec::new()));
        for text in ["SGVsbG8s!", "S", "SGVs=", "SG=Vs", "SGVsbG8sIQ===", "====", "SGVsé"] {
            assert_eq!(decoded(text), Err(NotBase64), "{text:?}");
        }
    }

    #[test]
    fn a_text_in_pieces_says_what_it_says_as_a_whole() {
        let text = "VGhlIHF1aWNrIGJyb3du\nIGZveCBqdW1wcw==";
        for size in 1..text.len() {
            let (mut letters, mut out) = (Letters::default(), Vec::new());
            for piece in text.as_bytes().chunks(size) {
                letters.take(piece, &mut out).unwrap();
            }
            letters.end(&mut out).unwrap();
            assert_eq!(out, b"The quick brown fox jumps", "pieces of {size}");
        }
    }
}
