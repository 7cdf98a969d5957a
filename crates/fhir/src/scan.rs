//! One pass over a JSON text: whether it is well-formed, where its parts are, how deep it nests.
//!
//! It takes exactly what serde_json takes when it skips a value, in a loop instead of by recursion, eight
//! letters of a string at a time. Parts are places in the text, so nothing is copied and nothing is looked at
//! twice.

use std::borrow::Cow;

/// Why a text is not JSON, or not an object. Never repeats it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// It is not well-formed, or ends early.
    NotJson,
    /// It is, or begins, something else than an object.
    NotAnObject,
    /// A key stands twice in the object.
    RepeatedKey,
}

/// A stretch of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    from: u32,
    to: u32,
}

impl Span {
    pub(crate) fn new(from: usize, to: usize) -> Result<Self, Broken> {
        // A text of four gigabytes is nobody's record.
        let place = |at: usize| u32::try_from(at).map_err(|_| Broken::NotJson);
        Ok(Self { from: place(from)?, to: place(to)? })
    }

    /// The stretch itself.
    pub(crate) fn of(self, text: &str) -> &str {
        text.get(self.from as usize..self.to as usize).unwrap_or_default()
    }

    /// The same stretch, counted from a later beginning.
    fn since(self, base: u32) -> Self {
        Self { from: self.from - base, to: self.to - base }
    }
}

/// A field of an object: where its name and its value stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    name: Span,
    pub(crate) value: Span,
    /// The name holds an escape, so that its letters are not those of the text.
    escaped: bool,
    /// [`tag`] of the name as it is written.
    tag: u64,
}

/// The first seven letters of a name and its length: two names with different tags are different. Most of an
/// object's fields are told from the wanted one by this alone.
fn tag(name: &str) -> u64 {
    let mut word = [0; 8];
    let first = name.len().min(7);
    word[..first].copy_from_slice(&name.as_bytes()[..first]);
    word[7] = u8::try_from(name.len()).unwrap_or(u8::MAX);
    u64::from_le_bytes(word)
}

impl Field {
    /// The field of this name among these.
    pub(crate) fn among<'f>(fields: &'f [Field], text: &str, wanted: &str) -> Option<&'f Field> {
        let tag = tag(wanted);
        fields.iter().find(|field| (field.tag == tag || field.escaped) && field.is(text, wanted))
    }

    pub(crate) fn is(&self, text: &str, wanted: &str) -> bool {
        let written = self.name.of(text);
        if self.escaped { unescaped(written).is_some_and(|name| name == wanted) } else { written == wanted }
    }

    pub(crate) fn name<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let written = self.name.of(text);
        if self.escaped { unescaped(written).unwrap_or_default().into() } else { written.into() }
    }

    fn since(self, base: u32) -> Self {
        Self { name: self.name.since(base), value: self.value.since(base), ..self }
    }
}

/// An object that was met on the way.
pub(crate) struct Met {
    /// Where it stands.
    pub(crate) span: Span,
    /// Its fields, counted from its own beginning.
    pub(crate) fields: Vec<Field>,
    /// How deep it nests, itself included.
    pub(crate) depth: usize,
    /// What is wrong with its names, see [`wrong_names`].
    pub(crate) wrong: Option<Broken>,
}

/// The letters of a string between its quotes; `None` when an escape is none, as a lone surrogate.
fn unescaped(written: &str) -> Option<String> {
    serde_json::from_str(&format!("\"{written}\"")).ok()
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Marks each byte that is a quote, a backslash or a control character; the lowest mark is always true.
fn special(word: u64) -> u64 {
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let quote = zero(word ^ (ONES * b'"' as u64));
    let backslash = zero(word ^ (ONES * b'\\' as u64));
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (quote | backslash | control) & HIGHS
}

/// A place in a text, moving on.
pub(crate) struct Scan<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// The arrays and objects that are open below the value at hand.
    open: Vec<u8>,
}

impl<'a> Scan<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0, open: Vec::new() }
    }

    /// The same, from a place further on.
    pub(crate) fn after(text: &'a str, at: usize) -> Self {
        Self { at, ..Self::new(text) }
    }

    /// Whether nothing but blanks follows.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.blanks();
        self.at == self.bytes.len()
    }

    /// The first letter of what comes next, past blanks.
    pub(crate) fn next(&mut self) -> Option<u8> {
        self.blanks();
        self.peek()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn expect(&mut self, letter: u8) -> Result<(), Broken> {
        if self.next() != Some(letter) {
            return Err(Broken::NotJson);
        }
        self.at += 1;
        Ok(())
    }

    /// Passes a string whose opening quote is behind; tells whether it holds an escape.
    fn string(&mut self) -> Result<bool, Broken> {
        let mut escaped = false;
        loop {
            while let Some(word) = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk::<8>()) {
                let marks = special(u64::from_le_bytes(*word));
                if marks != 0 {
                    self.at += marks.trailing_zeros() as usize / 8;
                    break;
                }
                self.at += 8;
            }
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(escaped);
                }
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                Some(0x20..) => self.at += 1,
                _ => return Err(Broken::NotJson),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Broken> {
        match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') => {
                let digits = self.bytes.get(self.at + 2..self.at + 6).ok_or(Broken::NotJson)?;
                if !digits.iter().all(u8::is_ascii_hexdigit) {
                    return Err(Broken::NotJson);
                }
                self.at += 6;
            }
            _ => return Err(Broken::NotJson),
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Broken> {
        let from = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > from { Ok(()) } else { Err(Broken::NotJson) }
    }

    fn number(&mut self) -> Result<(), Broken> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
            if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                return Err(Broken::NotJson);
            }
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Broken> {
        if !self.bytes[self.at..].starts_with(word) {
            return Err(Broken::NotJson);
        }
        self.at += word.len();
        Ok(())
    }

    /// A name and its colon, inside an object that is passed over.
    fn passed_name(&mut self) -> Result<(), Broken> {
        self.expect(b'"')?;
        self.string()?;
        self.expect(b':')
    }

    /// Passes one value, whatever it is; tells how deep it nests (0: no array and no object).
    pub(crate) fn value(&mut self) -> Result<usize, Broken> {
        let base = self.open.len();
        let done = self.values(base);
        self.open.truncate(base);
        done
    }

    fn values(&mut self, base: usize) -> Result<usize, Broken> {
        let mut deepest = 0;
        loop {
            match self.next().ok_or(Broken::NotJson)? {
                b'"' => {
                    self.at += 1;
                    self.string()?;
                }
                opening @ (b'{' | b'[') => {
                    self.at += 1;
                    deepest = deepest.max(self.open.len() - base + 1);
                    // In ASCII each bracket closes two letters after it opens.
                    if self.next() == Some(opening + 2) {
                        self.at += 1;
                    } else {
                        self.open.push(opening);
                        if opening == b'{' {
                            self.passed_name()?;
                        }
                        continue;
                    }
                }
                b't' => self.word(b"true")?,
                b'f' => self.word(b"false")?,
                b'n' => self.word(b"null")?,
                b'-' | b'0'..=b'9' => self.number()?,
                _ => return Err(Broken::NotJson),
            }
            if self.closed(base)? {
                return Ok(deepest);
            }
        }
    }

    /// After a value: closes what ends here. Whether that was all, or another value follows.
    fn closed(&mut self, base: usize) -> Result<bool, Broken> {
        while self.open.len() > base {
            let opening = self.open.last().copied().unwrap_or_default();
            match self.next() {
                Some(b',') => {
                    self.at += 1;
                    if opening == b'{' {
                        self.passed_name()?;
                    }
                    return Ok(false);
                }
                Some(closing) if closing == opening + 2 => {
                    self.at += 1;
                    self.open.pop();
                }
                _ => return Err(Broken::NotJson),
            }
        }
        Ok(true)
    }

    /// Passes one value and tells where it stands.
    pub(crate) fn span(&mut self) -> Result<(Span, usize), Broken> {
        self.blanks();
        let from = self.at;
        let depth = self.value()?;
        Ok((Span::new(from, self.at)?, depth))
    }

    /// Passes what `pass` passes and tells where it stands.
    pub(crate) fn spanning(
        &mut self,
        pass: impl FnOnce(&mut Self) -> Result<(), Broken>,
    ) -> Result<Span, Broken> {
        self.blanks();
        let from = self.at;
        pass(self)?;
        Span::new(from, self.at)
    }

    /// Goes through the members of an object. `take` gets each name and must pass the value that follows.
    ///
    /// Errors with `NotAnObject` when something else stands here.
    pub(crate) fn members(
        &mut self,
        mut take: impl FnMut(&mut Self, &Field) -> Result<Span, Broken>,
    ) -> Result<Vec<Field>, Broken> {
        match self.next() {
            Some(b'{') => self.at += 1,
            // An array is none at once; of anything else it is looked whether it is JSON at all.
            Some(b'[') => return Err(Broken::NotAnObject),
            _ => return self.value().and(Err(Broken::NotAnObject)),
        }
        let mut fields = Vec::new();
        if self.next() == Some(b'}') {
            self.at += 1;
            return Ok(fields);
        }
        loop {
            self.expect(b'"')?;
            let from = self.at;
            let escaped = self.string()?;
            let name = Span::new(from, self.at - 1)?;
            self.expect(b':')?;
            let mut field = Field { name, value: name, escaped, tag: tag(name.of(self.text)) };
            field.value = take(self, &field)?;
            if fields.is_empty() {
                fields.reserve(16);
            }
            fields.push(field);
            match self.next() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(fields);
                }
                _ => return Err(Broken::NotJson),
            }
        }
    }

    /// Reads an object: where its fields are.
    pub(crate) fn object(&mut self) -> Result<Met, Broken> {
        self.blanks();
        let (from, mut depth) = (self.at, 0);
        let mut fields = self.members(|scan, _| {
            let (span, deep) = scan.span()?;
            depth = depth.max(deep);
            Ok(span)
        })?;
        let wrong = wrong_names(self.text, &fields);
        let span = Span::new(from, self.at)?;
        fields.iter_mut().for_each(|field| *field = field.since(span.from));
        Ok(Met { span, fields, depth: depth + 1, wrong })
    }

    /// Goes through the elements of an array, which stands here. `take` must pass each.
    pub(crate) fn elements(
        &mut self,
        mut take: impl FnMut(&mut Self) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        self.expect(b'[')?;
        if self.next() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            take(self)?;
            match self.next() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(Broken::NotJson),
            }
        }
    }
}

/// What is wrong with the names of an object's fields: one is no text, or stands twice. It is the fault of
/// this object alone: what stands around it is JSON.
pub(crate) fn wrong_names(text: &str, fields: &[Field]) -> Option<Broken> {
    let repeated = if fields.len() <= 32 && !fields.iter().any(|field| field.escaped) {
        fields.iter().enumerate().any(|(n, one)| {
            let own = one.name.of(text);
            fields[..n].iter().any(|other| other.tag == one.tag && other.name.of(text) == own)
        })
    } else {
        if fields.iter().any(|field| field.escaped && unescaped(field.name.of(text)).is_none()) {
            return Some(Broken::NotJson);
        }
        let mut names: Vec<Cow<'_, str>> = fields.iter().map(|field| field.name(text)).collect();
        names.sort_unstable();
        names.windows(2).any(|pair| pair[0] == pair[1])
    };
    repeated.then_some(Broken::RepeatedKey)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::value::RawValue;

    /// The whole text is one value.
    fn takes(text: &str) -> bool {
        let mut scan = Scan::new(text);
        scan.value().is_ok() && scan.is_at_end()
    }

    #[test]
    fn it_takes_what_serde_json_takes() {
        for text in [
            "",
            " ",
            "1",
            "-1",
            "-",
            "01",
            "1.",
            "1.5",
            ".5",
            "1e5",
            "1E+5",
            "1e",
            "1e+",
            "-0",
            "-01",
            "1e999",
            "true",
            "tru",
            "truex",
            "null",
            "nul",
            "\"a\"",
            "\"a",
            "\"\\u00e9\"",
            "\"\\ud800\"",
            "\"\\u12\"",
            "\"\\x\"",
            "\"\\\"\"",
            "\"a\nb\"",
            "\"tab\there\"",
            "\"\u{7f}é漢\"",
            "[]",
            "[ ]",
            "[1,2]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{}",
            "{ }",
            "{\"a\":1}",
            "{\"a\" : [ {} , {\"b\":null} ] }",
            "{\"a\":1,}",
            "{a:1}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1 \"b\":2}",
            "[}",
            "{]",
            "[[[[]]]]",
            "[[[[]]]",
            "[1]]",
            "{\"\\u0061\":1}",
            "\u{feff}1",
            "\"12345678\\\\\"",
            "\"1234567\\\"\"",
            "{\"long enough a name\":\"long enough a value\\n\"}",
        ] {
            assert_eq!(takes(text), serde_json::from_str::<&RawValue>(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn nesting_is_counted_and_never_recursed_into() {
        let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert_eq!(Scan::new(&nested(3)).value(), Ok(3));
        assert_eq!(Scan::new("[\"[[[\", {\"a\": []}]").value(), Ok(3));
        assert_eq!(Scan::new(&nested(200_000)).value(), Ok(200_000));
        assert_eq!(Scan::new("{\"a\":{\"b\":1},\"c\":[[[]]]}").object().map(|met| met.depth), Ok(4));
    }

    #[test]
    fn fields_are_found_by_what_their_names_mean() {
        let text = r#" {"a": 1, "\u0062": [2] , "c":"x"} "#;
        let met = Scan::new(text).object().unwrap();
        let own = met.span.of(text);
        let value = |name: &str| met.fields.iter().find(|field| field.is(own, name)).map(|f| f.value.of(own));
        assert_eq!(
            (value("a"), value("b"), value("c"), value("d")),
            (Some("1"), Some("[2]"), Some("\"x\""), None)
        );
        assert_eq!(met.wrong, None);
        let wrong = |text: &str| Scan::new(text).object().unwrap().wrong;
        assert_eq!(wrong(r#"{"a":1,"\u0061":2}"#), Some(Broken::RepeatedKey));
        assert_eq!(wrong(r#"{"\ud800":1}"#), Some(Broken::NotJson));
        let object = |text: &str| Scan::new(text).object().map(|_| ());
        assert_eq!(object("[1"), Err(Broken::NotAnObject));
        assert_eq!(object("5"), Err(Broken::NotAnObject));
        assert_eq!(object("x"), Err(Broken::NotJson));
    }
}
