//! The name of a file on the patient's own disk: its title in plain letters, and the end that its bytes have
//! earned.

/// Letters of a name, at most.
const LONGEST: usize = 80;

/// A name that every file system takes: no path, no control or direction-turning characters, no name that
/// Windows keeps for devices, no second ending that claims another type.
pub fn of(title: Option<&str>, extension: &str) -> String {
    let line = title.and_then(fhir::text::clean).unwrap_or_default();
    let plain: String = line
        .chars()
        .map(|letter| if r#"/\:*?"<>|%"#.contains(letter) { ' ' } else { letter })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let short: String = without_ending(&plain).chars().take(LONGEST).collect();
    let bare = short.trim_matches(['.', ' ', '-', '~']);
    let device = bare.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    let kept = ["CON", "PRN", "AUX", "NUL"].contains(&device.as_str())
        || device.len() == 4
            && (device.starts_with("COM") || device.starts_with("LPT"))
            && device.ends_with(|last: char| last.is_ascii_digit());
    match bare {
        "" => format!("document.{extension}"),
        bare if kept => format!("document {bare}.{extension}"),
        bare => format!("{bare}.{extension}"),
    }
}

/// `scan.exe` and `scan.pdf` without what comes after the dot; `Dr. Frost` and `A1c 6.8` as they are.
fn without_ending(mut name: &str) -> &str {
    while let Some((before, ending)) = name.rsplit_once('.') {
        let letters = ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && ending.bytes().any(|byte| byte.is_ascii_alphabetic());
        if !letters || ending.len() > 5 {
            break;
        }
        name = before;
    }
    name
}

/// `Content-Disposition` of an attachment of this name (RFC 6266, RFC 8187).
pub fn disposition(name: &str) -> String {
    let ascii: String = name
        .chars()
        .map(|letter| if letter.is_ascii_graphic() || letter == ' ' { letter } else { '_' })
        .filter(|letter| !matches!(letter, '"' | '\\'))
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod unit_tests {
    use super::*;

    #[test]
    fn names_are_plain_and_end_as_their_bytes_say() {
        for (title, want) in [
            (Some("After-visit summary"), "After-visit summary.pdf"),
            (Some("scan.pdf"), "scan.pdf"),
            (Some("invoice.pdf.exe"), "invoice.pdf"),
            (Some("Dr. Frost"), "Dr. Frost.pdf"),
            (Some("A1c 6.8"), "A1c 6.8.pdf"),
            (Some("../../etc/passwd"), "etc passwd.pdf"),
            (Some("a\r\nSet-Cookie: x"), "a Set-Cookie x.pdf"),
            (Some("\u{202e}fdp.exe"), "fdp.pdf"),
            (Some(".bashrc"), "bashrc.pdf"),
            (Some("con"), "document con.pdf"),
            (Some("LPT1.notes"), "document LPT1.pdf"),
            (Some("姓名"), "姓名.pdf"),
            (Some(" \u{200b}"), "document.pdf"),
            (None, "document.pdf"),
        ] {
            assert_eq!(of(title, "pdf"), want, "{title:?}");
        }
        assert_eq!(of(Some(&"x".repeat(500)), "pdf").len(), 84);
    }

    #[test]
    fn the_header_holds_one_name_and_nothing_else() {
        assert_eq!(
            disposition("Zoë \"x\"\\; y.pdf"),
            "attachment; filename=\"Zo_ x; y.pdf\"; filename*=UTF-8''Zo%C3%AB%20%22x%22%5C%3B%20y.pdf"
        );
        assert!(disposition("a\r\nb").is_ascii() && !disposition("a\r\nb").contains(['\r', '\n']));
    }
}
