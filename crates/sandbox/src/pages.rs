//! The control API for people: plain HTML without script. Every value is escaped.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

use crate::state::{Mail, Person, Sandbox};

/// The stylesheet of all pages.
pub const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}\
table{border-collapse:collapse}th,td{text-align:start;padding:.3rem 1rem .3rem 0;vertical-align:top}\
article{border-top:1px solid;padding:1rem 0}pre{white-space:pre-wrap;overflow-wrap:anywhere}";

/// Text as it may stand in HTML, in content and in attributes.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

fn page(title: &str, body: &str) -> String {
    let title = escaped(title);
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title} · Portico sandbox</title>\
         <link rel=\"stylesheet\" href=\"/style.css\"></head><body><p><a href=\"/\">Sandbox</a></p>\
         <main><h1>{title}</h1>{body}</main></body></html>"
    )
}

/// What there is, with links.
pub fn index(sandbox: &Sandbox) -> String {
    const TWINS: [(&str, &str, &str); 3] = [
        ("/fhir/metadata", "/fhir", "the real FHIR server; tenant by the header X-Tenant-ID"),
        (
            "/canvas/sleepcorner/metadata",
            "/canvas/{instance}",
            "Canvas Medical: OAuth and its dialect of FHIR",
        ),
        ("/sendgrid/v3/scopes", "/sendgrid", "SendGrid: what it accepts is in the inbox (needs its key)"),
    ];
    const CONTROL: [(&str, &str); 8] = [
        ("/inbox", "e-mails, newest first"),
        ("/phone", "text messages"),
        ("/push", "push messages"),
        ("/patients", "who can sign in"),
        ("/calls", "what the twins received"),
        ("/faults", "what goes wrong on purpose"),
        ("/clock", "the sandbox's time"),
        ("/healthz", "how far loading has come"),
    ];
    let mut body = String::from("<h2>Clinics</h2><ul>");
    for host in ["aurora", "patients.sleepcorner", "northside"] {
        let host = escaped(&format!("{host}.{}", sandbox.portal_domain));
        let _ = write!(body, "<li><a href=\"http://{host}/\">{host}</a></li>");
    }
    body.push_str("</ul><h2>Twins</h2><ul>");
    for (href, name, says) in TWINS {
        let _ = write!(body, "<li><a href=\"{href}\">{name}</a>: {says}</li>");
    }
    body.push_str("</ul><h2>Control</h2><ul>");
    for (href, says) in CONTROL {
        let _ = write!(body, "<li><a href=\"{href}\">{href}</a>: {says}</li>");
    }
    body.push_str("</ul>");
    page("Sandbox", &body)
}

/// Everyone in the FHIR server, with the address she signs in with.
pub fn patients(sandbox: &Sandbox, people: &[Person]) -> String {
    let mut rows = String::new();
    for person in people {
        let email = person.email.as_deref().map_or("cannot sign in", |email| email);
        let host = match person.org.as_str() {
            "sleepcorner" => format!("patients.sleepcorner.{}", sandbox.portal_domain),
            org => format!("{org}.{}", sandbox.portal_domain),
        };
        let [host, email, name, id] = [&host, email, &person.name, &person.patient].map(escaped);
        let _ = write!(
            rows,
            "<tr><td><a href=\"http://{host}/\">{host}</a></td><td>{name}</td><td>{email}</td>\
             <td>{id}</td></tr>"
        );
    }
    let head = "<tr><th>Clinic</th><th>Name</th><th>Signs in with</th><th>FHIR id</th></tr>";
    page("Patients", &format!("<table>{head}{rows}</table>"))
}

/// The e-mails. The HTML part is shown as its source.
pub fn inbox(mails: &[Mail]) -> String {
    let mut body = String::new();
    if mails.is_empty() {
        body.push_str("<p>No e-mail yet.</p>");
    }
    for mail in mails {
        let [to, from, subject, text, html] =
            [&mail.to, &mail.from, &mail.subject, &mail.text, &mail.html].map(|text| escaped(text));
        let _ = write!(
            body,
            "<article><h2>{subject}</h2><p>To {to} · from {from} · {}</p><pre>{text}</pre>",
            mail.sent_at.to_rfc3339()
        );
        if !html.is_empty() {
            let _ = write!(body, "<details><summary>HTML part</summary><pre>{html}</pre></details>");
        }
        body.push_str("</article>");
    }
    page("Inbox", &body)
}

/// Any list, field by field.
pub fn records<T: Serialize>(title: &str, items: &[T]) -> String {
    let mut body = String::new();
    if items.is_empty() {
        body.push_str("<p>None.</p>");
    }
    for item in items {
        let value = serde_json::to_value(item).unwrap_or_default();
        body.push_str("<article><table>");
        for (name, value) in value.as_object().into_iter().flatten() {
            let text = match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let _ = write!(body, "<tr><th>{}</th><td><pre>{}</pre></td></tr>", escaped(name), escaped(&text));
        }
        body.push_str("</table></article>");
    }
    page(title, &body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_becomes_markup() {
        let nasty = "<script>alert('x')</script>\"&";
        let mail = Mail {
            id: "1".into(),
            to: nasty.into(),
            from: nasty.into(),
            subject: nasty.into(),
            text: nasty.into(),
            html: nasty.into(),
            sent_at: base::Clock::system().now(),
        };
        for page in [inbox(std::slice::from_ref(&mail)), records(nasty, &[mail])] {
            assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(&#39;x&#39;)"), "{page}");
        }
    }
}
