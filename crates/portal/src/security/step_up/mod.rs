//! Step-up: a fresh proof of who asks, before what a stranger at an open screen must not be able to do. It is
//! the best that the account has: with an authenticator app, an e-mailed code is not enough.

mod pages;
mod passkey;
pub mod routes;

#[cfg(test)]
mod tests;

use db::WriteTx;

use crate::app::App;
use crate::error::Error;
use crate::factors;
use crate::shell::context::Context;
use crate::shell::session::{self, Begun, Method, Session};
use crate::shell::trail::{self, Act};
use crate::sign_in::{self, Device};

/// Takes what the person typed as a fresh proof that it is still she: a new session takes the old one's
/// place. Whatever is wrong, late or used is the same `WrongCode`.
async fn prove(app: &App, context: &Context, device: &Device, typed: &str) -> Result<Begun, Error> {
    let current = super::own(context)?;
    let address = sign_in::own_address(app, context).await?;
    let tx = app.db.write(context.org.id).await?;
    let method = match sign_in::code(typed) {
        _ if factors::held(&tx, current.account).await?.app_since.is_some() => {
            factors::check(app, &tx, current.account, typed).await?
        }
        Some(code) if sign_in::is_own_code(app, &tx, current, device, (&address, &code)).await? => {
            Some(Method::Email)
        }
        _ => None,
    };
    match method {
        Some(method) => proved(app, tx, context, current, method).await,
        None => refused(tx, context, Error::WrongCode).await,
    }
}

/// A new session takes the place of one whose owner has proved that it is still she.
async fn proved(
    app: &App,
    tx: WriteTx,
    context: &Context,
    current: &Session,
    method: Method,
) -> Result<Begun, Error> {
    let origin = current.origin.proved(method, app.clock.now());
    let begun = session::replace(app, &tx, current, context.patient(), &origin).await?;
    trail::write(&tx, context, context.patient(), Act::done("step_up")).await?;
    tx.commit().await?;
    Ok(begun)
}

async fn refused(tx: WriteTx, context: &Context, error: Error) -> Result<Begun, Error> {
    trail::write(&tx, context, context.patient(), Act::done("step_up").outcome("refused")).await?;
    tx.commit().await?;
    Err(error)
}
