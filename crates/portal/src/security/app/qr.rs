//! A QR code as SVG: one path on a grid, drawn on the server.

use crate::error::Error;

/// The light border that readers need around a code, in modules.
const QUIET: usize = 4;

/// A QR code.
#[derive(Clone, Debug)]
pub struct Qr {
    /// Width and height of the grid, with its border.
    pub size: usize,
    /// The dark modules, as an SVG path.
    pub path: String,
}

/// The QR code of a text.
pub fn qr_of(text: &str) -> Result<Qr, Error> {
    let code = qrcode::QrCode::new(text).map_err(|error| Error::Internal(format!("QR code: {error}")))?;
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == qrcode::Color::Dark {
            path.push_str(&format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET));
        }
    }
    Ok(Qr { size: width + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_a_border() {
        let qr = qr_of("otpauth://totp/Aurora:ann@patients.example?secret=GEZDGNBVGY3TQOJQ").unwrap();
        let last = qr.size - QUIET - 1;
        for corner in [(QUIET, QUIET), (last, QUIET), (QUIET, last)] {
            assert!(qr.path.contains(&format!("M{} {}h1v1h-1z", corner.0, corner.1)), "{corner:?}");
        }
        for at in 0..QUIET {
            assert!(!qr.path.contains(&format!("M{at} ")), "nothing stands in the border");
        }
        assert!(qr_of(&"x".repeat(5_000)).is_err());
    }
}
