//! Browsers that a person has signed in with before (U03, A13). A cookie marks each; only its hash is kept,
//! for each account its own. A known browser has budgets of its own, so that nobody who guesses elsewhere can
//! lock it out; a new one is told by mail.

use base::AccountId;
use chrono::{DateTime, Duration, Utc};
use db::WriteTx;
use db::jobs::NewJob;

use super::{alerts, device_store};
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::session;
use crate::shell::session::set_cookie;

/// Marks a browser.
pub const DEVICE_COOKIE: &str = "__Host-device";

/// Browsers keep no cookie for longer.
const KEPT: Duration = Duration::days(400);

/// The browser of a request.
#[derive(Clone, Debug)]
pub struct Device {
    /// Browser and system.
    pub tag: String,
    token: Option<String>,
}

impl Device {
    /// From the `User-Agent` and the cookie.
    pub fn new(agent: &str, token: Option<&str>) -> Self {
        let token = token.filter(|token| token.len() == 43).map(str::to_owned);
        Self { tag: session::device::tag(agent), token }
    }

    /// What is stored of its mark, when it has one.
    pub fn hash(&self) -> Option<Vec<u8>> {
        self.token.as_deref().map(session::hash)
    }

    /// Its mark's hash, when an address has signed in with it before.
    pub async fn known(&self, tx: &WriteTx, email_index: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let Some(hash) = self.hash() else { return Ok(None) };
        Ok(device_store::is_known(tx, &hash, email_index).await?.then_some(hash))
    }
}

/// Notes that a person signs in with a browser; tells her by mail when it is a new one. Gives the cookie that
/// marks it.
pub async fn note(
    app: &App,
    tx: &WriteTx,
    context: &Context,
    account: AccountId,
    device: &Device,
) -> Result<String, Error> {
    let now = app.clock.now();
    let token = device.token.clone().unwrap_or_else(base::random::token);
    let hash = session::hash(&token);
    if !device_store::touch(tx, account, &hash, now).await? {
        // The first one is no news to the person who is just opening her account.
        let news = device_store::has_any(tx, account).await?;
        let id = device_store::insert(tx, account, hash, &device.tag, now).await?;
        if news {
            let payload = serde_json::json!({
                "account": account.0, "device": id, "language": context.lang.tag(),
            });
            let job = NewJob {
                kind: alerts::NEW_DEVICE.kind,
                payload,
                run_at: None,
                dedupe: None,
                max_attempts: 5,
            };
            db::jobs::enqueue(tx, job).await?;
        }
    }
    Ok(set_cookie(DEVICE_COOKIE, &token, KEPT.num_seconds()))
}

/// Forgets browsers that were not used for longer than their cookie lives.
pub async fn sweep(app: &App, a_day_ago: DateTime<Utc>) -> Result<u64, db::DbError> {
    device_store::sweep_across_orgs(&app.db, a_day_ago - KEPT).await
}
