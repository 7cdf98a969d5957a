//! Setting up and removing an authenticator app (A10). Each change wants a fresh proof, ends every other
//! session and first proof, and is told by mail.

mod pages;
mod qr;
pub mod routes;

#[cfg(test)]
mod tests;

use super::changed;
use crate::app::App;
use crate::error::Error;
use crate::factors::{self, Held, Secret};
use crate::shell::context::Context;
use crate::shell::session::{self, Begun, Method};
use crate::sign_in;

pub use qr::{Qr, qr_of};

/// What the person has set up.
pub async fn held(app: &App, context: &Context) -> Result<Held, Error> {
    let current = super::own(context)?;
    let tx = app.db.read(context.org.id).await?;
    factors::held(&tx, current.account).await
}

/// Begins to set up an app; `None` when one is set up already.
async fn begin(app: &App, context: &Context) -> Result<Option<Secret>, Error> {
    let current = super::own(context)?;
    let tx = app.db.write(context.org.id).await?;
    session::store::hold_account(&tx, current.account).await?;
    let secret = factors::begin(app, &tx, current.account).await?;
    tx.commit().await?;
    Ok(secret)
}

/// The secret that is being set up, when one is.
async fn begun(app: &App, context: &Context) -> Result<Option<Secret>, Error> {
    let current = super::own(context)?;
    let tx = app.db.read(context.org.id).await?;
    factors::begun(&tx, current.account).await
}

/// What the QR code holds: the clinic, the person's address, and the secret.
async fn uri(app: &App, context: &Context, secret: &Secret) -> Result<String, Error> {
    let address = sign_in::own_address(app, context).await?;
    secret.uri(&context.org.name, address.as_str())
}

/// Ends setting up with a code of the app; gives the recovery codes, shown this once, and the session that
/// takes this one's place.
async fn confirm(app: &App, context: &Context, typed: &str) -> Result<(Vec<String>, Begun), Error> {
    let current = super::own(context)?;
    let tx = app.db.write(context.org.id).await?;
    session::store::hold_account(&tx, current.account).await?;
    let Some(codes) = factors::confirm(app, &tx, current.account, typed).await? else {
        tx.commit().await?;
        return Err(Error::WrongCode);
    };
    changed(app, &tx, context, current, "app_added").await?;
    let origin = current.origin.proved(Method::App, app.clock.now());
    let begun = session::replace(app, &tx, current, context.patient(), &origin).await?;
    tx.commit().await?;
    app.work.notify_one();
    Ok((codes, begun))
}

/// Ten new recovery codes, shown this once.
async fn new_codes(app: &App, context: &Context) -> Result<Vec<String>, Error> {
    let current = super::own(context)?;
    let tx = app.db.write(context.org.id).await?;
    session::store::hold_account(&tx, current.account).await?;
    let codes = factors::new_codes(app, &tx, current.account).await?.ok_or(Error::NotFound)?;
    changed(app, &tx, context, current, "recovery_renewed").await?;
    tx.commit().await?;
    app.work.notify_one();
    Ok(codes)
}

/// Removes the app and its recovery codes.
async fn remove(app: &App, context: &Context) -> Result<(), Error> {
    let current = super::own(context)?;
    let tx = app.db.write(context.org.id).await?;
    session::store::hold_account(&tx, current.account).await?;
    if !factors::remove(&tx, current.account).await? {
        return Err(Error::NotFound);
    }
    changed(app, &tx, context, current, "app_removed").await?;
    tx.commit().await?;
    app.work.notify_one();
    Ok(())
}
