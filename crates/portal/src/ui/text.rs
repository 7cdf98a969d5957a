//! The words of every page, in four languages (L02). Keys live in `locales/{en,es,zh,vi}/*.ftl`.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::sync::{PoisonError, RwLock};

use base::Lang;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid};

fluent_templates::static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en",
        customise: |bundle| {
            // Isolation marks around values would be copied along with names and codes, and all four
            // languages run left to right.
            bundle.set_use_isolating(false);
            let vietnamese = bundle.locales.iter().any(|locale| locale.language.as_str() == "vi");
            bundle.set_formatter(Some(if vietnamese { with_blanks } else { with_commas }));
        },
    };
}

fn with_commas<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    grouped(value, Lang::En)
}

fn with_blanks<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    grouped(value, Lang::Vi)
}

/// Whole numbers get their thousands set apart; anything else is Fluent's own to write.
fn grouped(value: &FluentValue<'_>, lang: Lang) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    number.as_string().parse().ok().map(|whole| super::when::number(lang, whole))
}

/// Texts without values, as they were found: a page is made of hundreds of them, and each is the same every
/// time. By language; what is not there is not kept, so that it holds no more than the locale files.
static KNOWN: [RwLock<Texts>; 4] = [const { RwLock::new(Texts::with_hasher(BuildHasherDefault::new())) }; 4];

type Texts = HashMap<Box<str>, Box<str>, BuildHasherDefault<DefaultHasher>>;

fn missing(key: &str) -> String {
    format!("⟦{key}⟧")
}

/// The words in one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct L {
    /// The reader's language.
    pub lang: Lang,
}

impl L {
    /// The words in `lang`.
    pub fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// The text of `key`. A key that is missing shows as `⟦key⟧` rather than in another language, so that
    /// the mistake is seen; a test proves that none is missing.
    pub fn t(self, key: &str) -> String {
        let known = &KNOWN[self.lang as usize];
        // A lock that somebody died with still holds whole texts.
        if let Some(text) = known.read().unwrap_or_else(PoisonError::into_inner).get(key) {
            return text.as_ref().to_owned();
        }
        let Some(text) = self.found(key, None) else { return missing(key) };
        known.write().unwrap_or_else(PoisonError::into_inner).insert(key.into(), text.as_str().into());
        text
    }

    /// The text of `key` with one number, which chooses the plural form.
    pub fn tn(self, key: &str, name: &'static str, n: usize) -> String {
        let args = HashMap::from([(Cow::Borrowed(name), FluentValue::from(n))]);
        self.look_up(key, Some(&args))
    }

    /// The text of `key` with named values. The values are data: they are not read as Fluent syntax.
    pub fn ta(self, key: &str, values: &[(&'static str, &str)]) -> String {
        let args = values
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from((*value).to_owned())))
            .collect();
        self.look_up(key, Some(&args))
    }

    fn look_up(self, key: &str, args: Option<&HashMap<Cow<'static, str>, FluentValue<'_>>>) -> String {
        self.found(key, args).unwrap_or_else(|| missing(key))
    }

    fn found(self, key: &str, args: Option<&HashMap<Cow<'static, str>, FluentValue<'_>>>) -> Option<String> {
        // A long text stands on several lines of its file; to the reader it is one.
        let between = if self.lang == Lang::Zh { "" } else { " " };
        let text = LOCALES.lookup_single_language(&self.id(), key, args).ok()?;
        Some(if text.contains('\n') { text.replace('\n', between) } else { text })
    }

    fn id(self) -> LanguageIdentifier {
        match self.lang {
            Lang::En => langid!("en"),
            Lang::Es => langid!("es"),
            Lang::Zh => langid!("zh"),
            Lang::Vi => langid!("vi"),
        }
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
