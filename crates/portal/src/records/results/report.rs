//! The page of a report: what it concludes, its text, its values, who ordered and who read it.

use base64::Engine as _;
use fhir::attachment::Payload;
use fhir::views::DiagnosticReport;
use fhir::{Resource, text};

use super::Story;
use super::linked::Origin;
use super::pages::{ReportPage, Section};
use crate::records::files::pages::Files;
use crate::records::show::Reader;
use crate::ui::page::Page;

/// A longer text is a document to download, not a part of a page.
const LONGEST: usize = 100_000;

/// Details that stand on the page in a way of their own.
const TOLD_ELSEWHERE: [&str; 8] =
    ["status", "examined", "issued", "performer", "interpreter", "ordered", "specimen", "conclusion"];

/// The page of one DiagnosticReport.
pub fn report_page(
    (page, mut files): (Page, Files),
    reader: &Reader,
    story: &Story,
    view: &DiagnosticReport,
) -> ReportPage {
    let resource = story.resource();
    let family = story.family();
    let top = reader.top(story, view.title().as_deref(), "kind-results");
    let origin = Origin::of(resource);
    let mut about = reader.ordered(story, &family);
    let when = reader.day_and_time(view.examined_at());
    about.extend(when.clone().map(|when| crate::ui::view::Fact::new(reader.l.t("fact-examined"), when)));
    about.extend(reader.reported(story, false));
    about.extend(reader.people(story, &origin.performer, "fact-performer"));
    about.extend(reader.people(story, &origin.interpreter, "fact-interpreter"));
    about.extend(reader.samples(story, &origin));
    about.extend(reader.status(view.status.as_deref()));
    let rest = view.facts();
    let rest = rest.iter().filter(|told| !TOLD_ELSEWHERE.contains(&told.key));
    about.extend(rest.filter_map(|told| reader.fact(told)));
    let text = texts(resource, view);
    if !text.is_empty() {
        files.readings.clear();
    }
    ReportPage {
        page: page.titled(top.title.clone()),
        when,
        conclusion: view.conclusion_lines(),
        text,
        files,
        members: reader.members(story, &family),
        about,
        codes: reader.all_codes(view.code.as_ref()),
        top,
    }
}

/// The plain texts that stand inside a report, part by part. Other documents are for downloading.
fn texts(resource: &Resource, view: &DiagnosticReport) -> Vec<Section> {
    let plain = |nth: usize| {
        let payload = Payload::of(resource, nth)?;
        let media = payload.content_type.as_deref()?.split(';').next()?.trim().to_ascii_lowercase();
        let data: String = payload.data?.chars().filter(|letter| !letter.is_whitespace()).collect();
        if media != "text/plain" || data.len() > LONGEST {
            return None;
        }
        String::from_utf8(base64::engine::general_purpose::STANDARD.decode(data).ok()?).ok()
    };
    (0..view.presented_form.len()).filter_map(plain).flat_map(|text| sections(&text)).collect()
}

/// A text in its parts: a line in capital letters, or a short one that ends in a colon, is a heading.
fn sections(text: &str) -> Vec<Section> {
    let mut parts: Vec<Section> = Vec::new();
    for line in text::lines(text) {
        if is_heading(&line) {
            let heading = line.trim_end_matches(':').to_owned();
            parts.push(Section { heading: Some(heading), lines: Vec::new() });
        } else if let Some(part) = parts.last_mut() {
            part.lines.push(line);
        } else {
            parts.push(Section { heading: None, lines: vec![line] });
        }
    }
    parts
}

fn is_heading(line: &str) -> bool {
    let letters = line.chars().filter(|letter| letter.is_alphabetic()).count();
    let capital = letters >= 3 && line.chars().all(|letter| !letter.is_lowercase());
    let short = line.chars().count() <= 48;
    short && ((capital && !line.contains(char::is_numeric)) || line.ends_with(':'))
}

#[cfg(test)]
mod unit_tests {
    use super::sections;

    #[test]
    fn r08_a_report_reads_part_by_part() {
        let parts = sections(
            "Chest, two views.\n\nFINDINGS\nHeart is normal.\nNo mass.\n\nImpression:\nBronchitis.\n",
        );
        let told: Vec<(Option<&str>, usize)> =
            parts.iter().map(|part| (part.heading.as_deref(), part.lines.len())).collect();
        assert_eq!(told, [(None, 1), (Some("FINDINGS"), 2), (Some("Impression"), 1)]);
        assert!(sections(" \n").is_empty());
        assert_eq!(sections("BI-RADS 2\nNo lower case here: 5 MG\n").len(), 1, "a finding is no heading");
    }
}
