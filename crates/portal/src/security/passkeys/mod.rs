//! Adding, seeing and removing passkeys (A11). Adding and removing want a fresh proof, end every other
//! session and first proof, and are told by mail.

mod pages;
pub mod routes;

#[cfg(test)]
pub mod tests;

use uuid::Uuid;

use super::changed;
use crate::app::App;
use crate::error::Error;
use crate::passkeys::{self, Answer, Begun, Kept};
use crate::shell::context::Context;
use crate::shell::session;
use crate::sign_in;

/// The person's passkeys, the oldest first.
pub async fn kept(app: &App, context: &Context) -> Result<Vec<Kept>, Error> {
    let current = super::own(context)?;
    let tx = app.db.read(context.org.id).await?;
    passkeys::of_account(app, context, &tx, current.account).await
}

/// Begins to add one.
async fn begin(app: &App, context: &Context) -> Result<Begun, Error> {
    let current = super::own(context)?;
    let address = sign_in::own_address(app, context).await?;
    let tx = app.db.write(context.org.id).await?;
    session::store::hold_account(&tx, current.account).await?;
    let begun = passkeys::begin_adding(app, context, &tx, current.account, address.as_str()).await?;
    tx.commit().await?;
    Ok(begun)
}

/// Ends adding one under a name.
async fn add(app: &App, context: &Context, answer: &Answer, name: &str) -> Result<Uuid, Error> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > passkeys::LONGEST_NAME || name.chars().any(char::is_control)
    {
        return Err(Error::invalid("name", "error-passkey-name"));
    }
    let current = super::own(context)?;
    let tx = app.db.write(context.org.id).await?;
    session::store::hold_account(&tx, current.account).await?;
    let added = passkeys::finish_adding(app, context, &tx, current.account, answer, name).await?;
    if added.is_some() {
        changed(app, &tx, context, current, "passkey_added").await?;
    }
    // What the answer was to is used up, whatever came of it.
    tx.commit().await?;
    app.work.notify_one();
    added.ok_or(Error::WrongPasskey)
}

/// Removes one. Somebody else's and none at all are the same `NotFound`.
async fn remove(app: &App, context: &Context, id: &str) -> Result<(), Error> {
    let current = super::own(context)?;
    let id = Uuid::try_parse(id).map_err(|_| Error::NotFound)?;
    let tx = app.db.write(context.org.id).await?;
    session::store::hold_account(&tx, current.account).await?;
    if !passkeys::remove(&tx, current.account, id).await? {
        return Err(Error::NotFound);
    }
    changed(app, &tx, context, current, "passkey_removed").await?;
    tx.commit().await?;
    app.work.notify_one();
    Ok(())
}
