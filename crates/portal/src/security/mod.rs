//! Sign-in and security (U03, A10, A11, A16): how a person signs in, and where; sessions ended one by one or
//! all at once.
//!
//! What only a fresh proof of who asks allows leads to the step-up page, and back.
//!
//! A session that is ended is refused on its next request, on every replica: each request asks the database.

mod app;
mod pages;
pub mod passkeys;
mod routes;
mod step_up;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use db::WriteTx;
use uuid::Uuid;

use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::session::{self, Method, Session, list_store};
use crate::shell::trail::{self, Act};
use crate::sign_in;
use crate::slices::{Door, NavItem, Slice};

/// This slice.
pub const SLICE: Slice = Slice {
    name: "security",
    about: "How and where a person signs in, and how she ends it.",
    nav: NAV,
    routes: |routes| {
        passkeys::routes::declare(app::routes::declare(step_up::routes::declare(routes::declare(routes))))
    },
    ..Slice::PLAIN
};

const NAV: &[NavItem] = &[NavItem {
    door: Door::More,
    label_key: "menu-security",
    href: "/security",
    icon: "shield",
    room: true,
}];

/// One place where a person is signed in.
pub struct Place {
    /// Its name in URLs.
    pub id: Uuid,
    /// Browser and system.
    pub device: String,
    /// When she signed in.
    pub signed_in_at: DateTime<Utc>,
    /// When it was used last, to the half minute.
    pub last_used_at: DateTime<Utc>,
    /// When it ends, used or not.
    pub expires_at: DateTime<Utc>,
    /// How she proved who she is.
    pub methods: Vec<Method>,
    /// Whether it is the one that asks.
    pub current: bool,
    id_hash: Vec<u8>,
}

fn own(context: &Context) -> Result<&Session, Error> {
    context.session.as_deref().ok_or(Error::SignedOut)
}

/// Where the person is signed in now, this one first, then the one used last.
pub async fn places(app: &App, context: &Context) -> Result<Vec<Place>, Error> {
    let current = own(context)?;
    let tx = app.db.read(context.org.id).await?;
    living(app, &tx, current).await
}

async fn living(app: &App, tx: &impl db::Tx, current: &Session) -> Result<Vec<Place>, Error> {
    let now = app.clock.now();
    let rows = list_store::living(tx, current.account, now, now - app.config.session.idle.chrono()).await?;
    let place = |row: session::store::session::Model| {
        let origin = session::Origin::from(&row);
        Place {
            id: session::public_id(&row.id_hash),
            device: origin.device,
            signed_in_at: origin.signed_in_at,
            last_used_at: row.last_seen_at,
            expires_at: row.expires_at,
            methods: Method::of(&origin.amr),
            current: row.id_hash == current.id_hash,
            id_hash: row.id_hash,
        }
    };
    let mut places: Vec<Place> = rows.into_iter().map(place).collect();
    places.sort_by_key(|place| !place.current);
    Ok(places)
}

/// Ends one of the person's sessions. One that is over, somebody else's and none at all are the same
/// `NotFound`. Tells whether it was the one that asked.
pub async fn end(app: &App, context: &Context, id: &str) -> Result<bool, Error> {
    let current = own(context)?;
    let wanted = Uuid::try_parse(id).map_err(|_| Error::NotFound)?;
    let tx = app.db.write(context.org.id).await?;
    let places = living(app, &tx, current).await?;
    let place = places.into_iter().find(|place| place.id == wanted).ok_or(Error::NotFound)?;
    if !list_store::end_one(&tx, current.account, &place.id_hash, app.clock.now()).await? {
        return Err(Error::NotFound);
    }
    let id = place.id.simple().to_string();
    let act = Act::done("session.ended").on("session", Some(&id));
    trail::write(&tx, context, context.patient(), act).await?;
    tx.commit().await?;
    Ok(place.current)
}

/// Ends every session of the person but the one that asks; gives how many ended.
pub async fn end_others(app: &App, context: &Context) -> Result<u64, Error> {
    let current = own(context)?;
    let tx = app.db.write(context.org.id).await?;
    session::store::hold_account(&tx, current.account).await?;
    let ended = list_store::end_others(&tx, current.account, &current.id_hash, app.clock.now()).await?;
    trail::write(&tx, context, context.patient(), Act::done("session.others_ended")).await?;
    tx.commit().await?;
    Ok(ended)
}

/// What follows from every change of how a person signs in.
async fn changed(
    app: &App,
    tx: &WriteTx,
    context: &Context,
    current: &Session,
    what: &'static str,
) -> Result<(), Error> {
    let account = current.account;
    list_store::end_others(tx, account, &current.id_hash, app.clock.now()).await?;
    sign_in::end_first_proofs(app, tx, account).await?;
    sign_in::tell_of_change(tx, context, account).await?;
    let act = Act::done("sign_in_methods.changed").on("change", Some(what));
    trail::write(tx, context, context.patient(), act).await
}
