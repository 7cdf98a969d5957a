//! Faults that change what a Bundle says: its next page, and whose data it holds.

use axum::body::{Body, Bytes};
use axum::extract::{OriginalUri, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::Uri;
use http::request::Parts;
use serde_json::Value;

use super::Fault;
use super::layer::{identity, replaced, whole};
use crate::server::Seat;
use crate::state::Upstream;

/// The query parameter of links that the sandbox made up.
const INVENTED: &str = "_sandbox_page=";
/// How many other patients are tried for one who has an answer.
const TRIES: usize = 20;
/// The most of a request that is held to be asked again.
const MOST: usize = 16 * 1024 * 1024;

/// A link that the sandbox made up.
pub enum Invented {
    /// The same page again.
    Again,
    /// No such page: this status.
    Missing(u16),
}

/// What a made-up link asks for; `None` for any other URL.
pub fn invented(uri: &Uri) -> Option<Invented> {
    let mark = uri.query()?.split('&').find_map(|part| part.strip_prefix(INVENTED))?;
    match mark.strip_prefix("missing-") {
        Some(status) => Some(Invented::Missing(status.parse().ok()?)),
        None => Some(Invented::Again),
    }
}

/// Takes the sandbox's mark off a URL, so that the twin never sees it.
pub fn strip_invented(request: &mut Request) {
    if let Ok(uri) = without_mark(&request.uri().to_string()).parse() {
        *request.uri_mut() = uri;
    }
}

fn without_mark(url: &str) -> String {
    let Some((path, query)) = url.split_once('?') else { return url.to_owned() };
    let kept: Vec<&str> = query.split('&').filter(|part| !part.starts_with(INVENTED)).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

/// The Bundle with a next link under a URL never seen before: the same page again, or a page that is
/// `missing` with that status. `None` when the body is no page of a search.
pub fn with_next_page(body: &Bytes, asked: &str, missing: Option<u64>) -> Option<Vec<u8>> {
    let mut bundle: Value = serde_json::from_slice(body).ok()?;
    let kind = bundle.get("type").and_then(Value::as_str);
    if bundle["resourceType"] != "Bundle" || !matches!(kind, Some("searchset" | "history")) {
        return None;
    }
    let links = bundle.as_object_mut()?.entry("link").or_insert_with(|| Value::Array(Vec::new()));
    let links = links.as_array_mut()?;
    let own = links.iter().find(|link| link["relation"] == "self").and_then(|link| link["url"].as_str());
    // A search by POST has no query in its URL, its self link has; a page of a loop is counted by its URL.
    let from = if asked.contains('?') { asked } else { own.unwrap_or(asked) };
    let mark = match missing {
        Some(status) => format!("missing-{status}"),
        None => format!("again-{}", base::random::token()),
    };
    let url = without_mark(from);
    let joint = if url.contains('?') { '&' } else { '?' };
    links.retain(|link| link["relation"] != "next");
    links.push(serde_json::json!({"relation": "next", "url": format!("{url}{joint}{INVENTED}{mark}")}));
    serde_json::to_vec(&bundle).ok()
}

/// Answers with the data of another patient of the same organisation: by asking for hers where the request
/// names a patient, else by putting her name on the answer. An answer about no patient passes, uncounted.
pub async fn wrong_patient(seat: &Seat, fault: &Fault, mut request: Request, next: Next) -> Response {
    identity(&mut request);
    let ids = known_ids(seat, &request);
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, MOST).await else {
        return super::answers::status(seat.vendor, 413);
    };
    let uri = parts.uri.to_string();
    let form = String::from_utf8_lossy(&body).into_owned();
    let asked = ids.iter().find(|id| names(&uri, id) || names(&form, id));
    if let Some(asked) = asked {
        let others = ids.iter().filter(|id| *id != asked).take(TRIES);
        for other in others {
            let url = swapped(&uri, asked, other);
            let ask = rebuilt(&parts, &url, swapped(&form, asked, other));
            let Ok((head, answer)) = whole(next.clone().run(ask).await).await else { continue };
            if head.status.is_success() && says_something(&answer) {
                return match seat.sandbox.faults.claim(fault.id) {
                    true => replaced(head, answer.to_vec()),
                    false => next.run(rebuilt(&parts, &uri, form)).await,
                };
            }
        }
    }
    let (head, answer) = match whole(next.run(rebuilt(&parts, &uri, form)).await).await {
        Ok(whole) => whole,
        Err(unreadable) => return unreadable,
    };
    match relabelled(&answer, &ids) {
        Some(changed) if seat.sandbox.faults.claim(fault.id) => replaced(head, changed),
        _ => Response::from_parts(head, Body::from(answer)),
    }
}

/// The FHIR ids of the organisation's patients, each also as Canvas spells it (without hyphens).
fn known_ids(seat: &Seat, request: &Request) -> Vec<String> {
    let header = request.headers().get(Upstream::TENANT_HEADER).and_then(|tenant| tenant.to_str().ok());
    let path = request.extensions().get::<OriginalUri>().map_or("", |uri| uri.path());
    let instance = path.strip_prefix("/canvas/").and_then(|rest| rest.split('/').next());
    let ids = seat.sandbox.people.ids(instance.or(header).unwrap_or_default());
    let plain = ids.iter().filter(|id| id.len() == 36).map(|id| id.replace('-', ""));
    let plain: Vec<String> = if seat.vendor == "canvas" { plain.collect() } else { Vec::new() };
    plain.into_iter().chain(ids).collect()
}

/// The same request under another URL and with another body.
fn rebuilt(parts: &Parts, url: &str, body: String) -> Request {
    let mut parts = parts.clone();
    if let Ok(uri) = url.parse() {
        parts.uri = uri;
    }
    parts.headers.remove(http::header::CONTENT_LENGTH);
    let body = if body.is_empty() { Body::empty() } else { Body::from(body) };
    Request::from_parts(parts, body)
}

fn says_something(answer: &Bytes) -> bool {
    match serde_json::from_slice::<Value>(answer) {
        Ok(value) if value["resourceType"] == "Bundle" => {
            value["entry"].as_array().is_some_and(|entries| !entries.is_empty())
        }
        Ok(value) => value.is_object(),
        Err(_) => false,
    }
}

/// The answer with another patient's id in every place where it named one.
fn relabelled(answer: &Bytes, ids: &[String]) -> Option<Vec<u8>> {
    let mut value: Value = serde_json::from_slice(answer).ok()?;
    let text = String::from_utf8_lossy(answer);
    let named = ids.iter().find(|id| names(&text, &format!("Patient/{id}")));
    // A Patient on her own is named by her id alone.
    let own = value["id"].as_str().filter(|_| value["resourceType"] == "Patient");
    let named = named.map(String::as_str).or(own)?.to_owned();
    let other = ids.iter().find(|id| **id != named && id.len() == named.len());
    let other = other.or_else(|| ids.iter().find(|id| **id != named))?;
    relabel(&mut value, &named, other);
    serde_json::to_vec(&value).ok()
}

fn relabel(value: &mut Value, named: &str, other: &str) {
    match value {
        Value::String(text) if text == named => other.clone_into(text),
        Value::String(text) if text.contains("Patient/") => *text = swapped(text, named, other),
        Value::Array(items) => items.iter_mut().for_each(|item| relabel(item, named, other)),
        Value::Object(fields) => fields.values_mut().for_each(|field| relabel(field, named, other)),
        _ => {}
    }
}

fn names(text: &str, id: &str) -> bool {
    positions(text, id).next().is_some()
}

/// Replaces an id where it stands alone, not as part of a longer word.
fn swapped(text: &str, from: &str, to: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for at in positions(text, from) {
        out.push_str(&text[done..at]);
        out.push_str(to);
        done = at + from.len();
    }
    out.push_str(&text[done..]);
    out
}

fn positions<'a>(text: &'a str, id: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part_of_id = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let alone = move |at: &usize| {
        let (before, after) = (&text[..*at], &text[at + id.len()..]);
        // "%2F" before an id is a slash, not three letters of it.
        let slash = before.len() >= 3 && before.as_bytes()[before.len() - 3] == b'%';
        (slash || !before.ends_with(part_of_id)) && !after.starts_with(part_of_id)
    };
    text.match_indices(id).map(|(at, _)| at).filter(alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_swapped_only_where_it_stands_alone() {
        let url = "/Condition?patient=Patient%2Fp1&subject=Patient/p1&x=p10&y=sp1&z=p1";
        assert_eq!(
            swapped(url, "p1", "q9"),
            "/Condition?patient=Patient%2Fq9&subject=Patient/q9&x=p10&y=sp1&z=q9"
        );
    }

    #[test]
    fn a_loop_never_repeats_a_url_and_keeps_the_query() {
        let page = Bytes::from(r#"{"resourceType":"Bundle","type":"searchset","link":[]}"#);
        let next = |asked: &str| {
            let page: Value = serde_json::from_slice(&with_next_page(&page, asked, None).unwrap()).unwrap();
            page["link"][0]["url"].as_str().unwrap().to_owned()
        };
        let first = next("/Condition?patient=1");
        let second = next(&first);
        assert!(second.starts_with("/Condition?patient=1&_sandbox_page=again-"));
        assert_ne!(first, second);
        assert!(matches!(invented(&first.parse().unwrap()), Some(Invented::Again)));
        assert_eq!(without_mark(&second), "/Condition?patient=1");
    }

    #[test]
    fn only_pages_of_a_search_get_a_next_page() {
        for other in ["{}", "[]", "no json", r#"{"resourceType":"Bundle","type":"transaction-response"}"#] {
            assert!(with_next_page(&Bytes::from(other), "/x", Some(404)).is_none(), "{other}");
        }
    }

    #[test]
    fn an_answer_gets_another_patients_name_everywhere() {
        let ids = ["p1".to_owned(), "p2".to_owned()];
        let read = r#"{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p1"}}"#;
        let changed: Value = serde_json::from_slice(&relabelled(&Bytes::from(read), &ids).unwrap()).unwrap();
        assert_eq!(changed["subject"]["reference"], "Patient/p2");
        let about_nobody = Bytes::from(r#"{"resourceType":"Practitioner","id":"p1"}"#);
        assert!(relabelled(&about_nobody, &ids).is_none());
    }
}
