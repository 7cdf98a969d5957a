//! Home (D01–D08): what needs me today, then a card for each part of the record, then a few numbers. A card
//! whose source does not exist is absent; each card fails by itself. Cards can be moved and hidden; what
//! needs me cannot.

mod api;
mod cards;
mod needs;
pub mod pages;
mod routes;
mod store;
mod summaries;
mod view;

#[cfg(test)]
mod tests;

use base::AccountId;

use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::session::store::hold_account;
use crate::shell::trail::{self, Act};
use crate::slices::{Door, NavItem, Slice};
use cards::Arrangement;

/// This slice.
pub const SLICE: Slice = Slice {
    name: "dashboard",
    about: "Home: what needs the patient today, summary cards and counts, and how the cards are arranged.",
    nav: NAV,
    routes: routes::declare,
    ..Slice::PLAIN
};

const NAV: &[NavItem] =
    &[NavItem { door: Door::Home, label_key: "nav-home", href: "/", icon: "home", room: false }];

fn account(context: &Context) -> Result<AccountId, Error> {
    context.session.as_ref().map(|session| session.account).ok_or(Error::SignedOut)
}

/// How the person who asks has arranged her cards.
async fn arrangement(app: &App, context: &Context) -> Result<Arrangement, Error> {
    Ok(store::read(&app.db.peek(context.org.id), account(context)?).await?)
}

/// Changes it, and gives what it is then. A change that changes nothing leaves no line.
async fn arrange(
    app: &App,
    context: &Context,
    change: impl FnOnce(Arrangement) -> Arrangement,
) -> Result<Arrangement, Error> {
    let account = account(context)?;
    let tx = app.db.write(context.org.id).await?;
    hold_account(&tx, account).await?;
    let before = store::read(&tx, account).await?;
    let after = change(before.clone());
    if after != before {
        store::put(&tx, account, &after).await?;
        trail::write(&tx, context, context.patient(), Act::done("dashboard.arranged")).await?;
        tx.commit().await?;
    }
    Ok(after)
}
