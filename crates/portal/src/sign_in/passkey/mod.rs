//! Signing in with a passkey (A11): no address is typed, the device knows whose key it is. It is all that an
//! account asks for, an authenticator app or not: the device has verified the person herself.
//!
//! Nobody is locked out: an answer cannot be guessed, so only the beginning is counted, by network address.

pub mod routes;

#[cfg(test)]
mod tests;

use chrono::Duration;
use db::attempts::Bound;

use super::{Device, SignedIn, admit, refuse, within};
use crate::app::App;
use crate::error::Error;
use crate::passkeys::{self, Answer, Begun};
use crate::shell::context::Context;
use crate::shell::session::Method;

/// Begins to sign in. Who it is turns out at the end.
async fn begin(app: &App, context: &Context) -> Result<Begun, Error> {
    let address = context.address.to_string();
    let bound = [Bound { window: Duration::minutes(15), limit: app.config.sign_in.per_address }];
    let counted =
        db::attempts::try_count_across_orgs(&app.db, "sign_in.passkey", address.as_bytes(), &bound).await?;
    within(counted)?;
    let tx = app.db.write(context.org.id).await?;
    let begun = passkeys::begin(app, context, &tx, None).await?;
    tx.commit().await?;
    Ok(begun)
}

/// Ends signing in. Whatever does not fit, and an account that is disabled or has no record to open, is the
/// same `WrongPasskey`.
async fn finish(app: &App, context: &Context, device: &Device, answer: &Answer) -> Result<SignedIn, Error> {
    let tx = app.db.write(context.org.id).await?;
    let account = match passkeys::finish(app, context, &tx, None, answer).await? {
        Some(account) => super::store::mail_of(&tx, account).await?.map(|_| account),
        None => None,
    };
    let signed_in = match account {
        Some(account) => admit(app, tx, context, (account, device), Method::Passkey.tag()).await,
        None => refuse(context, tx).await,
    };
    signed_in.map_err(|error| if matches!(error, Error::WrongCode) { Error::WrongPasskey } else { error })
}
