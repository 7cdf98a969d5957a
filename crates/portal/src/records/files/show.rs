//! Files and documents as rows.

use fhir::Kind;
use fhir::attachment::Attachment;
use fhir::views::DocumentReference;

use super::super::show::Reader;
use super::super::{Thing, words as record_words};
use super::pages::FileRow;
use super::sniff::claimed;
use super::words;
use crate::ui::view::{Fact, Flag, Item, Tone};

impl Reader {
    /// The files of an entry.
    pub fn file_rows(&self, resource: &fhir::Resource, kind: Kind) -> Vec<FileRow> {
        let id = resource.head().id.as_str();
        let all = super::attachments(resource).into_iter().enumerate();
        let row = |(nth, attachment): (usize, Attachment)| FileRow {
            href: format!("/records/{}/{id}/files/{nth}", kind.slug()),
            name: attachment.title().unwrap_or_else(|| self.thing_title(&Thing::of(resource))),
            note: self.file_note(&attachment),
        };
        // An attachment that is only announced offers nothing to download.
        all.filter(|(_, attachment)| attachment.has_content()).map(row).collect()
    }

    fn file_note(&self, attachment: &Attachment) -> String {
        let claims = attachment.media_type();
        let sort = words::sort(self.l, claimed(claims.as_deref().unwrap_or_default()));
        // What a picture weighs is what its bytes do, not what it says.
        let bytes = attachment.inline.map(|inline| inline.bytes).or(attachment.size);
        match bytes.filter(|bytes| *bytes > 0) {
            Some(bytes) => format!("{sort} · {}", words::size(self.l, bytes)),
            None => sort,
        }
    }

    /// A document as a row: what it is called, what kind, when and by whom, and whether it still stands.
    /// `None` for any other type.
    pub fn document_row(&self, resource: &fhir::Resource) -> Option<Item> {
        let view: DocumentReference = resource.view()?;
        let thing = Thing::of(resource);
        if thing.resource_type != "DocumentReference" {
            return None;
        }
        let title = view.subtitle().or_else(|| view.title());
        let kind = view.loinc().and_then(|loinc| words::kind(self.l, loinc)).or_else(|| view.title());
        let kind = kind.filter(|kind| Some(kind) != title.as_ref());
        let date = self.date(view.date()).unwrap_or_else(|| self.l.t("undated"));
        let author = view.author.iter().find_map(fhir::Reference::name);
        let note: Vec<String> = kind.into_iter().chain([date]).chain(author).collect();
        Some(Item {
            href: Some(format!("/records/documents/{}", thing.id)),
            icon: "file",
            tone: Tone::Quiet,
            title: title.unwrap_or_else(|| self.thing_title(&thing)),
            note: Some(note.join(" · ")),
            flag: self.document_flag(&view),
            foreign: true,
        })
    }

    /// That a document is not the last word, or was changed after it was signed.
    pub fn document_flag(&self, view: &DocumentReference) -> Option<Flag> {
        let said = |code: Option<&str>, usual: &[&str]| {
            let code = code.map(str::trim).filter(|code| !usual.contains(code))?;
            record_words::code_words(self.l, code)
        };
        let replaced = view.status.as_deref().map(str::trim) == Some("superseded");
        let tone = if replaced { Tone::Warn } else { Tone::Plain };
        let words = said(view.status.as_deref(), &["current"]);
        let words = words.or_else(|| said(view.document_status.as_deref(), &["final"]));
        words.map(|words| Flag::new(tone, "info", words))
    }

    /// What kind of document it is, in the reader's language.
    pub fn document_kind(&self, resource: &fhir::Resource) -> Option<Fact> {
        let view: DocumentReference = resource.view()?;
        let kind = words::kind(self.l, view.loinc()?)?;
        Some(Fact::new(self.l.t("file-kind"), kind))
    }
}
