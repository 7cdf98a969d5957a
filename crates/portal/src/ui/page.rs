//! What every page carries besides its own content: whose clinic, whose words, which theme, which doors.

use std::borrow::Borrow;

use base::Lang;

use super::assets;
use super::text::L;

/// The frame of a page. It is the first field of every page struct and is called `page` there.
#[derive(Clone, Debug)]
pub struct Page {
    /// The reader's language.
    pub lang: Lang,
    /// The reader's theme.
    pub theme: Theme,
    /// Whose portal this is.
    pub org: Org,
    /// Who is signed in, and as whom; `None` before sign-in.
    pub who: Option<Who>,
    /// The doors of the navigation, in order; empty before sign-in.
    pub nav: Vec<Door>,
    /// The page's name in the window title, in the reader's language.
    pub title: String,
    /// The page's own path, where the display form comes back to. Opaque ids at most, never a search word.
    pub path: String,
    /// A sentence about what has just been done (POST → 303 → GET).
    pub flash: Option<Flash>,
    /// The request's reference id, shown where something failed.
    pub reference: String,
    /// A page of one narrow column: errors, forms, help.
    pub narrow: bool,
    /// After how many seconds without use the session ends (A14).
    pub idle_seconds: u32,
}

/// How many seconds before the end of the session the reader is warned (A14: at 13 of 15 minutes).
pub const IDLE_NOTICE_SECONDS: u32 = 120;

/// A look that a reader can choose (D08, L01).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// High contrast.
    Contrast,
}

impl Theme {
    /// All, in the order of the display form.
    pub const ALL: [Theme; 4] = [Theme::Auto, Theme::Light, Theme::Dark, Theme::Contrast];

    /// The value in the display form, the cookie and `data-theme`.
    pub fn tag(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::Contrast => "contrast",
        }
    }

    /// The theme of a tag; `None` for any other text.
    pub fn from_tag(tag: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.tag() == tag)
    }

    /// The key of the theme's name.
    pub fn label_key(self) -> &'static str {
        match self {
            Theme::Auto => "theme-auto",
            Theme::Light => "theme-light",
            Theme::Dark => "theme-dark",
            Theme::Contrast => "theme-contrast",
        }
    }
}

/// The organisation as its pages show it.
#[derive(Clone, Debug)]
pub struct Org {
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The clinic's telephone number as people write it: `(303) 555-0142`.
    pub phone: String,
    /// When the clinic answers the telephone, in the clinic's words.
    pub hours: String,
    /// The number to call in an emergency: `911`.
    pub emergency: String,
    /// The sign beside its name.
    pub mark: Mark,
    /// Where its theme stylesheet is: `/theme.css`, with a version if it is to be cached for long.
    pub theme_href: String,
}

/// The sign beside an organisation's name; drawn by us, coloured by the organisation's theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// A porch seen from the front.
    #[default]
    Arch,
    /// A moon and a star.
    Moon,
    /// A hill under a star.
    Peak,
}

impl Mark {
    /// The mark of a name in the organisation's settings (`arch`, `moon`, `peak`); `None` for any other.
    pub fn from_tag(tag: &str) -> Option<Mark> {
        match tag {
            "arch" => Some(Mark::Arch),
            "moon" => Some(Mark::Moon),
            "peak" => Some(Mark::Peak),
            _ => None,
        }
    }
}

/// The person signed in, as the frame shows her.
#[derive(Clone, Debug)]
pub struct Who {
    /// The name of the patient whose record is open.
    pub name: String,
    /// One or two letters for the round sign.
    pub initials: String,
    /// Whether this account may open other patients' records too, so that the menu offers to change.
    pub several: bool,
}

impl Who {
    /// A person by name; the initials are the first letters of the first and last word.
    pub fn new(name: impl Into<String>, several: bool) -> Self {
        let name = name.into();
        let words: Vec<&str> = name.split_whitespace().collect();
        let first = |word: &&str| word.chars().find(|c| c.is_alphanumeric());
        let ends = match words.as_slice() {
            [] => vec![],
            [only] => vec![first(only)],
            [head, .., last] => vec![first(head), first(last)],
        };
        let initials = ends.into_iter().flatten().flat_map(char::to_uppercase).collect();
        Self { name, initials, several }
    }
}

/// All languages, in the order of the language buttons.
pub const LANGS: &[Lang] = &Lang::ALL;

/// One of the (at most five) doors of the navigation.
#[derive(Clone, Debug)]
pub struct Door {
    /// A name for the door, unique on the page.
    pub id: &'static str,
    /// Where it leads.
    pub href: String,
    /// The icon's name in the sprite.
    pub icon: &'static str,
    /// The key of its name.
    pub label_key: &'static str,
    /// Whether the reader is behind this door.
    pub current: Current,
    /// The rooms behind it, shown on wide screens when the door is current.
    pub rooms: Vec<Room>,
}

/// A room behind a door.
#[derive(Clone, Debug)]
pub struct Room {
    /// Where it leads.
    pub href: String,
    /// The icon's name in the sprite, for the page that lists rooms.
    pub icon: &'static str,
    /// The key of its name.
    pub label_key: &'static str,
    /// Whether the reader is in it.
    pub current: Current,
}

/// Where the reader is, seen from a link of the navigation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Current {
    /// Elsewhere.
    #[default]
    No,
    /// On a page below this one.
    Within,
    /// On this very page.
    Here,
}

impl Current {
    /// The value of `aria-current`.
    pub fn aria(self) -> Option<&'static str> {
        match self {
            Current::No => None,
            Current::Within => Some("true"),
            Current::Here => Some("page"),
        }
    }
}

/// What has just happened, said once on the next page.
#[derive(Clone, Debug)]
pub struct Flash {
    /// Good, info, warn or bad.
    pub tone: super::view::Tone,
    /// The sentence, in the reader's language.
    pub words: String,
}

impl Page {
    /// The words in the reader's language.
    pub fn l(&self) -> L {
        L::new(self.lang)
    }

    /// The text of `key`.
    pub fn t(&self, key: &str) -> String {
        self.l().t(key)
    }

    /// The text of `key` with a number, which also chooses the plural form.
    pub fn tn(&self, key: &str, name: &'static str, n: impl Borrow<usize>) -> String {
        self.l().tn(key, name, *n.borrow())
    }

    /// The text of `key` with one value.
    pub fn t1(&self, key: &str, name: &'static str, value: &str) -> String {
        self.l().ta(key, &[(name, value)])
    }

    /// The same page under another title.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// The same page in one narrow column.
    #[must_use]
    pub fn narrow(mut self) -> Self {
        self.narrow = true;
        self
    }

    /// Whether someone is signed in.
    pub fn signed_in(&self) -> bool {
        self.who.is_some()
    }

    /// ` lang="en"` for words that come from the clinic's own systems, which are in English, on a page in
    /// another language (WCAG 3.1.2).
    pub fn foreign(&self) -> askama::filters::Safe<&'static str> {
        askama::filters::Safe(if self.lang == Lang::En { "" } else { " lang=\"en\"" })
    }

    /// ` lang="…"` for the own name of `lang` on a page in another language.
    pub fn own(&self, lang: &Lang) -> askama::filters::Safe<String> {
        let tag = if *lang == self.lang { String::new() } else { format!(" lang=\"{}\"", lang.tag()) };
        askama::filters::Safe(tag)
    }

    /// After how many seconds without use the warning appears.
    pub fn idle_warn_seconds(&self) -> u32 {
        self.idle_seconds.saturating_sub(IDLE_NOTICE_SECONDS)
    }

    /// The telephone number as a link: digits and a leading plus only.
    pub fn phone_href(&self) -> String {
        let digits: String = self.org.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        format!("tel:{digits}")
    }

    /// Where the file `name` of `assets/dist` is served.
    pub fn asset(&self, name: &str) -> &'static str {
        assets::href(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_letters_of_the_first_and_last_word() {
        for (name, initials) in [
            ("Elena Marquez", "EM"),
            ("Ana de la Cruz", "AC"),
            ("Cher", "C"),
            ("", ""),
            ("  (x) 9", "X9"),
            ("李 小龙", "李小"),
        ] {
            assert_eq!(Who::new(name, false).initials, initials, "{name:?}");
        }
    }
}
