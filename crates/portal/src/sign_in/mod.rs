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

mod alerts;
pub mod device_store;
pub mod devices;
mod forms;
mod jobs;
pub mod pages;
mod passkey;
mod routes;
mod second;
pub mod store;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub use second::tests as second_tests;

use std::sync::Arc;

use base::{AccountId, FhirId};
use chrono::{DateTime, Duration, Utc};
use db::attempts::{Bound, Verdict};
use db::jobs::NewJob;
use futures::FutureExt;
use subtle::ConstantTimeEq;
use uuid::Uuid;

pub use devices::{DEVICE_COOKIE, Device};
pub use forms::{Email, code};
pub use pages::Notice;
pub use routes::{device, too_many};

use crate::app::App;
use crate::error::Error;
use crate::factors;
use crate::passkeys;
use crate::shell::context::Context;
use crate::shell::session::{self, Begun, Method, Origin, Session};
use crate::shell::trail::{self, Act};
use crate::slices::Slice;

/// This slice.
pub const SLICE: Slice = Slice {
    name: "sign_in",
    about: "Signing in with an e-mailed code, choosing whose record to open, signing out.",
    routes: |routes| passkey::routes::declare(second::routes::declare(routes::declare(routes))),
    jobs: &[jobs::SEND_CODE, alerts::NEW_DEVICE, alerts::MANY_TRIES, alerts::METHODS_CHANGED],
    sweep: Some(|app, before| async move { sweep(&app, before).await }.boxed()),
    ..Slice::PLAIN
};

async fn sweep(app: &App, a_day_ago: DateTime<Utc>) -> Result<u64, db::DbError> {
    let requests = store::sweep_across_orgs(&app.db, a_day_ago).await?;
    let pending = second::store::sweep_across_orgs(&app.db, a_day_ago).await?;
    Ok(requests + pending + devices::sweep(app, a_day_ago).await?)
}

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
pub async fn send_code(
    app: &Arc<App>,
    context: &Context,
    device: &Device,
    email: &Email,
) -> Result<Uuid, Error> {
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
    let known = device.known(&tx, &index).await?;
    let by_email = [
        Bound { window: quarter, limit: bounds.per_email },
        Bound { window: Duration::days(1), limit: bounds.per_email_day },
    ];
    // A browser that the address has signed in with has room of its own: whoever asks for codes elsewhere
    // cannot use it up.
    let key = [index.as_slice(), known.as_deref().unwrap_or_default()].concat();
    within(db::attempts::try_count(&tx, "sign_in.code.email", &key, &by_email).await?)?;
    let now = app.clock.now();
    let id = base::random::uuid_v7(now);
    let request = store::NewRequest {
        id,
        email_sealed: app.db.seal(org, EMAIL_SEALED, email.as_str().as_bytes()),
        email_index: index,
        now,
        expires_at: now + bounds.life.chrono(),
        language: context.lang,
        device_hash: known,
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
    /// The cookie that marks the browser.
    pub device: String,
    /// The patient whose record is open, when there is only one.
    pub patient: Option<FhirId>,
    /// Whether the person must still say whose record to open.
    pub choosing: bool,
    /// Whether the account has a passkey.
    pub has_passkey: bool,
}

/// What a right code leads to.
pub enum Verified {
    /// A session.
    In(SignedIn),
    /// The account has a second factor: the token stands for the first one.
    Second(String),
}

/// Checks a code and begins a session, or asks for the second factor of an account that has one. A wrong,
/// late or used code, and an unknown address, are the same `WrongCode`; every wrong try counts against
/// every code that is still out for the address, and for a known browser against those that were asked for
/// from it.
pub async fn verify(
    app: &App,
    context: &Context,
    device: &Device,
    email: &Email,
    code: &str,
) -> Result<Verified, Error> {
    let org = context.org.id;
    let tx = app.db.write(org).await?;
    let index = app.db.index(org, EMAIL_INDEX, email.as_str());
    let Some(account) = owner_of_code(app, &tx, device, &index, code).await? else {
        return refuse(context, tx).await;
    };
    // Whoever changes how this person signs in holds the account too.
    session::store::hold_account(&tx, account).await?;
    if factors::held(&tx, account).await?.app_since.is_some() {
        let token = second::ask(app, &tx, account, device, Method::Email).await?;
        tx.commit().await?;
        return Ok(Verified::Second(token));
    }
    admit(app, tx, context, (account, device), Method::Email.tag()).await.map(Verified::In)
}

/// Begins the session of somebody who has proved who she is by all that her account asks for.
async fn admit(
    app: &App,
    tx: db::WriteTx,
    context: &Context,
    (account, device): (AccountId, &Device),
    amr: &str,
) -> Result<SignedIn, Error> {
    let links = session::store::links(&tx, account).await?;
    let only = if let [only] = links.as_slice() { Some(only) } else { None };
    if links.is_empty() {
        return refuse(context, tx).await;
    }
    if let Some(before) = &context.session {
        // Signing in takes the place of the session that this browser had.
        session::store::revoke(&tx, &before.id_hash, app.clock.now()).await?;
    }
    let now = app.clock.now();
    let origin =
        Origin { amr: amr.to_owned(), device: device.tag.clone(), signed_in_at: now, proved_at: Some(now) };
    let begun = session::begin(app, &tx, account, only, &origin).await?;
    let device = devices::note(app, &tx, context, account, device).await?;
    let has_passkey = passkeys::has_any(&tx, account).await?;
    signed_in_line(&tx, context, account, only).await?;
    tx.commit().await?;
    app.work.notify_one();
    Ok(SignedIn { begun, device, choosing: only.is_none(), patient: only.cloned(), has_passkey })
}

/// The account of an address whose code this is, and which is used up with it. Otherwise the try is counted.
async fn owner_of_code(
    app: &App,
    tx: &db::WriteTx,
    device: &Device,
    index: &[u8],
    code: &str,
) -> Result<Option<AccountId>, Error> {
    let now = app.clock.now();
    let tries = app.config.sign_in.tries;
    let known = device.known(tx, index).await?;
    let tried = store::Tried { email_index: index, device_hash: known.as_deref() };
    let open = store::open_requests(tx, &tried, now, tries).await?;
    let given = app.db.index(tx.org(), CODE_HASH, code);
    // Every open request is compared, whatever matched before, in time that does not depend on the digits.
    let right = open.iter().fold(false, |right, request| {
        let kept = request.code_hash.as_deref().unwrap_or_default();
        right | bool::from(kept.ct_eq(given.as_slice()))
    });
    let person = if right { store::account_of(tx, index).await? } else { None };
    if person.is_some() {
        store::use_up(tx, index, now).await?;
    } else {
        store::count_try(tx, &tried, now).await?;
        if let Some(spent) = open.iter().find(|request| request.tries + 1 >= tries) {
            tell_of_tries(tx, spent.id, index, now).await?;
        }
    }
    Ok(person)
}

/// Has the owner of an address told, at most once a day, that a code was used up by wrong tries. It is
/// enqueued for addresses that nobody has too.
async fn tell_of_tries(
    tx: &db::WriteTx,
    request: Uuid,
    index: &[u8],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let job = NewJob {
        kind: alerts::MANY_TRIES.kind,
        payload: serde_json::json!({ "request": request }),
        run_at: None,
        dedupe: Some(format!("{}-{}", hex::encode(index), now.format("%Y%m%d"))),
        max_attempts: 5,
    };
    db::jobs::enqueue(tx, job).await?;
    Ok(())
}

async fn refuse<T>(context: &Context, tx: db::WriteTx) -> Result<T, Error> {
    trail::write(&tx, context, None, Act::done("sign_in").outcome("refused")).await?;
    tx.commit().await?;
    Err(Error::WrongCode)
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
    let begun = session::replace(app, &tx, current, Some(patient), &current.origin).await?;
    signed_in_line(&tx, context, current.account, Some(patient)).await?;
    tx.commit().await?;
    Ok(begun)
}

/// Sends the person who is signed in a code, to prove again that it is she.
pub async fn send_own_code(app: &Arc<App>, context: &Context, device: &Device) -> Result<Uuid, Error> {
    let email = own_address(app, context).await?;
    send_code(app, context, device, &email).await
}

/// The address of the person who is signed in.
pub async fn own_address(app: &App, context: &Context) -> Result<Email, Error> {
    let current = context.session.as_ref().ok_or(Error::SignedOut)?;
    let tx = app.db.read(context.org.id).await?;
    let (sealed, _) = store::mail_of(&tx, current.account).await?.ok_or(Error::SignedOut)?;
    drop(tx);
    let broken = || Error::Internal("the address of an account cannot be read".into());
    let opened = app.db.unseal(context.org.id, EMAIL_SEALED_ACCOUNT, &sealed).map_err(|_| broken())?;
    String::from_utf8(opened).ok().and_then(|text| Email::parse(&text)).ok_or_else(broken)
}

/// Ends every sign-in of a person that is half done: how she signs in has changed.
pub async fn end_first_proofs(app: &App, tx: &db::WriteTx, account: AccountId) -> Result<(), Error> {
    Ok(second::store::end_all(tx, account, app.clock.now()).await?)
}

/// Has a person told that how she signs in was changed (ASVS 6.3.7).
pub async fn tell_of_change(tx: &db::WriteTx, context: &Context, account: AccountId) -> Result<(), Error> {
    let job = NewJob {
        kind: alerts::METHODS_CHANGED.kind,
        payload: serde_json::json!({ "account": account.0, "language": context.lang.tag() }),
        run_at: None,
        dedupe: None,
        max_attempts: 5,
    };
    db::jobs::enqueue(tx, job).await?;
    Ok(())
}

/// Whether a code is the one that was sent to an address of the person who is signed in. It works once; a
/// code of another person's is wrong, and counted like any other try.
pub async fn is_own_code(
    app: &App,
    tx: &db::WriteTx,
    current: &Session,
    device: &Device,
    (address, code): (&Email, &str),
) -> Result<bool, Error> {
    let index = app.db.index(tx.org(), EMAIL_INDEX, address.as_str());
    Ok(owner_of_code(app, tx, device, &index, code).await? == Some(current.account))
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
