//! Money as EHRs and payers send it (`28.104000000000003`), and as integer minor units (R02, C18).

use base::Money;

use crate::json::Decimal;
use crate::view;

view! {
    /// A FHIR `Money`.
    pub struct Amount {
        /// The number, digit for digit.
        pub value: Option<Decimal> = "value",
        /// ISO 4217 code.
        pub currency: Option<String> = "currency",
    }
}

impl Amount {
    /// The amount in minor units, rounded half to even; `None` without a number or without a currency, since
    /// neither may be guessed.
    pub fn money(&self) -> Option<Money> {
        let currency = self.currency.as_deref()?.trim().to_ascii_uppercase();
        if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        Some(Money { amount: minor_units(self.value.as_ref()?, minor_digits(&currency))?, currency })
    }
}

/// How many decimals a currency's minor unit has (ISO 4217).
pub fn minor_digits(currency: &str) -> usize {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// A decimal in units of its `digits`th decimal place, rounded half to even, digit by digit: no float is
/// involved. `None` when it does not fit.
pub fn minor_units(value: &Decimal, digits: usize) -> Option<i64> {
    let text = value.as_str();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let all = all.trim_start_matches('0');
    if all.is_empty() {
        return Some(0);
    }
    // The number is `all`, with its point this many digits from the left.
    let dropped = i64::try_from(fraction.len()).ok()? - i64::try_from(digits).ok()? - i64::from(exponent);
    let kept = i64::try_from(all.len()).ok()? - dropped;
    let units = match (usize::try_from(kept), usize::try_from(dropped)) {
        // Nothing is cut off; 19 digits are the most that an i64 can hold.
        (Ok(kept), Err(_)) if kept <= 19 => format!("{all:0<kept$}").parse().ok()?,
        (Ok(kept), Ok(_)) => rounded(all.get(..kept)?, all.get(kept..)?)?,
        (Err(_), _) => 0,
        _ => return None,
    };
    Some(if negative { -units } else { units })
}

/// The whole part, one more when the rest is above a half, or is a half and the whole part odd.
fn rounded(whole: &str, rest: &str) -> Option<i64> {
    let units: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let up = match rest.split_at_checked(1) {
        Some(("5", more)) if more.bytes().all(|digit| digit == b'0') => units % 2 == 1,
        Some((first, _)) => first >= "5",
        None => false,
    };
    units.checked_add(i64::from(up))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cents(number: &str) -> Option<i64> {
        minor_units(&serde_json::from_str(number).unwrap(), 2)
    }

    #[test]
    fn decimals_become_cents_exactly() {
        for (number, wanted) in [
            ("28.104000000000003", Some(2810)),
            ("112.41600000000001", Some(11242)),
            ("0.07500000000000001", Some(8)),
            ("125", Some(12500)),
            ("125.0", Some(12500)),
            ("0", Some(0)),
            ("-0.0", Some(0)),
            ("0.005", Some(0)),
            ("0.015", Some(2)),
            ("0.025", Some(2)),
            ("2.675", Some(268)),
            ("2.6749999999999998", Some(267)),
            ("-1.005", Some(-100)),
            ("-1.0051", Some(-101)),
            ("0.0049", Some(0)),
            ("0.0000099", Some(0)),
            ("999.995", Some(100_000)),
            ("1.5e2", Some(15000)),
            ("15e-1", Some(150)),
            ("1e-400", Some(0)),
            ("1e-2147483648", Some(0)),
            ("\"7.20\"", Some(720)),
            ("92233720368547758.07", Some(i64::MAX)),
            ("92233720368547758.08", None),
            ("92233720368547758.075", None),
            ("1e40", None),
            ("1e300", None),
            ("0e2147483647", Some(0)),
        ] {
            assert_eq!(cents(number), wanted, "{number}");
        }
    }

    #[test]
    fn an_amount_needs_a_number_and_a_currency() {
        let money = |json: &str| serde_json::from_str::<Amount>(json).unwrap().money();
        let of = |amount, currency: &str| Some(Money { amount, currency: currency.to_owned() });
        assert_eq!(money(r#"{"value": 28.104000000000003, "currency": "usd "}"#), of(2810, "USD"));
        assert_eq!(money(r#"{"value": 1234.5, "currency": "JPY"}"#), of(1234, "JPY"));
        assert_eq!(money(r#"{"value": 1.2345, "currency": "KWD"}"#), of(1234, "KWD"));
        for neither in [
            "{}",
            r#"{"value": 0}"#,
            r#"{"currency": "USD"}"#,
            r#"{"value": "12 dollars", "currency": "USD"}"#,
            r#"{"value": 12, "currency": "$"}"#,
            r#"{"value": 12, "currency": "Ünd"}"#,
        ] {
            assert_eq!(money(neither), None, "{neither}");
        }
    }
}
