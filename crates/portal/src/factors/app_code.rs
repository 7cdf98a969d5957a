//! Codes of an authenticator app (RFC 6238): SHA-1, six digits, 30 seconds, as every app knows them.

use chrono::{DateTime, Utc};
use totp_rs::{Algorithm, Builder, Totp};

use super::SECRET_SEALED;
use crate::error::Error;

/// The secret that an app and we share. It does not print.
pub struct Secret(Vec<u8>);

/// A secret of 160 random bits.
pub fn new_secret() -> Secret {
    Secret(base::random::bytes::<20>().to_vec())
}

/// Opens a sealed secret.
pub fn open(tx: &impl db::Tx, sealed: &[u8]) -> Result<Secret, Error> {
    let opened = tx.db().unseal(tx.org(), SECRET_SEALED, sealed);
    opened.map(Secret).map_err(|error| Error::Internal(format!("secret of an app: {error}")))
}

impl Secret {
    /// Its bytes, to be sealed.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// What a person types into her app: letters and digits in groups of four.
    pub fn text(&self) -> String {
        let text = totp_rs::Secret::from(self.0.as_slice()).to_base32();
        let groups: Vec<String> =
            text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        groups.join(" ")
    }

    /// The address that the QR code holds. A colon parts its fields, so none may stand in a name.
    pub fn uri(&self, clinic: &str, person: &str) -> Result<String, Error> {
        let builder = Builder::new()
            .with_issuer(Some(clinic.replace(':', " ")))
            .with_account_name(person.replace(':', " "));
        let text = self.totp(builder)?.to_url();
        text.map_err(|error| Error::Internal(format!("address of an app: {error}")))
    }

    /// The 30 seconds that a code belongs to, counted from 1970: now, the ones before or the ones after.
    /// `None` for a code of no such time.
    pub fn step_of(&self, typed: &str, now: DateTime<Utc>) -> Option<i64> {
        let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').take(7).collect();
        let fits = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
        let seconds = u64::try_from(now.timestamp()).ok().filter(|_| fits)?;
        let step = self.totp(Builder::new()).ok()?.check(&digits, seconds)?;
        i64::try_from(step).ok()
    }

    fn totp(&self, builder: Builder) -> Result<Totp, Error> {
        let builder = builder.with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(1);
        let built = builder.with_step_duration(30).with_secret(self.0.as_slice()).build();
        built.map_err(|error| Error::Internal(format!("secret of an app: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last six digits of its eight.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = Secret(b"12345678901234567890".to_vec());
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            assert_eq!(secret.step_of(code, at), Some(seconds / 30), "{seconds}");
            assert_eq!(secret.step_of(&format!(" {} {}", &code[..3], &code[3..]), at), Some(seconds / 30));
            for near in [-30, 30] {
                let near = DateTime::from_timestamp(seconds + near, 0).unwrap();
                assert_eq!(secret.step_of(code, near), Some(seconds / 30), "a clock may be a little off");
            }
            let far = DateTime::from_timestamp(seconds + 90, 0).unwrap();
            assert_eq!(secret.step_of(code, far), None);
        }
        for bad in ["", "28708", "2870822", "28708a", "２８７０８２", "0x1234"] {
            assert_eq!(secret.step_of(bad, DateTime::from_timestamp(59, 0).unwrap()), None, "{bad}");
        }
    }

    #[test]
    fn an_app_reads_the_address_whatever_the_clinic_is_called() {
        let secret = Secret(b"12345678901234567890".to_vec());
        let uri = secret.uri("Aurora: Family & Health", "ann@patients.example").unwrap();
        assert!(uri.starts_with("otpauth://totp/"), "{uri}");
        assert!(uri.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") && uri.contains("issuer="), "{uri}");
        assert_eq!(secret.text(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }
}
