//! Mail that something about signing in is unusual (U03): a browser that is new, many wrong codes. It says
//! nothing of health, and holds no link: a false one could not be told from it.

use std::sync::Arc;

use base::{AccountId, Lang};
use chrono::{DateTime, Utc};
use db::jobs::ClaimedJob;
use futures::FutureExt;
use serde::Deserialize;
use uuid::Uuid;
use vendors::sendgrid::{Mail, MailError};

use super::{EMAIL_SEALED_ACCOUNT, device_store, store};
use crate::app::App;
use crate::jobs::{Job, JobError};
use crate::shell::session::device;
use crate::shell::tenant::Organisation;
use crate::shell::tenant::store as organisations;
use crate::ui::text::L;
use crate::ui::when;

/// Tells a person that somebody signed in with a browser that her account had not used before.
pub const NEW_DEVICE: Job =
    Job { kind: "sign_in.new_device", run: |app, job| async move { new_device(app, job).await }.boxed() };

/// Tells a person that somebody has used up a code of hers with wrong tries.
pub const MANY_TRIES: Job =
    Job { kind: "sign_in.many_tries", run: |app, job| async move { many_tries(app, job).await }.boxed() };

/// Tells a person that how she signs in was changed.
pub const METHODS_CHANGED: Job =
    Job { kind: "sign_in.changed", run: |app, job| async move { changed(app, job).await }.boxed() };

const BUSY: JobError = JobError::Retry("database");

#[derive(Deserialize)]
struct Device {
    account: Uuid,
    device: Uuid,
    language: String,
}

async fn new_device(app: Arc<App>, job: ClaimedJob) -> Result<(), JobError> {
    let told: Device = serde_json::from_value(job.payload).map_err(|_| JobError::Fail("payload"))?;
    let account = AccountId(told.account);
    let tx = app.db.read(job.org).await.map_err(|_| BUSY)?;
    let Some(seen) = device_store::device(&tx, account, told.device).await.map_err(|_| BUSY)? else {
        return Ok(());
    };
    let Some((sealed, language)) = store::mail_of(&tx, account).await.map_err(|_| BUSY)? else {
        return Ok(());
    };
    drop(tx);
    let Some(org) = organisations::by_id_across_orgs(&app.db, job.org).await.map_err(|_| BUSY)? else {
        return Ok(());
    };
    let l = L::new(language.or_else(|| Lang::from_tag(&told.language)).unwrap_or_default());
    let at = moment(l, &org, seen.first_seen_at);
    let device = device::words(&seen.device, l);
    let values =
        [("clinic", org.name.as_str()), ("device", &device), ("at", &at), ("phone", &org.settings.phone)];
    let text =
        [l.ta("mail-device-what", &values), l.t("mail-device-you"), l.ta("mail-device-not-you", &values)];
    send(&app, &org, &sealed, l.ta("mail-device-subject", &values), &text).await
}

#[derive(Deserialize)]
struct Tries {
    request: Uuid,
}

async fn many_tries(app: Arc<App>, job: ClaimedJob) -> Result<(), JobError> {
    let told: Tries = serde_json::from_value(job.payload).map_err(|_| JobError::Fail("payload"))?;
    let tx = app.db.read(job.org).await.map_err(|_| BUSY)?;
    let request = store::request(&tx, told.request).await.map_err(|_| BUSY)?;
    let Some(request) = request else { return Ok(()) };
    // Requests for addresses that nobody has end here: only the job looks an address up.
    let known = store::account_of(&tx, &request.email_index).await.map_err(|_| BUSY)?;
    let Some(account) = known else { return Ok(()) };
    let Some((sealed, language)) = store::mail_of(&tx, account).await.map_err(|_| BUSY)? else {
        return Ok(());
    };
    drop(tx);
    let Some(org) = organisations::by_id_across_orgs(&app.db, job.org).await.map_err(|_| BUSY)? else {
        return Ok(());
    };
    let l = L::new(language.or_else(|| Lang::from_tag(&request.language)).unwrap_or_default());
    let at = moment(l, &org, app.clock.now());
    let values = [("clinic", org.name.as_str()), ("at", &at), ("phone", &org.settings.phone)];
    let text = [l.ta("mail-tries-what", &values), l.t("mail-tries-safe"), l.ta("mail-tries-do", &values)];
    send(&app, &org, &sealed, l.ta("mail-tries-subject", &values), &text).await
}

#[derive(Deserialize)]
struct Changed {
    account: Uuid,
    language: String,
}

async fn changed(app: Arc<App>, job: ClaimedJob) -> Result<(), JobError> {
    let told: Changed = serde_json::from_value(job.payload).map_err(|_| JobError::Fail("payload"))?;
    let tx = app.db.read(job.org).await.map_err(|_| BUSY)?;
    let mail = store::mail_of(&tx, AccountId(told.account)).await.map_err(|_| BUSY)?;
    let Some((sealed, language)) = mail else { return Ok(()) };
    drop(tx);
    let Some(org) = organisations::by_id_across_orgs(&app.db, job.org).await.map_err(|_| BUSY)? else {
        return Ok(());
    };
    let l = L::new(language.or_else(|| Lang::from_tag(&told.language)).unwrap_or_default());
    let at = moment(l, &org, app.clock.now());
    let values = [("clinic", org.name.as_str()), ("at", &at), ("phone", &org.settings.phone)];
    let text =
        [l.ta("mail-changed-what", &values), l.t("mail-device-you"), l.ta("mail-changed-not-you", &values)];
    send(&app, &org, &sealed, l.ta("mail-changed-subject", &values), &text).await
}

fn moment(l: L, org: &Organisation, at: DateTime<Utc>) -> String {
    when::moment(l.lang, at, org.settings.time_zone)
}

async fn send(
    app: &App,
    org: &Organisation,
    sealed: &[u8],
    subject: String,
    text: &[String; 3],
) -> Result<(), JobError> {
    let opened = app.db.unseal(org.id, EMAIL_SEALED_ACCOUNT, sealed).map_err(|_| JobError::Fail("unseal"))?;
    let mail = Mail {
        to: String::from_utf8(opened).map_err(|_| JobError::Fail("unseal"))?,
        from_name: Some(org.name.clone()),
        reply_to: None,
        subject,
        html: None,
        text: text.join("\n\n"),
    };
    match app.mail.send(&mail).await {
        Ok(_) => Ok(()),
        Err(MailError::Refused { .. } | MailError::Invalid { .. }) => Err(JobError::Fail("mail refused")),
        Err(MailError::RateLimited { .. }) => Err(JobError::Retry("mail rate limit")),
        Err(MailError::NotAnswering { .. }) => Err(JobError::Retry("mail not answering")),
    }
}
