//! What SendGrid refuses in a mail. Pure.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Personalizations in one request, and recipients over all of them.
const MOST: usize = 1_000;
/// SendGrid plans no mail further ahead.
const AHEAD_SECONDS: i64 = 72 * 3_600;
const HELP: &str = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html";

/// One error of SendGrid's answer.
#[derive(Debug, Serialize)]
pub struct Refusal {
    message: String,
    field: Option<String>,
    help: Option<String>,
}

impl Refusal {
    /// An error about no field.
    pub fn plain(message: &str) -> Self {
        Self { message: message.to_owned(), field: None, help: None }
    }

    fn at(field: impl Into<String>, message: impl Into<String>, help: &str) -> Self {
        let help = (!help.is_empty()).then(|| format!("{HELP}#{help}"));
        Self { message: message.into(), field: Some(field.into()), help }
    }
}

/// The body of `POST /v3/mail/send`, as far as the twin looks.
#[derive(Debug, Deserialize)]
pub struct Letter {
    personalizations: Option<Vec<Personalization>>,
    from: Option<Address>,
    reply_to: Option<Address>,
    subject: Option<String>,
    content: Option<Vec<Content>>,
    template_id: Option<String>,
    categories: Option<Vec<String>>,
    send_at: Option<i64>,
    mail_settings: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Personalization {
    to: Option<Vec<Address>>,
    cc: Option<Vec<Address>>,
    bcc: Option<Vec<Address>>,
    subject: Option<String>,
    send_at: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct Address {
    email: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Content {
    #[serde(rename = "type")]
    kind: Option<String>,
    value: Option<String>,
}

/// One delivery.
pub struct Post {
    /// Recipient's address.
    pub to: String,
    /// The subject she gets.
    pub subject: String,
}

impl Address {
    fn text(&self) -> &str {
        self.email.as_deref().unwrap_or_default()
    }

    /// One `@` with a domain behind it, no white space: what SendGrid's check amounts to.
    fn is_valid(&self) -> bool {
        let text = self.text();
        let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c));
        let parts = text.rsplit_once('@');
        let sound = |(name, domain): (&str, &str)| {
            !name.is_empty()
                && !name.contains('@')
                && !domain.is_empty()
                && !domain.split('.').any(str::is_empty)
        };
        plain && text.len() <= 320 && parts.is_some_and(sound)
    }
}

impl Personalization {
    fn everyone(&self) -> impl Iterator<Item = (&'static str, usize, &Address)> {
        let named = [("to", &self.to), ("cc", &self.cc), ("bcc", &self.bcc)];
        named.into_iter().flat_map(|(name, list)| {
            list.iter().flatten().enumerate().map(move |(index, address)| (name, index, address))
        })
    }
}

impl Letter {
    /// `mail_settings.sandbox_mode.enable`: checked, not delivered.
    pub fn sandboxed(&self) -> bool {
        self.mail_settings.as_ref().is_some_and(|settings| settings["sandbox_mode"]["enable"] == true)
    }

    /// The sender's address.
    pub fn sender(&self) -> &str {
        self.from.as_ref().map(Address::text).unwrap_or_default()
    }

    /// The value of a part; empty when there is none.
    pub fn part(&self, kind: &str) -> String {
        let mut parts = self.content.iter().flatten();
        let part = parts.find(|part| part.kind.as_deref() == Some(kind));
        part.and_then(|part| part.value.clone()).unwrap_or_default()
    }

    /// Every delivery, one a recipient.
    pub fn posts(&self) -> Vec<Post> {
        let each = self.personalizations.iter().flatten().flat_map(|one| {
            let own = one.subject.as_ref().filter(|subject| !subject.is_empty());
            let subject = own.or(self.subject.as_ref()).cloned().unwrap_or_default();
            one.everyone()
                .map(move |(_, _, address)| Post { to: address.text().to_owned(), subject: subject.clone() })
        });
        each.collect()
    }
}

/// Checks a mail against SendGrid's rules.
///
/// # Errors
/// Every rule it breaks, as SendGrid lists them.
pub fn check(letter: &Letter, now: DateTime<Utc>) -> Result<(), Vec<Refusal>> {
    let mut errors = Vec::new();
    sender(letter, &mut errors);
    recipients(letter, &mut errors);
    subject(letter, &mut errors);
    content(letter, &mut errors);
    rest(letter, now, &mut errors);
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

fn sender(letter: &Letter, errors: &mut Vec<Refusal>) {
    match &letter.from {
        Some(from) if from.is_valid() => {}
        Some(from) if !from.text().is_empty() => {
            errors.push(Refusal::at("from.email", "Does not contain a valid address.", "message.from"));
        }
        _ => errors.push(Refusal::at(
            "from.email",
            "The from object must be provided for every email send. It is an object that requires the email \
             parameter, but may also contain a name parameter.",
            "message.from",
        )),
    }
    if letter.reply_to.as_ref().is_some_and(|to| !to.is_valid()) {
        errors.push(Refusal::at("reply_to.email", "Does not contain a valid address.", "message.reply_to"));
    }
}

fn recipients(letter: &Letter, errors: &mut Vec<Refusal>) {
    const ANCHOR: &str = "-Personalizations-Errors";
    let all = letter.personalizations.as_deref().unwrap_or_default();
    if all.is_empty() {
        let says = "The personalizations field is required and must have at least one personalization.";
        errors.push(Refusal::at("personalizations", says, ANCHOR));
    }
    if all.len() > MOST {
        let says = format!("The personalizations field can have at most {MOST} personalizations.");
        errors.push(Refusal::at("personalizations", says, ANCHOR));
    }
    if all.iter().map(|one| one.everyone().count()).sum::<usize>() > MOST {
        let says = format!("The total number of recipients must be no more than {MOST}.");
        errors.push(Refusal::at("personalizations", says, ANCHOR));
    }
    for (index, one) in all.iter().enumerate() {
        if one.to.as_deref().unwrap_or_default().is_empty() {
            let says = "The to array is required for all personalization objects, and must have at least one \
                        email object with a valid email address.";
            errors.push(Refusal::at(
                format!("personalizations.{index}.to"),
                says,
                "message.personalizations.to",
            ));
        }
        let mut seen = HashSet::new();
        for (name, at, address) in one.everyone() {
            let field = format!("personalizations.{index}.{name}.{at}.email");
            if !address.is_valid() {
                let says = "Does not contain a valid address.";
                errors.push(Refusal::at(field, says, "message.personalizations.to"));
            } else if !seen.insert(address.text().to_lowercase()) {
                let says = "Each email address in the personalization block should be unique between to, cc, \
                            and bcc.";
                errors.push(Refusal::at(format!("personalizations.{index}"), says, ANCHOR));
            }
        }
    }
}

fn subject(letter: &Letter, errors: &mut Vec<Refusal>) {
    let given = |subject: &Option<String>| subject.as_ref().is_some_and(|subject| !subject.is_empty());
    let mut all = letter.personalizations.iter().flatten();
    if !given(&letter.subject) && !all.all(|one| given(&one.subject)) {
        let says = "The subject is required. You can get around this requirement if you use a template with \
                    a subject defined or if every personalization has a subject defined.";
        errors.push(Refusal::at("subject", says, "message.subject"));
    }
}

fn content(letter: &Letter, errors: &mut Vec<Refusal>) {
    const ANCHOR: &str = "message.content";
    if letter.template_id.is_some() {
        let says = "The template_id must be a valid GUID of a template of this account, which has none.";
        errors.push(Refusal::at("template_id", says, "message.template_id"));
    }
    let parts = letter.content.as_deref().unwrap_or_default();
    if parts.is_empty() {
        let says = "Unless a valid template_id is provided, the content parameter is required. There must be \
                    at least one defined content block.";
        errors.push(Refusal::at("content", says, ANCHOR));
    }
    let mut seen = HashSet::new();
    for (index, part) in parts.iter().enumerate() {
        let kind = part.kind.as_deref().unwrap_or_default();
        if !kind.contains('/') || kind.contains([';', ',', '\r', '\n']) {
            let says = "The content type must be a string at least one character in length, without ';', ',' \
                        or CRLF.";
            errors.push(Refusal::at(format!("content.{index}.type"), says, ANCHOR));
        }
        if part.value.as_deref().unwrap_or_default().is_empty() {
            let says = "The content value must be a string at least one character in length.";
            errors.push(Refusal::at(format!("content.{index}.value"), says, ANCHOR));
        }
        if !seen.insert(kind) {
            let says = "If present, text/plain and text/html may only be provided once.";
            errors.push(Refusal::at("content", says, ANCHOR));
        }
    }
    let rank = |part: &Content| match part.kind.as_deref() {
        Some("text/plain") => 0,
        Some("text/html") => 1,
        _ => 2,
    };
    if !parts.iter().map(rank).is_sorted() {
        let says = "If present, text/plain must be the first content block, followed by text/html, and then \
                    any other content types.";
        errors.push(Refusal::at("content", says, ANCHOR));
    }
}

fn rest(letter: &Letter, now: DateTime<Utc>, errors: &mut Vec<Refusal>) {
    let categories = letter.categories.as_deref().unwrap_or_default();
    if categories.len() > 10 {
        let says = "There can be at most 10 categories.";
        errors.push(Refusal::at("categories", says, "message.categories"));
    }
    if categories.iter().collect::<HashSet<_>>().len() < categories.len() {
        errors.push(Refusal::at("categories", "Categories must be unique.", "message.categories"));
    }
    let each = letter.personalizations.iter().flatten().map(|one| one.send_at);
    let latest = each.chain([letter.send_at]).flatten().max();
    if latest.is_some_and(|at| at > now.timestamp() + AHEAD_SECONDS) {
        let says = "Scheduling more than 72 hours in advance is forbidden.";
        errors.push(Refusal::at("send_at", says, "message.send_at"));
    }
}
