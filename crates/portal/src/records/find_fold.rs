//! Words as they are compared: without case, accents and marks, so that "nino" finds "Niño" and "viem"
//! finds "viêm".

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text in its comparable form.
pub fn folded(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        for lower in letter.to_lowercase() {
            match lower {
                // Letters with a stroke are letters of their own to Unicode, but not to who types in haste.
                'đ' | 'ð' => plain.push('d'),
                'ø' => plain.push('o'),
                'ł' => plain.push('l'),
                'ı' => plain.push('i'),
                'ß' => plain.push_str("ss"),
                'æ' => plain.push_str("ae"),
                'œ' => plain.push_str("oe"),
                '\u{2018}' | '\u{2019}' | '\u{2bc}' => plain.push('\''),
                '\u{2010}'..='\u{2014}' => plain.push('-'),
                other => plain.push(other),
            }
        }
    }
    plain
}

#[cfg(test)]
mod unit_tests {
    use super::folded;

    #[test]
    fn case_accents_and_marks_do_not_count() {
        for (written, compared) in [
            ("NIÑO", "nino"),
            ("Metformina clorhidrato única", "metformina clorhidrato unica"),
            ("Viêm phổi ở người lớn; Đái tháo đường", "viem phoi o nguoi lon; dai thao duong"),
            ("Crohn’s", "crohn's"),
            ("Ｆｕｌｌ ½", "full 1⁄2"),
            ("Straße", "strasse"),
            ("高血压", "高血压"),
            ("İstanbul", "istanbul"),
        ] {
            assert_eq!(folded(written), compared, "{written}");
        }
        let (whole, parts) = ("é", "e\u{301}");
        assert_eq!(folded(whole), folded(parts));
    }
}
