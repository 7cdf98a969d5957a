//! Tolerant reading of JSON objects: a field of the wrong type is absent, never an error.
//!
//! Everything here works on [`Raw`] stretches of the original text, found in one pass by [`crate::scan`].
//! Skipping a value never recurses, so that no nesting, however deep, can exhaust the stack; [`too_deep`]
//! refuses such texts before they go on.

use std::borrow::Cow;
use std::fmt;

use base::FhirId;
use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::resource::Malformed;
use crate::scan::{Field, Met, Scan};

/// The deepest nesting accepted. Real resources stay below 20; serde_json itself refuses 128.
pub const MAX_DEPTH: usize = 100;

/// One value as it was written, known to be well-formed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Raw<'a>(&'a str);

impl<'a> Raw<'a> {
    /// The text of the value.
    pub fn get(self) -> &'a str {
        self.0
    }

    /// The letters of a string; `None` for any other value, and for a string with an escape that is none.
    pub fn text(self) -> Option<Cow<'a, str>> {
        let written = self.0.strip_prefix('"')?.strip_suffix('"')?;
        if written.bytes().any(|byte| byte == b'\\') {
            return serde_json::from_str(self.0).ok().map(Cow::Owned);
        }
        Some(Cow::Borrowed(written))
    }
}

/// Values belong to people: only that there is one is shown.
impl fmt::Debug for Raw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Raw")
    }
}

/// One JSON object whose values have not been looked at yet. A repeated key is an error: two readers could
/// disagree about which one counts.
pub struct Object<'a> {
    text: &'a str,
    fields: Cow<'a, [Field]>,
}

impl<'a> Object<'a> {
    /// Reads the outermost object of a text.
    ///
    /// # Errors
    /// [`Malformed::NotJson`], [`Malformed::NotAnObject`] or [`Malformed::RepeatedKey`].
    pub fn parse(text: &'a str) -> Result<Self, Malformed> {
        let mut scan = Scan::new(text);
        let Met { span, fields, wrong, .. } = scan.object()?;
        if let Some(wrong) = wrong {
            return Err(wrong.into());
        }
        if !scan.is_at_end() {
            return Err(Malformed::NotJson);
        }
        Ok(Self { text: span.of(text), fields: fields.into() })
    }

    /// An object whose fields were found before.
    pub(crate) fn known(text: &'a str, fields: &'a [Field]) -> Self {
        Self { text, fields: Cow::Borrowed(fields) }
    }

    /// The value of a field as it was written; `null` counts as absent.
    pub fn raw(&self, key: &str) -> Option<Raw<'a>> {
        let field = Field::among(&self.fields, self.text, key)?;
        Some(Raw(field.value.of(self.text))).filter(|raw| raw.0 != "null")
    }

    /// The value of a field, as far as it can be understood.
    pub fn field<T: Lenient>(&self, key: &str) -> T {
        T::read(self.raw(key))
    }

    /// The whole object, seen as this view.
    pub fn view<V: View>(&self) -> V {
        V::from_object(self)
    }

    /// Whether the field is there at all (and not `null`), understood or not.
    pub fn has(&self, key: &str) -> bool {
        self.raw(key).is_some()
    }

    /// The field names that are wanted, sorted.
    pub fn keys(&self, wanted: impl Fn(&str) -> bool) -> Vec<Cow<'a, str>> {
        let mut keys: Vec<_> =
            self.fields.iter().map(|field| field.name(self.text)).filter(|name| wanted(name)).collect();
        keys.sort_unstable();
        keys
    }

    /// The fields one by one, in their order: names and values; those that are `null` are absent.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Cow<'a, str>, Raw<'a>)> {
        let text = self.text;
        let all = self.fields.iter().map(move |field| (field.name(text), Raw(field.value.of(text))));
        all.filter(|(_, raw)| raw.0 != "null")
    }
}

/// What can be read from one value, or not.
pub trait Read: Sized {
    /// Reads a value; `None` when it is not understood.
    fn read(raw: Raw<'_>) -> Option<Self>;
}

impl Read for String {
    fn read(raw: Raw<'_>) -> Option<Self> {
        raw.text().map(Cow::into_owned)
    }
}

impl Read for FhirId {
    fn read(raw: Raw<'_>) -> Option<Self> {
        FhirId::parse(&raw.text()?).ok()
    }
}

/// Plain values, as serde_json reads them.
macro_rules! plain {
    ($($type:ty)*) => {
        $(impl Read for $type {
            fn read(raw: Raw<'_>) -> Option<Self> {
                serde_json::from_str(raw.0).ok()
            }
        })*
    };
}

plain!(bool u32 u64 i64);

/// A value that can always be read: what is absent or not understood becomes the empty value.
pub trait Lenient: Sized {
    /// Reads a field's value; `None` is an absent field.
    fn read(raw: Option<Raw<'_>>) -> Self;
}

impl<T: Read> Lenient for Option<T> {
    fn read(raw: Option<Raw<'_>>) -> Self {
        raw.and_then(T::read)
    }
}

/// What can be read from the fields of an object; made by [`crate::view!`].
pub trait View: Sized {
    /// Reads the fields; those not understood are absent.
    fn from_object(object: &Object<'_>) -> Self;
}

/// An array without the elements that cannot be understood; a lone value is an array of one.
impl<T: Read> Lenient for Vec<T> {
    fn read(raw: Option<Raw<'_>>) -> Self {
        let Some(raw) = raw else { return Vec::new() };
        let mut all = Vec::new();
        each_element(raw, |one| all.extend(T::read(one)));
        all
    }
}

/// The elements of an array as they were written; anything else is the one element of its own.
pub fn elements(raw: Raw<'_>) -> Vec<Raw<'_>> {
    let mut all = Vec::new();
    each_element(raw, |one| all.push(one));
    all
}

fn each_element<'a>(raw: Raw<'a>, mut take: impl FnMut(Raw<'a>)) {
    if !raw.0.starts_with('[') {
        return take(raw);
    }
    let mut scan = Scan::new(raw.0);
    // A Raw is well-formed JSON, so an array always splits.
    let _splits = scan.elements(|scan| {
        let (span, _) = scan.span()?;
        take(Raw(span.of(raw.0)));
        Ok(())
    });
}

/// A number kept digit for digit, from a JSON number or from a text that holds one (`"7.20"`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal(String);

impl Decimal {
    /// The digits as they were sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest floating-point number, for comparing and charting.
    pub fn to_f64(&self) -> Option<f64> {
        self.0.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// For people: at most `places` digits after the point, no trailing zeros added, none invented.
    pub fn rounded(&self, places: usize) -> String {
        let decimals = self.0.split_once('.').map_or(0, |(_, after)| after.len());
        let plain = !self.0.contains(['e', 'E']);
        match self.to_f64() {
            Some(number) if decimals > places || !plain => {
                let text = format!("{number:.places$}");
                let text = if text.contains('.') { text.trim_end_matches('0') } else { &text };
                let text = text.trim_end_matches('.');
                if text == "-0" { "0".to_owned() } else { text.to_owned() }
            }
            _ => self.0.clone(),
        }
    }

    /// For people: as it was written when a person could have written it (three decimals, or five digits in
    /// all), else rounded to what can be told apart, with three significant digits below one, so that nothing
    /// small turns into zero.
    pub fn for_people(&self) -> String {
        self.places_for_people().map_or_else(|| self.0.clone(), |places| self.rounded(places))
    }

    fn places_for_people(&self) -> Option<usize> {
        let plain = !self.0.contains(['e', 'E']);
        let decimals = self.0.split_once('.').map_or(0, |(_, after)| after.len());
        let significant = self.0.trim_start_matches(['-', '0', '.']);
        let significant = significant.bytes().filter(u8::is_ascii_digit).count();
        if plain && (decimals <= 3 || significant <= 5) {
            return None;
        }
        let mut size = self.to_f64()?.abs();
        // Beyond these, digits before or after the point would go on without end.
        if size != 0.0 && !(1e-9..1e15).contains(&size) {
            return None;
        }
        let mut places = if size >= 100.0 { 1 } else { 2 };
        while size > 0.0 && size < 1.0 {
            size *= 10.0;
            places += 1;
        }
        Some(places)
    }
}

impl Read for Decimal {
    fn read(raw: Raw<'_>) -> Option<Self> {
        let digits = match raw.text() {
            Some(text) => Cow::Owned(text.trim().to_owned()),
            None => Cow::Borrowed(raw.0),
        };
        // A short number without an exponent is one; of anything else JSON's own grammar and bounds decide,
        // so that `inf`, `+1` or an empty text do not pass.
        let short = matches!(digits, Cow::Borrowed(_)) && digits.len() <= 18;
        let number = short && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
        let fits = digits.len() <= 64 && serde_json::from_str::<serde_json::Number>(&digits).is_ok();
        (number || fits).then(|| Self(digits.into_owned()))
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(d)?;
        Self::read(Raw(raw.get())).ok_or_else(|| D::Error::custom("not a number"))
    }
}

impl Serialize for Decimal {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

/// Whether arrays and objects nest deeper than [`MAX_DEPTH`]. One pass over the bytes, no recursion.
pub fn too_deep(text: &str) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0usize, false, false);
    for byte in text.bytes() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'[' | b'{' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return true;
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// Reads a view from serde; what the macro's `Deserialize` comes down to.
///
/// # Errors
/// When the value is no object, or repeats a key.
pub fn deserialized<'de, V: View, D: Deserializer<'de>>(d: D) -> Result<V, D::Error> {
    let raw = <&RawValue>::deserialize(d)?;
    Object::parse(raw.get()).map(|object| object.view()).map_err(D::Error::custom)
}

/// Declares a tolerant view of a FHIR type: a struct whose fields all are `Option` or `Vec`, each read from
/// the JSON field named after `=`. Unknown fields are ignored, misfits are absent. `Deserialize` fails only
/// when the value is no object at all or repeats a key. A field that `= itself` is another view of the same
/// object: what several types have in common.
///
/// ```
/// fhir::view! {
///     /// A shelf.
///     pub struct Shelf {
///         /// What it is called.
///         pub label: Option<String> = "label",
///     }
/// }
/// let shelf: Shelf = serde_json::from_str(r#"{"label": 5, "other": true}"#).expect("an object");
/// assert_eq!(shelf.label, None);
/// ```
#[macro_export]
macro_rules! view {
    (@read $object:ident itself) => { $object.view() };
    (@read $object:ident $key:literal) => { $object.field($key) };
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$field_meta:meta])* $field_vis:vis $field:ident: $type:ty = $key:tt,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        $vis struct $name {
            $($(#[$field_meta])* $field_vis $field: $type,)*
        }

        impl $crate::json::View for $name {
            fn from_object(object: &$crate::json::Object<'_>) -> Self {
                $name { $($field: $crate::view!(@read object $key),)* }
            }
        }

        impl $crate::json::Read for $name {
            fn read(raw: $crate::json::Raw<'_>) -> ::std::option::Option<Self> {
                Some($crate::json::Object::parse(raw.get()).ok()?.view())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(d: D) -> ::std::result::Result<Self, D::Error> {
                $crate::json::deserialized(d)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_finds_escaped_keys_and_refuses_repeated_ones() {
        let object = Object::parse(r#"{"b": 1, "\u0061": "x", "n": null}"#).unwrap();
        assert_eq!(object.field::<Option<String>>("a").as_deref(), Some("x"));
        assert!(object.has("b") && !object.has("n") && !object.has("c"));
        assert!(Object::parse(r#"{"a": 1, "\u0061": 2}"#).is_err());
        assert!(Object::parse("[]").is_err());
    }

    #[test]
    fn lists_take_a_lone_value_and_skip_misfits() {
        let object = Object::parse(r#"{"one": "x", "some": ["a", 5, null, "b"], "none": {}}"#).unwrap();
        assert_eq!(object.field::<Vec<String>>("one"), ["x"]);
        assert_eq!(object.field::<Vec<String>>("some"), ["a", "b"]);
        assert!(object.field::<Vec<String>>("none").is_empty());
    }

    #[test]
    fn decimals_keep_every_digit_and_round_for_people() {
        let read = |text: &str| serde_json::from_str::<Decimal>(text).ok();
        assert_eq!(read("7.200000000000000000000001").unwrap().as_str(), "7.200000000000000000000001");
        assert_eq!(read("\"7.20\"").unwrap().rounded(2), "7.20");
        assert_eq!(read("28.104000000000003").unwrap().rounded(2), "28.1");
        assert_eq!(read("120").unwrap().rounded(0), "120");
        assert_eq!(read("99.99").unwrap().rounded(1), "100");
        assert_eq!(read("-0.001").unwrap().rounded(2), "0");
        assert_eq!(read("1.5e2").unwrap().rounded(1), "150");
        for bad in ["\"\"", "\"NaN\"", "\"+1\"", "true", "{}", "\"inf\""] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_a_person_wrote_stays_and_what_a_machine_wrote_is_rounded() {
        for (written, shown) in [
            ("120", "120"),
            ("7.20", "7.20"),
            ("0.0625", "0.0625"),
            ("0.0004", "0.0004"),
            ("1234.567", "1234.567"),
            ("91.30948576029231", "91.31"),
            ("112.41600000000001", "112.4"),
            ("99.99999999999999", "100"),
            ("-2.5689280488935755", "-2.57"),
            ("0.8372918463", "0.837"),
            ("0.00012345678", "0.000123"),
            ("-0.00000012345", "-0.00000012345"),
            ("1.5e2", "150"),
            ("1.23456e-3", "0.00123"),
            ("0e5", "0"),
            ("1e300", "1e300"),
            ("1e-300", "1e-300"),
        ] {
            let decimal: Decimal = serde_json::from_str(written).unwrap();
            assert_eq!((decimal.for_people().as_str(), decimal.as_str()), (shown, written));
        }
    }

    #[test]
    fn nesting_is_counted_outside_strings_only() {
        let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(!too_deep(&nested(MAX_DEPTH)));
        assert!(too_deep(&nested(MAX_DEPTH + 1)));
        assert!(!too_deep(&format!("[\"{}\\\"{}\"]", "[".repeat(500), "[".repeat(500))));
    }
}
