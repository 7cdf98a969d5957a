//! Sends the code: the one place that looks an address up.

use std::sync::Arc;

use db::jobs::ClaimedJob;
use futures::FutureExt;
use serde::Deserialize;
use uuid::Uuid;
use vendors::sendgrid::{Mail, MailError};

use super::{CODE_HASH, EMAIL_SEALED, store};
use crate::app::App;
use crate::jobs::{Job, JobError};
use crate::shell::tenant::store as organisations;
use crate::ui::text::L;

/// Mails the code of a sign-in request, when its address is known.
pub const SEND_CODE: Job =
    Job { kind: "sign_in.send_code", run: |app, job| async move { send(app, job).await }.boxed() };

#[derive(Deserialize)]
struct Payload {
    request: Uuid,
}

async fn send(app: Arc<App>, job: ClaimedJob) -> Result<(), JobError> {
    let payload: Payload = serde_json::from_value(job.payload).map_err(|_| JobError::Fail("payload"))?;
    let org = job.org;
    let tx = app.db.read(org).await.map_err(|_| JobError::Retry("database"))?;
    let request = store::request(&tx, payload.request).await.map_err(|_| JobError::Retry("database"))?;
    let Some(request) = request else { return Err(JobError::Fail("request gone")) };
    let known =
        store::account_of(&tx, &request.email_index).await.map_err(|_| JobError::Retry("database"))?;
    drop(tx);
    let late = request.expires_at <= app.clock.now();
    if known.is_none() || late || request.used_at.is_some() {
        return Ok(());
    }
    let opened =
        app.db.unseal(org, EMAIL_SEALED, &request.email_sealed).map_err(|_| JobError::Fail("unseal"))?;
    let to = String::from_utf8(opened).map_err(|_| JobError::Fail("unseal"))?;
    // A code of its own for every try: only the hash of the one that was mailed last is kept.
    let code = base::random::code(app.config.sign_in.digits);
    let hash = app.db.index(org, CODE_HASH, &code);
    let tx = app.db.write(org).await.map_err(|_| JobError::Retry("database"))?;
    store::set_code(&tx, payload.request, hash).await.map_err(|_| JobError::Retry("database"))?;
    tx.commit().await.map_err(|_| JobError::Retry("database"))?;
    let clinic =
        organisations::name_across_orgs(&app.db, org).await.map_err(|_| JobError::Retry("database"))?;
    let lang = base::Lang::from_tag(&request.language).unwrap_or_default();
    let minutes = app.config.sign_in.life.chrono().num_minutes();
    match app.mail.send(&letter(L::new(lang), &clinic, to, &code, minutes)).await {
        Ok(_) => Ok(()),
        Err(MailError::Refused { .. } | MailError::Invalid { .. }) => Err(JobError::Fail("mail refused")),
        Err(MailError::RateLimited { .. }) => Err(JobError::Retry("mail rate limit")),
        Err(MailError::NotAnswering { .. }) => Err(JobError::Retry("mail not answering")),
    }
}

/// The mail. Its text holds the code as its only run of digits that long; neither part says anything of
/// health.
fn letter(words: L, clinic: &str, to: String, code: &str, minutes: i64) -> Mail {
    let minutes = minutes.to_string();
    let values = [("clinic", clinic), ("code", code), ("minutes", minutes.as_str())];
    let text = [
        words.ta("mail-code-hello", &values),
        words.ta("mail-code-code", &values),
        words.ta("mail-code-life", &values),
        words.ta("mail-code-not-you", &values),
    ];
    Mail {
        to,
        from_name: Some(clinic.to_owned()),
        reply_to: None,
        subject: words.ta("mail-code-subject", &values),
        html: Some(html(words, clinic, code, &text)),
        text: text.join("\n\n"),
    }
}

fn html(words: L, clinic: &str, code: &str, text: &[String; 4]) -> String {
    let escape = |raw: &str| {
        askama::filters::escape(raw, askama::filters::Html).map_or(String::new(), |s| s.to_string())
    };
    let [hello, _, life, not_you] = text;
    format!(
        "<!doctype html><html lang=\"{}\"><body><p>{}</p><p><strong>{}</strong></p><p>{}</p><p>{}</p><p>{}</p></body></html>",
        words.lang.tag(),
        escape(hello),
        escape(code),
        escape(life),
        escape(not_you),
        escape(clinic)
    )
}
