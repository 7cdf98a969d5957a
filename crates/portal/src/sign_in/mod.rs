//! Sign-in by e-mailed code (A01, A02, A04, C27).
//!
//! ```text
//!  address ──send_code──► request kept, job enqueued ──job──► code mailed (only when the address is known)
//!  code ────verify─────► session ── several patients? ──choose──► session for one of them
//! ```
//!
//! The request only counts and enqueues, for known and unknown addresses alike; only the job looks the
//! address up. So the two cost the same by construction (ASVS 6.3.8). An account is a person: an address of
//! several patients is asked *whom*, after the code.

mod forms;
mod jobs;
pub mod pages;
mod routes;
pub mod store;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use base::{AccountId, FhirId};
use chrono::Duration;
use db::attempts::{Bound, Verdict};
use db::jobs::NewJob;
use futures::FutureExt;
use subtle::ConstantTimeEq;
use uuid::Uuid;

pub use forms::Email;

use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::session::{self, Begun};
use crate::shell::trail::{self, Act};
use crate::slices::Slice;

/// This slice.
pub const SLICE: Slice = Slice {
    name: "sign_in",
    about: "Signing in with an e-mailed code, choosing whose record to open, signing out.",
    routes: routes::declare,
    jobs: &[jobs::SEND_CODE],
    sweep: Some(|app, before| async move { store::sweep_across_orgs(&app.db, before).await }.boxed()),
    ..Slice::PLAIN
};

/// Purpose of the keyed index over e-mail addresses.
pub const EMAIL_INDEX: &str = "account.email";
/// Purpose of sealed e-mail addresses of accounts.
pub const EMAIL_SEALED_ACCOUNT: &str = "account.email";
/// Purpose of sealed e-mail addresses in requests.
const EMAIL_SEALED: &str = "sign_in.email";
/// Purpose of the keyed hash of codes.
const CODE_HASH: &str = "sign_in.code";

/// Takes an address, counts it, and has the code sent by a job. Gives the request's opaque id.
///
/// Errors with `TooMany` at the bounds; they count known and unknown addresses alike.
pub async fn send_code(app: &Arc<App>, context: &Context, email: &Email) -> Result<Uuid, Error> {
    let bounds = &app.config.sign_in;
    let quarter = Duration::minutes(15);
    let address = context.address.to_string();
    let by_address = [Bound { window: quarter, limit: bounds.per_address }];
    let verdict =
        db::attempts::try_count_across_orgs(&app.db, "sign_in.code", address.as_bytes(), &by_address).await?;
    within(verdict)?;

    let org = context.org.id;
    let tx = app.db.write(org).await?;
    let by_org = [Bound { window: quarter, limit: bounds.per_organisation }];
    within(db::attempts::try_count(&tx, "sign_in.code.org", b"", &by_org).await?)?;
    let index = app.db.index(org, EMAIL_INDEX, email.as_str());
    let by_email = [
        Bound { window: quarter, limit: bounds.per_email },
        Bound { window: Duration::days(1), limit: bounds.per_email_day },
    ];
    within(db::attempts::try_count(&tx, "sign_in.code.email", &index, &by_email).await?)?;
    let now = app.clock.now();
    let id = base::random::uuid_v7(now);
    let request = store::NewRequest {
        id,
        email_sealed: app.db.seal(org, EMAIL_SEALED, email.as_str().as_bytes()),
        email_index: index,
        now,
        expires_at: now + bounds.life.chrono(),
        language: context.lang,
    };
    store::insert(&tx, request).await?;
    let job = NewJob {
        kind: jobs::SEND_CODE.kind,
        payload: serde_json::json!({ "request": id }),
        run_at: None,
        dedupe: None,
        max_attempts: 5,
    };
    db::jobs::enqueue(&tx, job).await?;
    trail::write(&tx, context, None, Act::done("sign_in.code_asked")).await?;
    tx.commit().await?;
    app.work.notify_one();
    Ok(id)
}

fn within(verdict: Verdict) -> Result<(), Error> {
    match verdict {
        Verdict::Allowed => Ok(()),
        Verdict::Refused { retry_after } => {
            Err(Error::TooMany(retry_after.to_std().unwrap_or(std::time::Duration::from_secs(1))))
        }
    }
}

/// A session that a right code began.
pub struct SignedIn {
    /// The session.
    pub begun: Begun,
    /// The patient whose record is open, when there is only one.
    pub patient: Option<FhirId>,
    /// Whether the person must still say whose record to open.
    pub choosing: bool,
}

/// Checks a code and begins a session. A wrong, late or used code, and an unknown address, are the same
/// `WrongCode`; every wrong try counts against every code that is still out for the address.
pub async fn verify(app: &App, context: &Context, email: &Email, code: &str) -> Result<SignedIn, Error> {
    let org = context.org.id;
    let tx = app.db.write(org).await?;
    let index = app.db.index(org, EMAIL_INDEX, email.as_str());
    let now = app.clock.now();
    let open = store::open_requests(&tx, &index, now, app.config.sign_in.tries).await?;
    let given = app.db.index(org, CODE_HASH, code);
    // Every open request is compared, whatever matched before, in time that does not depend on the digits.
    let right = open.iter().fold(false, |right, request| {
        let kept = request.code_hash.as_deref().unwrap_or_default();
        right | bool::from(kept.ct_eq(given.as_slice()))
    });
    let person = if right { store::account_of(&tx, &index).await? } else { None };
    let Some(account) = person else {
        store::count_try(&tx, &index, now).await?;
        trail::write(&tx, context, None, Act::done("sign_in").outcome("refused")).await?;
        tx.commit().await?;
        return Err(Error::WrongCode);
    };
    store::use_up(&tx, &index, now).await?;
    let links = session::store::links(&tx, account).await?;
    let only = if let [only] = links.as_slice() { Some(only) } else { None };
    if links.is_empty() {
        trail::write(&tx, context, None, Act::done("sign_in").outcome("refused")).await?;
        tx.commit().await?;
        return Err(Error::WrongCode);
    }
    let begun = session::begin(app, &tx, account, only, "otp").await?;
    signed_in_line(&tx, context, account, only).await?;
    tx.commit().await?;
    Ok(SignedIn { begun, choosing: only.is_none(), patient: only.cloned() })
}

async fn signed_in_line(
    tx: &db::WriteTx,
    context: &Context,
    account: AccountId,
    patient: Option<&FhirId>,
) -> Result<(), Error> {
    let id = account.to_string();
    trail::write_as(tx, context, account, patient, Act::done("sign_in").on("account", Some(&id))).await
}

/// Opens the record of one of the person's patients: a new session for it, the old one ended.
/// Anyone else's id is not found.
pub async fn choose(app: &App, context: &Context, patient: &FhirId) -> Result<Begun, Error> {
    let current = context.session.as_ref().ok_or(Error::SignedOut)?;
    if !current.links.contains(patient) {
        trail::write_read(app, context, None, Act::done("sign_in").outcome("refused")).await?;
        return Err(Error::NotFound);
    }
    let tx = app.db.write(context.org.id).await?;
    session::store::revoke(&tx, &current.id_hash, app.clock.now()).await?;
    let begun = session::begin(app, &tx, current.account, Some(patient), "otp").await?;
    signed_in_line(&tx, context, current.account, Some(patient)).await?;
    tx.commit().await?;
    Ok(begun)
}

/// Ends the session of this request (A04). The next request with its cookie is refused, on every replica.
pub async fn sign_out(app: &App, context: &Context) -> Result<(), Error> {
    let Some(current) = &context.session else { return Ok(()) };
    let tx = app.db.write(context.org.id).await?;
    session::store::revoke(&tx, &current.id_hash, app.clock.now()).await?;
    trail::write(&tx, context, current.patient.as_ref(), Act::done("sign_out")).await?;
    tx.commit().await?;
    Ok(())
}

/// The address that a page's request id stands for, while a code for it may still be out.
pub async fn address_of(app: &App, context: &Context, request: Uuid) -> Result<Option<Email>, Error> {
    let tx = app.db.read(context.org.id).await?;
    let Some(kept) = store::request(&tx, request).await? else { return Ok(None) };
    drop(tx);
    if kept.expires_at <= app.clock.now() {
        return Ok(None);
    }
    let opened = app
        .db
        .unseal(context.org.id, EMAIL_SEALED, &kept.email_sealed)
        .map_err(|error| Error::Internal(format!("sign-in request: {error}")))?;
    Ok(String::from_utf8(opened).ok().and_then(|text| Email::parse(&text)))
}
