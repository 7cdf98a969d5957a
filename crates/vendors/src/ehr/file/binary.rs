//! A FHIR `Binary` read from JSON while it arrives: `data` is decoded and handed on, the few fields that say
//! what it is and whose are kept, everything else is skipped. Memory stays small however large it is.

use std::collections::BTreeMap;

use fhir::Reference;
use fhir::json::MAX_DEPTH;

use super::letters::Letters;
use crate::ehr::EhrError;

/// Fields that are kept, as JSON texts.
const KEPT: [&str; 3] = ["resourceType", "id", "securityContext"];
/// The longest of them, and the longest key.
const LONGEST: usize = 16 * 1024;

/// Where in the text the reader stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before the object.
    Start,
    /// Before a key, or the end of an object without fields.
    First,
    /// Before a key.
    Key,
    /// Inside a key.
    InKey,
    /// Before the colon.
    Colon,
    /// Before a value.
    Value,
    /// Inside a value that is not `data`.
    Inside,
    /// Inside the text of `data`.
    Data,
    /// After a value.
    After,
    /// After the object.
    End,
}

/// The reader.
pub(super) struct BinaryReader {
    at: At,
    key: Vec<u8>,
    value: Vec<u8>,
    kept: BTreeMap<&'static str, String>,
    /// Brackets open inside the value.
    depth: usize,
    /// Inside a text of the value, and whether the last sign was a backslash.
    quoted: bool,
    escaped: bool,
    /// Hexadecimal digits of `\u` in `data`.
    unicode: Option<Vec<u8>>,
    letters: Letters,
    seen_data: bool,
}

/// What a Binary says about itself.
pub(super) struct Label {
    /// `resourceType`.
    pub(super) resource_type: Option<String>,
    /// The logical id.
    pub(super) id: Option<String>,
    /// What stands for its access: often the patient.
    pub(super) security_context: Option<Reference>,
    /// There is one, and it cannot be read.
    pub(super) unreadable: bool,
}

impl BinaryReader {
    pub(super) fn new() -> Self {
        Self {
            at: At::Start,
            key: Vec::new(),
            value: Vec::new(),
            kept: BTreeMap::new(),
            depth: 0,
            quoted: false,
            escaped: false,
            unicode: None,
            letters: Letters::default(),
            seen_data: false,
        }
    }

    /// Takes the next part of the answer, and appends what `data` says to `out`.
    pub(super) fn take(&mut self, part: &[u8], out: &mut Vec<u8>) -> Result<(), EhrError> {
        let mut rest = part;
        while let Some((&byte, after)) = rest.split_first() {
            if self.at == At::Data && !self.escaped && self.unicode.is_none() {
                // Most of the answer: letters up to a quote or a backslash, taken in one go.
                let run = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')).unwrap_or(rest.len());
                if run > 0 {
                    self.letters.take(&rest[..run], out).map_err(|_| EhrError::Malformed)?;
                    rest = &rest[run..];
                    continue;
                }
            }
            self.step(byte, out)?;
            rest = after;
        }
        Ok(())
    }

    /// The end of the answer: what the Binary says about itself.
    pub(super) fn end(&mut self) -> Result<Label, EhrError> {
        if self.at != At::End {
            return Err(EhrError::Malformed);
        }
        let text = |name| serde_json::from_str::<String>(self.kept.get(name)?).ok();
        let context = self.kept.get("securityContext");
        let read = context.and_then(|text| serde_json::from_str::<Reference>(text).ok());
        Ok(Label {
            resource_type: text("resourceType"),
            id: text("id"),
            unreadable: context.is_some() && read.as_ref().is_none_or(|read| read.reference.is_none()),
            security_context: read,
        })
    }

    fn step(&mut self, byte: u8, out: &mut Vec<u8>) -> Result<(), EhrError> {
        let blank = matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        self.at = match (self.at, byte) {
            (At::InKey, _) => return self.in_key(byte),
            (At::Data, _) => return self.in_data(byte, out),
            (At::Inside, _) => return self.in_value(byte),
            (at, _) if blank => at,
            (At::Start, b'{') => At::First,
            (At::First | At::Key, b'"') => {
                self.key.clear();
                At::InKey
            }
            (At::First | At::After, b'}') => At::End,
            (At::Colon, b':') => At::Value,
            (At::Value, _) => return self.begin(byte),
            (At::After, b',') => At::Key,
            _ => return Err(EhrError::Malformed),
        };
        Ok(())
    }

    /// Keys with escapes are none that matter; they stay as they are written.
    fn in_key(&mut self, byte: u8) -> Result<(), EhrError> {
        match byte {
            b'"' if !self.escaped => self.at = At::Colon,
            _ if self.key.len() > LONGEST => return Err(EhrError::Malformed),
            _ => {
                self.escaped = byte == b'\\' && !self.escaped;
                self.key.push(byte);
            }
        }
        Ok(())
    }

    fn begin(&mut self, byte: u8) -> Result<(), EhrError> {
        if self.key == b"data" {
            // Two readers could disagree on a text that stands there twice.
            if byte != b'"' || self.seen_data {
                return Err(EhrError::Malformed);
            }
            (self.seen_data, self.at) = (true, At::Data);
            return Ok(());
        }
        self.value.clear();
        (self.depth, self.quoted, self.escaped, self.at) = (0, false, false, At::Inside);
        self.in_value(byte)
    }

    fn in_value(&mut self, byte: u8) -> Result<(), EhrError> {
        // A number or a word ends where the object goes on.
        if !self.quoted && self.depth == 0 && matches!(byte, b',' | b'}') {
            self.keep()?;
            self.at = if byte == b',' { At::Key } else { At::End };
            return Ok(());
        }
        if self.wanted().is_some() {
            if self.value.len() > LONGEST {
                return Err(EhrError::Malformed);
            }
            self.value.push(byte);
        }
        if self.quoted {
            match byte {
                b'"' if !self.escaped => self.quoted = false,
                _ => self.escaped = byte == b'\\' && !self.escaped,
            }
        } else {
            match byte {
                b'"' => self.quoted = true,
                b'{' | b'[' if self.depth < MAX_DEPTH => self.depth += 1,
                b'}' | b']' if self.depth > 0 => self.depth -= 1,
                b'{' | b'[' | b'}' | b']' => return Err(EhrError::Malformed),
                _ => return Ok(()),
            }
        }
        if !self.quoted && self.depth == 0 && matches!(byte, b'"' | b'}' | b']') {
            self.keep()?;
            self.at = At::After;
        }
        Ok(())
    }

    fn wanted(&self) -> Option<&'static str> {
        KEPT.into_iter().find(|name| name.as_bytes() == self.key)
    }

    fn keep(&mut self) -> Result<(), EhrError> {
        let Some(name) = self.wanted() else { return Ok(()) };
        let text = std::str::from_utf8(&self.value).map_err(|_| EhrError::Malformed)?;
        match self.kept.insert(name, text.to_owned()) {
            Some(_) => Err(EhrError::Malformed),
            None => Ok(()),
        }
    }

    /// Escapes in base64: `\/`, line breaks, and any letter as `\u`.
    fn in_data(&mut self, byte: u8, out: &mut Vec<u8>) -> Result<(), EhrError> {
        let letter = if let Some(mut digits) = self.unicode.take() {
            digits.push(byte);
            if digits.len() < 4 {
                self.unicode = Some(digits);
                return Ok(());
            }
            let digits = std::str::from_utf8(&digits).ok();
            digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).ok_or(EhrError::Malformed)?
        } else if self.escaped {
            self.escaped = false;
            match byte {
                b'/' => b'/',
                b'n' | b'r' | b't' => b'\n',
                b'u' => {
                    self.unicode = Some(Vec::with_capacity(4));
                    return Ok(());
                }
                _ => return Err(EhrError::Malformed),
            }
        } else if byte == b'\\' {
            self.escaped = true;
            return Ok(());
        } else {
            self.at = At::After;
            return self.letters.end(out).map_err(|_| EhrError::Malformed);
        };
        self.letters.take(&[letter], out).map_err(|_| EhrError::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, size: usize) -> Result<(Vec<u8>, Label), EhrError> {
        let (mut reader, mut out) = (BinaryReader::new(), Vec::new());
        for part in text.as_bytes().chunks(size) {
            reader.take(part, &mut out)?;
        }
        Ok((out, reader.end()?))
    }

    #[test]
    fn a_binary_says_what_it_holds_and_whose_it_is() {
        let text = r#" { "contentType":"text/plain", "data":"SGVs\r\nbG8\u0073\u000AIQ==" , "meta":
            {"tag":[{"code":"a\"}]","x":[1,{}]}],"n":-1.5e3}, "id":"b1", "flag":true,"n":null,
            "resourceType":"Binary","securityContext":{"reference":"Patient/p1"}} "#;
        for size in 1..text.len() {
            let (data, label) = read(text, size).unwrap();
            assert_eq!(data, b"Hello,!", "parts of {size}");
            assert_eq!((label.resource_type.as_deref(), label.id.as_deref()), (Some("Binary"), Some("b1")));
            let context = label.security_context.and_then(|context| context.reference);
            assert_eq!(context.as_deref(), Some("Patient/p1"));
        }
        let (data, label) = read(r#"{"resourceType":"Binary","n":1}"#, 7).unwrap();
        assert_eq!((data.len(), label.resource_type.as_deref()), (0, Some("Binary")));
        assert!(read("{}", 1).is_ok());
    }

    #[test]
    fn what_is_not_one_binary_is_malformed() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(200), "]".repeat(200));
        let long = format!("{{\"id\":\"{}\"}}", "x".repeat(20_000));
        for text in [
            "",
            "[]",
            "{",
            r#"{"data":"SGVs"#,
            r#"{"data":"SGVs""#,
            r#"{"data":["SGVs"]}"#,
            r#"{"data":"SGVs","data":"SGVs"}"#,
            r#"{"id":"a","id":"b"}"#,
            r#"{"data":"S!"}"#,
            r#"{"data":"\u00zz"}"#,
            r#"{"data":"\u0153"}"#,
            r#"{"data":"SGVs"} x"#,
            r#"{"a":]}"#,
            r#"{"a" 1}"#,
            &deep,
            &long,
        ] {
            assert_eq!(read(text, 3).err(), Some(EhrError::Malformed), "{text:.60}");
        }
    }
}
