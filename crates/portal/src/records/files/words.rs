//! Words for kinds of documents by their LOINC codes, for sorts of files, and for sizes.

use super::sniff::Sort;
use crate::ui::text::L;

/// The commonest kinds of documents. The first ones are what a patient is given after a visit.
const KINDS: &[(&str, &str)] = &[
    ("69730-0", "doc-after-visit"),
    ("34133-9", "doc-episode"),
    ("18842-5", "doc-discharge"),
    ("8653-8", "doc-discharge-instructions"),
    ("74213-0", "doc-discharge-instructions"),
    ("11506-3", "doc-progress"),
    ("34108-1", "doc-outpatient"),
    ("34109-9", "doc-note"),
    ("34117-2", "doc-history"),
    ("11488-4", "doc-consult"),
    ("28570-0", "doc-procedure"),
    ("11504-8", "doc-surgery"),
    ("34111-5", "doc-emergency"),
    ("34746-8", "doc-nurse"),
    ("57133-1", "doc-referral"),
    ("18748-4", "doc-imaging"),
    ("11502-2", "doc-laboratory"),
    ("11526-1", "doc-pathology"),
    ("64290-0", "doc-card"),
    ("51851-4", "doc-administrative"),
    ("59284-0", "doc-consent"),
    ("101904-1", "doc-release"),
    ("57833-6", "doc-refill"),
    ("60591-5", "doc-summary"),
];

/// Documents that sum up a visit for the patient.
const AFTER_VISIT: [&str; 5] = ["69730-0", "34133-9", "18842-5", "8653-8", "74213-0"];

/// What kind of document a LOINC code stands for; `None` when there are no words for it.
pub fn kind(l: L, loinc: &str) -> Option<String> {
    KINDS.iter().find_map(|(code, key)| (*code == loinc).then(|| l.t(key)))
}

/// Whether a document of this kind sums up a visit.
pub fn is_after_visit(loinc: Option<&str>) -> bool {
    loinc.is_some_and(|loinc| AFTER_VISIT.contains(&loinc))
}

/// What people call a file.
pub fn sort(l: L, sort: Sort) -> String {
    l.t(match sort {
        Sort::Pdf => "file-pdf",
        Sort::Picture => "file-picture",
        Sort::Text => "file-text",
        Sort::Document => "file-document",
        Sort::Office => "file-office",
        Sort::Sound => "file-sound",
        Sort::Video => "file-video",
        Sort::Archive => "file-archive",
        Sort::Scan => "file-scan",
        Sort::Other => "file-other",
    })
}

/// A size, as storage is sold: `12 KB`, `64 MB`. Never nothing.
pub fn size(l: L, bytes: u64) -> String {
    let (unit, letters) = if bytes < 1_000_000 { (1_000, "KB") } else { (1_000_000, "MB") };
    let count = bytes.div_ceil(unit).max(1);
    format!("{} {letters}", crate::ui::when::number(l.lang, count))
}
