//! What people send, parsed into what the slice works with.

use std::fmt;

/// A well-formed e-mail address, lower case. It does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Parses an address; `None` when no mail server would take it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let options = email_address::Options::default().with_required_tld().without_display_text();
        let fits = text.len() <= 254 && !text.contains(char::is_control);
        let parsed =
            fits.then(|| email_address::EmailAddress::parse_with_options(text, options).ok()).flatten();
        // A quoted or bracketed address is legal, and nobody's; it only serves to confuse.
        let plain = parsed.filter(|_| !text.contains(['"', '[', ']', '(', ')', ' ', ',', ';', '<', '>']));
        plain.map(|_| Self(text.to_lowercase()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[e-mail]")
    }
}

/// The digits of a code as people type or paste it: blanks and hyphens do not count. `None` when it cannot be
/// a code at all.
pub fn code(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(9).collect();
    let fits = (6..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_kept_in_one_form_and_nonsense_is_refused() {
        assert_eq!(Email::parse(" Elena@Patients.Example ").unwrap().as_str(), "elena@patients.example");
        assert!(Email::parse("josé@patients.example").is_some());
        let long = format!("{}@patients.example", "x".repeat(300));
        for bad in
            ["", "x", "@a.example", "a@", "a@b@c.example", "a b@c.example", "a@b\r\nBcc:x@y.example", &long]
        {
            assert!(Email::parse(bad).is_none(), "{bad:?}");
        }
        assert_eq!(format!("{:?}", Email::parse("a@b.example")), "Some([e-mail])");
    }

    #[test]
    fn codes_may_be_typed_with_blanks() {
        assert_eq!(code(" 1234 5678 "), Some("12345678".into()));
        for bad in ["", "12345", "123456789", "12e45678", "１２３４５６７８"] {
            assert_eq!(code(bad), None, "{bad:?}");
        }
    }
}
