//! Sessions (A02, A06, A14, A15, C3, C25): an opaque random cookie whose hash is stored. A session belongs to
//! one organisation, ends after 4 h or 15 unused minutes, and is revocable on the next request.

pub mod device;
pub mod list_store;
pub mod methods;
pub mod store;

use std::sync::Arc;

use axum::http::HeaderMap;
use base::{AccountId, FhirId, Lang};
use chrono::{DateTime, Duration, Utc};
use db::WriteTx;
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use methods::Method;
pub use store::Origin;

use super::context::{Context, cookie};
use crate::app::App;
use crate::error::Error;
use crate::ui::page::Theme;

/// Holds the session token.
pub const SESSION_COOKIE: &str = "__Host-portico";
/// Holds the chosen language of somebody who is not signed in.
pub const LANGUAGE_COOKIE: &str = "__Host-language";
/// Holds the chosen theme of somebody who is not signed in.
pub const THEME_COOKIE: &str = "__Host-theme";

/// A use this recent is not written again: one write in half a minute is enough to know who is idle.
const TOUCH_EVERY: Duration = Duration::seconds(30);

/// Sessions that one statement looks up.
const MOST_AT_ONCE: usize = 64;

/// A session that is valid now.
#[derive(Clone, Debug)]
pub struct Session {
    /// SHA-256 of the token.
    pub id_hash: Vec<u8>,
    /// The person.
    pub account: AccountId,
    /// Whose record is open; none while the person still chooses whom.
    pub patient: Option<FhirId>,
    /// Everybody whose record the person may open.
    pub links: Vec<FhirId>,
    /// Language kept in the account.
    pub language: Option<Lang>,
    /// Theme kept in the account.
    pub theme: Option<Theme>,
    /// Absolute end.
    pub expires_at: DateTime<Utc>,
    /// How, where and when the person signed in.
    pub origin: Origin,
}

impl Session {
    /// Whether the person has proved who she is a short while ago, by the best that her account has.
    pub fn is_fresh(&self, app: &App) -> bool {
        let fresh = app.config.session.fresh.chrono();
        self.origin.proved_at.is_some_and(|at| app.clock.now() - at < fresh)
    }
}

/// Looks sessions up in the database for every request, those of one moment in one statement.
pub type Checks = db::Gather<store::Asked, Option<store::Found>>;

/// Starts the look-ups of one process.
pub fn checks(db: &db::Db) -> Checks {
    let db = db.clone();
    db::Gather::start(MOST_AT_ONCE, move |asked: Vec<store::Asked>| {
        let db = db.clone();
        async move { store::find_across_orgs(&db, &asked).await }
    })
}

/// The valid session of a request in its host's organisation, if there is one. Notes the use.
pub async fn of(app: &Arc<App>, context: &Context, headers: &HeaderMap) -> Result<Option<Session>, Error> {
    let Some(token) = cookie(headers, SESSION_COOKIE).filter(|token| token.len() == 43) else {
        return Ok(None);
    };
    let id_hash = hash(token);
    let found = app.sessions.ask((context.org.id, id_hash.clone())).await?;
    let Some(found) = found else { return Ok(None) };
    let now = app.clock.now();
    let idle = now - found.last_seen_at;
    if found.over || now >= found.expires_at || idle >= app.config.session.idle.chrono() {
        return Ok(None);
    }
    let patient = match found.patient.as_deref().map(FhirId::parse) {
        // A link that was ended ends the session's reach at once.
        Some(Ok(patient)) if found.links.contains(&patient) => Some(patient),
        Some(_) => return Ok(None),
        None => None,
    };
    if idle >= TOUCH_EVERY {
        let tx = app.db.write(context.org.id).await?;
        store::touch(&tx, &id_hash, now).await?;
        tx.commit().await?;
    }
    Ok(Some(Session {
        id_hash,
        account: found.account,
        patient,
        links: found.links,
        language: found.language,
        theme: found.theme.as_deref().and_then(Theme::from_tag),
        expires_at: found.expires_at,
        origin: found.origin,
    }))
}

/// A session just begun: the token for the cookie, shown once.
pub struct Begun {
    /// Value of [`SESSION_COOKIE`].
    pub token: String,
    /// Seconds until the absolute end.
    pub max_age: i64,
}

/// Begins a session in the transaction of whoever proved who the person is.
pub async fn begin(
    app: &App,
    tx: &WriteTx,
    account: AccountId,
    patient: Option<&FhirId>,
    origin: &Origin,
) -> Result<Begun, Error> {
    // Whoever ends all sessions of an account holds it too: none that begins meanwhile is overlooked.
    store::hold_account(tx, account).await?;
    let end = app.clock.now() + app.config.session.absolute.chrono();
    begin_until(app, tx, (account, patient), origin, end).await
}

/// Puts a new session in the place of one, for another patient or after another proof: the old token works no
/// more, and the new one lives no longer than the old one would have.
pub async fn replace(
    app: &App,
    tx: &WriteTx,
    current: &Session,
    patient: Option<&FhirId>,
    origin: &Origin,
) -> Result<Begun, Error> {
    store::hold_account(tx, current.account).await?;
    if !list_store::end_one(tx, current.account, &current.id_hash, app.clock.now()).await? {
        // It was ended while this request was on its way: nothing may come of it any more.
        return Err(Error::SignedOut);
    }
    begin_until(app, tx, (current.account, patient), origin, current.expires_at).await
}

async fn begin_until(
    app: &App,
    tx: &WriteTx,
    (account, patient): (AccountId, Option<&FhirId>),
    origin: &Origin,
    end: DateTime<Utc>,
) -> Result<Begun, Error> {
    let token = base::random::token();
    let now = app.clock.now();
    let new = store::NewSession { id_hash: &hash(&token), account, patient, now, expires_at: end, origin };
    store::insert(tx, new).await?;
    Ok(Begun { token, max_age: (end - now).num_seconds() })
}

/// The name of a session in pages, URLs and the audit log. Nothing that lets anybody in follows from it.
pub fn public_id(id_hash: &[u8]) -> Uuid {
    let digest = Sha256::new().chain_update(b"portico.session.id").chain_update(id_hash).finalize();
    Uuid::from_bytes(digest.first_chunk().copied().unwrap_or_default())
}

/// `Set-Cookie` of a session just begun (A15).
pub fn cookie_of(begun: &Begun) -> String {
    set_cookie(SESSION_COOKIE, &begun.token, begun.max_age)
}

/// `Set-Cookie` that forgets the session.
pub fn forget() -> String {
    set_cookie(SESSION_COOKIE, "", 0)
}

/// `Set-Cookie` of this host alone: secure, out of a script's reach, not sent from other sites.
pub fn set_cookie(name: &str, value: &str, max_age: i64) -> String {
    format!("{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; Secure; SameSite=Lax")
}

/// What is stored of a token.
pub fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
