//! Recovery codes: ten at a time, 50 random bits each, kept as keyed hashes.

use base::AccountId;

/// Letters and digits that nobody takes for another (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many letters a code has.
const LENGTH: usize = 10;

/// Ten codes, as they are shown: `7K2QM-X4TDA`.
pub fn ten() -> Vec<String> {
    (0..10).map(|_| one()).collect()
}

fn one() -> String {
    let drawn: [u8; LENGTH] = base::random::bytes();
    let letters: String = drawn.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    let (first, last) = letters.split_at(LENGTH / 2);
    format!("{first}-{last}")
}

/// A code as it is hashed.
pub fn plain(code: &str) -> String {
    code.chars().filter(|c| *c != '-').collect()
}

/// What a person typed, when it can be a recovery code: blanks, hyphens and small letters do not count, and
/// what looks like another letter is taken for it.
pub fn typed(text: &str) -> Option<String> {
    let letters = text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(LENGTH + 1);
    let letters = letters.map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        'U' => 'V',
        other => other,
    });
    let code: String = letters.collect();
    let fits = code.len() == LENGTH && code.bytes().all(|byte| LETTERS.contains(&byte));
    fits.then_some(code)
}

/// What is kept of a code.
pub fn hash(tx: &impl db::Tx, account: AccountId, code: &str) -> Vec<u8> {
    tx.db().index(tx.org(), "factors.recovery", &format!("{account}:{code}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_write_them() {
        for code in ten() {
            assert_eq!(typed(&format!(" {} ", code.to_lowercase())), Some(plain(&code)));
            assert_eq!(typed(&code.replace('-', " ")), Some(plain(&code)));
        }
        assert_eq!(typed("oil0u-00000"), Some("0110V00000".into()));
        for bad in ["", "123456", "12345678901", "1234567890123", "7K2QM-X4TD!", "七七七七七七七七七七"]
        {
            assert_eq!(typed(bad), None, "{bad}");
        }
    }

    #[test]
    fn no_two_codes_are_the_same() {
        let codes: std::collections::BTreeSet<String> = (0..20).flat_map(|_| ten()).collect();
        assert_eq!(codes.len(), 200);
    }
}
