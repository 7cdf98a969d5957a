//! The second factor at sign-in (A10): between the right e-mailed code and the session. Until it is given
//! there is no session; a cookie of ten minutes stands for the first proof, and only its hash is kept.

mod pages;
pub mod routes;
pub mod store;

#[cfg(test)]
pub mod tests;

use base::AccountId;
use chrono::Duration;
use db::WriteTx;

use super::{Device, SignedIn, admit};
use crate::app::App;
use crate::error::Error;
use crate::factors;
use crate::shell::context::Context;
use crate::shell::session::{self, Method};
use crate::shell::trail::{self, Act};

/// Stands for the first proof.
pub const SECOND_COOKIE: &str = "__Host-second";

/// The second proof must come by then.
pub const LIFE: Duration = Duration::minutes(10);

/// Keeps a first proof; gives the token that stands for it.
pub async fn ask(
    app: &App,
    tx: &WriteTx,
    account: AccountId,
    device: &Device,
    first: Method,
) -> Result<String, Error> {
    let token = base::random::token();
    let now = app.clock.now();
    let new = store::NewPending {
        token_hash: session::hash(&token),
        account,
        device: &device.tag,
        amr: first.tag(),
        now,
        expires_at: now + LIFE,
    };
    store::insert(tx, new).await?;
    Ok(token)
}

/// Whether a token stands for a first proof that still waits.
pub async fn waits(app: &App, context: &Context, token: &str) -> Result<bool, Error> {
    let tx = app.db.read(context.org.id).await?;
    Ok(store::pending(&tx, &session::hash(token), app.clock.now()).await?.is_some())
}

/// Takes the second proof and begins the session. A wrong, late or used code is `WrongCode`; a first proof
/// that is over, used or of another organisation is `SignedOut`.
pub async fn finish(
    app: &App,
    context: &Context,
    device: &Device,
    token: &str,
    typed: &str,
) -> Result<SignedIn, Error> {
    let tx = app.db.write(context.org.id).await?;
    let (hash, now) = (session::hash(token), app.clock.now());
    let Some(pending) = store::pending(&tx, &hash, now).await? else { return Err(Error::SignedOut) };
    let account = AccountId(pending.account_id);
    // Whoever changes how this person signs in holds the account too.
    session::store::hold_account(&tx, account).await?;
    let method = factors::check(app, &tx, account, typed).await?;
    let Some(method) = method else {
        trail::write(&tx, context, None, Act::done("sign_in").outcome("refused")).await?;
        tx.commit().await?;
        return Err(Error::WrongCode);
    };
    if !store::use_up(&tx, &hash, now).await? || super::store::mail_of(&tx, account).await?.is_none() {
        return Err(Error::SignedOut);
    }
    let amr = format!("{} {}", pending.amr, method.tag());
    admit(app, tx, context, (account, device), &amr).await
}
