//! A passkey as the fresh proof (A11): only the person's own counts.

pub mod routes;

use super::{proved, refused};
use crate::app::App;
use crate::error::Error;
use crate::passkeys::{self, Answer, Begun};
use crate::security::own;
use crate::shell::context::Context;
use crate::shell::session::{self, Method};

async fn begin(app: &App, context: &Context) -> Result<Begun, Error> {
    let current = own(context)?;
    let tx = app.db.write(context.org.id).await?;
    let begun = passkeys::begin(app, context, &tx, Some(current.account)).await?;
    tx.commit().await?;
    Ok(begun)
}

async fn prove(app: &App, context: &Context, answer: &Answer) -> Result<session::Begun, Error> {
    let current = own(context)?;
    let tx = app.db.write(context.org.id).await?;
    if passkeys::finish(app, context, &tx, Some(current.account), answer).await?.is_none() {
        return refused(tx, context, Error::WrongPasskey).await;
    }
    proved(app, tx, context, current, Method::Passkey).await
}
