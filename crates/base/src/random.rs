//! The one source of randomness: the operating system's.

use base64::Engine as _;
use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};

/// Fills an array with random bytes.
///
/// # Panics
/// When the operating system has no randomness to give; nothing safe can be done then.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut out = [0u8; N];
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system for randomness")]
    getrandom::fill(&mut out).expect("the operating system gives randomness");
    out
}

/// An opaque token of 256 random bits, 43 characters of unpadded base64url.
pub fn token() -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// A code of `digits` decimal digits (1 to 18), every value equally likely.
pub fn code(digits: u32) -> String {
    let range = 10u64.pow(digits.clamp(1, 18));
    // Rejection keeps the distribution even: values past the last whole multiple are drawn again.
    let limit = u64::MAX - u64::MAX % range;
    loop {
        let drawn = u64::from_le_bytes(bytes());
        if drawn < limit {
            return format!("{:0width$}", drawn % range, width = digits as usize);
        }
    }
}

/// A time-ordered UUID (version 7, RFC 9562) for the given instant.
pub fn uuid_v7(now: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_keep_their_leading_zeros() {
        for _ in 0..200 {
            let code = code(6);
            assert_eq!(code.len(), 6);
            assert!(code.bytes().all(|b| b.is_ascii_digit()));
        }
    }
}
