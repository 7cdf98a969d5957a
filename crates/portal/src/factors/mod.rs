//! What a person proves herself with beside the e-mailed code (A10): an authenticator app, and recovery codes
//! for the day when the app is gone. Operations only; `security` has the pages, `sign_in` asks for them.
//!
//! An app's code works once, a recovery code works once, and tries are counted in SQL: at most 30 a day, each
//! against three codes of six digits, so that a guess hits with less than 1 in 10,000 (goal 9).

mod app_code;
mod recovery;
pub mod store;

use base::AccountId;
use chrono::{DateTime, Duration, Utc};
use db::WriteTx;
use db::attempts::{Bound, Verdict};
use futures::FutureExt;

pub use app_code::{Secret, new_secret};

use crate::app::App;
use crate::error::Error;
use crate::shell::session::Method;
use crate::slices::Slice;

/// This slice.
pub const SLICE: Slice = Slice {
    name: "factors",
    sweep: Some(|app, before| async move { store::sweep_across_orgs(&app.db, before).await }.boxed()),
    ..Slice::PLAIN
};

/// Purpose of the sealed secrets of authenticator apps.
pub const SECRET_SEALED: &str = "factors.app";

/// Tries with an app's or a recovery code, right or wrong.
const TRIES: [Bound; 2] =
    [Bound { window: Duration::minutes(15), limit: 10 }, Bound { window: Duration::days(1), limit: 30 }];

/// What an account has set up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Since when it has an authenticator app.
    pub app_since: Option<DateTime<Utc>>,
    /// How many recovery codes are unused.
    pub recovery_left: usize,
}

/// What an account has set up.
pub async fn held(tx: &impl db::Tx, account: AccountId) -> Result<Held, Error> {
    let app_since = store::app(tx, account).await?.and_then(|row| row.confirmed_at);
    let recovery_left = match app_since {
        Some(_) => store::unused_codes(tx, account).await?,
        None => 0,
    };
    Ok(Held { app_since, recovery_left })
}

/// Checks what a person typed as her second factor: a code of her app, or a recovery code. A right one is
/// used up; `None` is a wrong, late or used one. The try is counted when the caller commits, whatever comes
/// of it.
///
/// Errors with `TooMany` at the bounds.
pub async fn check(
    app: &App,
    tx: &WriteTx,
    account: AccountId,
    typed: &str,
) -> Result<Option<Method>, Error> {
    count(tx, account).await?;
    let Some(row) = store::app(tx, account).await?.filter(|row| row.confirmed_at.is_some()) else {
        return Ok(None);
    };
    let now = app.clock.now();
    if let Some(code) = recovery::typed(typed) {
        let hash = recovery::hash(tx, account, &code);
        return Ok(store::use_code(tx, account, &hash, now).await?.then_some(Method::Recovery));
    }
    let secret = app_code::open(tx, &row.secret_sealed)?;
    let Some(step) = secret.step_of(typed, now) else { return Ok(None) };
    Ok(store::use_step(tx, account, step).await?.then_some(Method::App))
}

async fn count(tx: &WriteTx, account: AccountId) -> Result<(), Error> {
    match db::attempts::try_count(tx, "factors.code", account.0.as_bytes(), &TRIES).await? {
        Verdict::Allowed => Ok(()),
        Verdict::Refused { retry_after } => {
            Err(Error::TooMany(retry_after.to_std().unwrap_or(std::time::Duration::from_secs(1))))
        }
    }
}

/// Begins to set up an app: a new secret that counts for nothing until a code of it was given back. An app
/// that is set up already stays as it is, and `None` is given.
pub async fn begin(app: &App, tx: &WriteTx, account: AccountId) -> Result<Option<Secret>, Error> {
    let secret = new_secret();
    let sealed = app.db.seal(tx.org(), SECRET_SEALED, secret.bytes());
    Ok(store::begin_app(tx, account, sealed, app.clock.now()).await?.then_some(secret))
}

/// The secret that is being set up, when one is.
pub async fn begun(tx: &impl db::Tx, account: AccountId) -> Result<Option<Secret>, Error> {
    match store::app(tx, account).await?.filter(|row| row.confirmed_at.is_none()) {
        Some(row) => app_code::open(tx, &row.secret_sealed).map(Some),
        None => Ok(None),
    }
}

/// Ends setting up with a code of the app; gives ten recovery codes, shown this once. `None` is a wrong code,
/// or nothing that was begun.
pub async fn confirm(
    app: &App,
    tx: &WriteTx,
    account: AccountId,
    typed: &str,
) -> Result<Option<Vec<String>>, Error> {
    count(tx, account).await?;
    let now = app.clock.now();
    let Some(secret) = begun(tx, account).await? else { return Ok(None) };
    let Some(step) = secret.step_of(typed, now) else { return Ok(None) };
    if !store::confirm_app(tx, account, step, now).await? {
        return Ok(None);
    }
    renew_codes(tx, account, now).await.map(Some)
}

/// Puts ten new recovery codes in the place of the old ones. `None` when there is no app that they stand for.
pub async fn new_codes(app: &App, tx: &WriteTx, account: AccountId) -> Result<Option<Vec<String>>, Error> {
    let now = app.clock.now();
    match held(tx, account).await?.app_since {
        Some(_) => renew_codes(tx, account, now).await.map(Some),
        None => Ok(None),
    }
}

async fn renew_codes(tx: &WriteTx, account: AccountId, now: DateTime<Utc>) -> Result<Vec<String>, Error> {
    let codes = recovery::ten();
    let hashes = codes.iter().map(|code| recovery::hash(tx, account, &recovery::plain(code))).collect();
    store::put_codes(tx, account, hashes, now).await?;
    Ok(codes)
}

/// Forgets the app and its recovery codes; `false` when there was no app.
pub async fn remove(tx: &WriteTx, account: AccountId) -> Result<bool, Error> {
    Ok(store::remove_app(tx, account).await?)
}
