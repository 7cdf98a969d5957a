//! The four languages of L02.

use serde::{Deserialize, Serialize};

/// A language that every page is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
    /// Chinese, simplified script.
    Zh,
    /// Vietnamese.
    Vi,
}

impl Lang {
    /// All four, in the order of the language menu.
    pub const ALL: [Lang; 4] = [Lang::En, Lang::Es, Lang::Zh, Lang::Vi];

    /// The BCP 47 tag for `lang=` and the cookie.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Es => "es",
            Lang::Zh => "zh",
            Lang::Vi => "vi",
        }
    }

    /// What the language calls itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Lang::En => "English",
            Lang::Es => "Español",
            Lang::Zh => "中文",
            Lang::Vi => "Tiếng Việt",
        }
    }

    /// The language of a BCP 47 tag, by its primary subtag; `None` when it is not one of the four.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Lang::ALL.into_iter().find(|lang| primary.eq_ignore_ascii_case(lang.tag()))
    }

    /// The best match of an `Accept-Language` header (RFC 9110 §12.5.4); `None` when none of the four is
    /// asked for.
    pub fn negotiate(header: &str) -> Option<Lang> {
        let mut best: Option<(Lang, f32)> = None;
        for part in header.split(',').take(32) {
            let mut fields = part.split(';');
            let lang = fields.next().and_then(|tag| Lang::from_tag(tag.trim()));
            let weight = fields
                .find_map(|field| field.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()))
                .unwrap_or(1.0);
            if let Some(lang) = lang
                && weight > 0.0
                && best.is_none_or(|(_, top)| weight > top)
            {
                best = Some((lang, weight));
            }
        }
        best.map(|(lang, _)| lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negotiation_takes_the_heaviest_of_the_four() {
        assert_eq!(Lang::negotiate("fr, vi;q=0.4, zh-Hans-CN;q=0.9"), Some(Lang::Zh));
        assert_eq!(Lang::negotiate("ES-mx"), Some(Lang::Es));
        assert_eq!(Lang::negotiate("en;q=0, fr"), None);
        assert_eq!(Lang::negotiate(""), None);
    }
}
