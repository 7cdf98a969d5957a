//! Every page in every state, with sample data, so that it can be looked at, checked by a browser and passed
//! through `assert_page_is_sound` without a backend. Development and tests only.

mod frame;
mod measured;
mod parts;
mod people;
mod record;

use askama::Template;
use base::Lang;

use super::page::Theme;

/// One page in one state.
pub struct Sample {
    /// Its name, fit for a file name.
    pub name: &'static str,
    /// The whole document.
    pub html: String,
}

/// Every page in every state, in one language and theme.
pub fn samples(lang: Lang, theme: Theme) -> Vec<Sample> {
    let frame = frame::Frame { lang, theme };
    let mut all = people::samples(frame);
    all.extend(record::samples(frame));
    all.extend(measured::samples(frame));
    all.extend(frame::samples(frame));
    all.extend(parts::samples(frame));
    all
}

/// The list of all samples.
#[derive(Template)]
#[template(path = "ui/gallery/index.html")]
pub struct Index {
    /// The frame.
    pub page: super::page::Page,
    /// Names of the samples.
    pub names: Vec<&'static str>,
}

/// The theme stylesheet of the gallery's clinic.
pub fn theme_stylesheet() -> String {
    super::theme::stylesheet("#0e5f5c", Some("#e8a15c")).unwrap_or_default()
}

/// Renders one sample.
/// A streamed page when all of its parts have come.
fn streamed(name: &'static str, frame: &impl Template, parts: &[String]) -> Sample {
    let html = frame.render().unwrap_or_default();
    Sample { name, html: html.replace(crate::shell::stream::HERE, &parts.concat()) }
}

fn sample(name: &'static str, page: &impl Template) -> Sample {
    // A page of sample data has nothing that could fail but the writing of a String.
    Sample { name, html: page.render().unwrap_or_default() }
}
