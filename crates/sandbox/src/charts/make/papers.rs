//! Documents: notes, summaries, letters and pictures, within the record or beside it as a `Binary`.

use super::super::codes::Code;
use super::{Chart, Staff, at, concept, reference};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// What a document is, apart from its content.
pub(in crate::charts) struct Paper<'a> {
    pub(in crate::charts) kind: Code,
    pub(in crate::charts) title: &'a str,
    pub(in crate::charts) day: &'a str,
    pub(in crate::charts) by: &'a Staff,
    /// Number of the visit that it belongs to, in the order of writing.
    pub(in crate::charts) visit: Option<u32>,
}

/// A document without a visit.
pub(in crate::charts) fn paper<'a>(kind: Code, title: &'a str, day: &'a str, by: &'a Staff) -> Paper<'a> {
    Paper { kind, title, day, by, visit: None }
}

impl Paper<'_> {
    /// Of the visit with that number.
    pub(in crate::charts) fn of_visit(mut self, number: u32) -> Self {
        self.visit = Some(number);
        self
    }
}

impl Chart {
    /// A document whose content is within it.
    pub(in crate::charts) fn document(&mut self, paper: &Paper, kind: &str, content: &[u8]) -> &mut Self {
        self.refer(paper, attachment(kind, paper.title, paper.day, content))
    }

    /// A note in plain text.
    pub(in crate::charts) fn note(&mut self, paper: &Paper, text: &str) -> &mut Self {
        self.document(paper, "text/plain; charset=utf-8", text.as_bytes())
    }

    /// A page of HTML, as after-visit summaries are.
    pub(in crate::charts) fn page(&mut self, paper: &Paper, body: &str) -> &mut Self {
        let title = paper.title;
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta \
             charset=\"utf-8\"><title>{title}</title></head>\n\
             <body>\n<h1>{title}</h1>\n{body}</body>\n</html>\n"
        );
        self.document(paper, "text/html; charset=utf-8", html.as_bytes())
    }

    /// A document whose content is in a `Binary` of its own; the `Binary` is written before it.
    pub(in crate::charts) fn beside(&mut self, paper: &Paper, kind: &str, content: &[u8]) -> &mut Self {
        let body = json!({"resourceType": "Binary", "contentType": kind, "data": STANDARD.encode(content)});
        self.add("bin", "securityContext", body);
        let url = self.last();
        let mut attachment = attachment(kind, paper.title, paper.day, &[]);
        attachment["size"] = json!(content.len());
        attachment["url"] = json!(url);
        attachment.as_object_mut().map(|fields| fields.remove("data"));
        self.refer(paper, attachment)
    }

    fn refer(&mut self, paper: &Paper, attachment: Value) -> &mut Self {
        let list = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category";
        let mut body = json!({
            "resourceType": "DocumentReference", "status": "current", "docStatus": "final",
            "type": concept(paper.kind, paper.kind.display),
            "category": [{"coding": [{"system": list, "code": "clinical-note",
                                      "display": "Clinical Note"}]}],
            "description": paper.title, "date": at(paper.day, "22:15"),
            "author": [paper.by.reference()], "content": [{"attachment": attachment}],
        });
        if let Some(number) = paper.visit {
            let visit = self.visit_number(number);
            body["context"] = json!({"encounter": [{"reference": visit}]});
        }
        self.add("doc", "subject", body)
    }

    /// Says that the document written last takes the place of `older`.
    pub(in crate::charts) fn replaces(&mut self, older: &str) -> &mut Self {
        let target = reference(older, "Earlier version");
        self.amend(|doc| doc["relatesTo"] = json!([{"code": "replaces", "target": target}]))
    }
}

/// Breaks the content of the document written last into lines of 76, as mail software does; it says the same.
pub(in crate::charts) fn wrapped(document: &mut Value) {
    let data = &mut document["content"][0]["attachment"]["data"];
    let letters: Vec<char> = data.as_str().unwrap_or_default().chars().collect();
    let lines: Vec<String> = letters.chunks(76).map(|line| line.iter().collect()).collect();
    *data = json!(lines.join("\r\n"));
}

/// An attachment that holds its content.
pub(super) fn attachment(kind: &str, title: &str, day: &str, content: &[u8]) -> Value {
    json!({"contentType": kind, "language": "en-US", "title": title, "creation": at(day, "22:15"),
           "size": content.len(), "data": STANDARD.encode(content)})
}
