//! Passkeys (A11; W3C WebAuthn): a key that never leaves the person's device and that her finger, face or
//! screen lock opens there. It proves her by itself, and on the clinic's primary host alone, so that no false
//! page can ask for it (NIST SP 800-63B-4, phishing resistance).
//!
//! A ceremony is a challenge and the answer to it. What the challenge was is kept here, for five minutes, for
//! one organisation, one purpose and, except at sign-in, one account; the first answer uses it up.
//! Operations only; `security` adds and removes, `sign_in` lets in.

mod exchange;
mod party;
pub mod store;

use base::AccountId;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use db::WriteTx;
use futures::FutureExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential,
};

use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;
use crate::shell::session;
use crate::slices::Slice;

pub use exchange::{PasskeyAnswer, PasskeyCeremony};

/// This slice.
pub const SLICE: Slice = Slice {
    name: "passkeys",
    sweep: Some(|app, before| async move { store::sweep_across_orgs(&app.db, before).await }.boxed()),
    ..Slice::PLAIN
};

/// Whether Home invites to add a passkey: `yes` once somebody without one has signed in with an e-mailed
/// code, `later` where the reader does not want to be asked again.
pub const INVITE_COOKIE: &str = "__Host-invite";

/// For how many seconds nobody is asked again.
pub const LATER: i64 = 90 * 86_400;

/// Purpose of the sealed names that people give their passkeys.
pub const NAME_SEALED: &str = "passkeys.name";

/// The longest name that is kept, in letters.
pub const LONGEST_NAME: usize = 40;

/// An answer must come by then.
pub const LIFE: Duration = Duration::minutes(5);

/// More does nobody need, and each is one more to lose.
const MOST: usize = 20;

/// What a ceremony is for. An answer counts for nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A new passkey.
    Add,
    /// Signing in.
    SignIn,
    /// A fresh proof of who is signed in.
    StepUp,
}

impl Purpose {
    fn tag(self) -> &'static str {
        match self {
            Purpose::Add => "add",
            Purpose::SignIn => "sign-in",
            Purpose::StepUp => "step-up",
        }
    }
}

/// A ceremony that has begun.
pub struct Begun {
    /// Stands for it; goes back with the answer.
    pub ceremony: String,
    /// What the browser's `navigator.credentials` takes as `publicKey`, binary parts in base64url.
    pub public_key: Value,
}

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its name in URLs.
    pub id: Uuid,
    /// The name that she gave it.
    pub name: String,
    /// Since when it is there.
    pub created_at: DateTime<Utc>,
    /// When it was used last.
    pub last_used_at: Option<DateTime<Utc>>,
    /// The host that it was made for, when that is not the primary one any more: browsers do not offer it.
    pub elsewhere: Option<String>,
}

/// The passkeys of an account, the oldest first.
pub async fn of_account(
    app: &App,
    context: &Context,
    tx: &impl db::Tx,
    account: AccountId,
) -> Result<Vec<Kept>, Error> {
    let here = party::host(app, context);
    let kept = |row: store::passkey::Model| {
        let name = app.db.unseal(context.org.id, NAME_SEALED, &row.name_sealed);
        let name = name.ok().and_then(|name| String::from_utf8(name).ok());
        let broken = || Error::Internal("the name of a passkey cannot be read".into());
        Ok(Kept {
            id: row.id,
            name: name.ok_or_else(broken)?,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            elsewhere: (row.host != here).then_some(row.host),
        })
    };
    store::of_account(tx, account).await?.into_iter().map(kept).collect()
}

/// Whether an account has any.
pub async fn has_any(tx: &WriteTx, account: AccountId) -> Result<bool, Error> {
    Ok(!store::of_account(tx, account).await?.is_empty())
}

/// Begins to add a passkey to an account. `address` is what the device calls it by.
///
/// Errors with `Invalid` when the account has enough.
pub async fn begin_adding(
    app: &App,
    context: &Context,
    tx: &WriteTx,
    account: AccountId,
    address: &str,
) -> Result<Begun, Error> {
    let kept = store::of_account(tx, account).await?;
    if kept.len() >= MOST {
        return Err(Error::invalid("passkey", "error-passkeys-many"));
    }
    let there = credentials(app, context, kept)?.into_iter().map(|passkey| passkey.cred_id().clone());
    let (options, state) = party::of(app, context)?
        .start_passkey_registration(account.0, address, address, Some(there.collect()))
        .map_err(|error| broken(&error))?;
    let mut public_key = text_of(&options.public_key)?;
    // The library asks for keys that need a name typed first; ours must be found without one.
    public_key["authenticatorSelection"]["residentKey"] = json!("required");
    public_key["authenticatorSelection"]["requireResidentKey"] = json!(true);
    keep(app, tx, (Purpose::Add, Some(account)), &state, public_key).await
}

/// Ends adding; gives the new passkey's id, or `None` when the answer does not fit.
pub async fn finish_adding(
    app: &App,
    context: &Context,
    tx: &WriteTx,
    account: AccountId,
    answer: &Answer,
    name: &str,
) -> Result<Option<Uuid>, Error> {
    let begun = take::<PasskeyRegistration>(app, tx, (Purpose::Add, Some(account)), &answer.ceremony);
    let (Some(state), Some(given)) = (begun.await?, answer.read::<RegisterPublicKeyCredential>()) else {
        return Ok(None);
    };
    let passkey = match party::of(app, context)?.finish_passkey_registration(&given, &state) {
        Ok(passkey) => passkey,
        Err(error) => return Ok(refused(Purpose::Add, &error)),
    };
    if store::of_account(tx, account).await?.len() >= MOST {
        return Err(Error::invalid("passkey", "error-passkeys-many"));
    }
    let now = app.clock.now();
    let id = base::random::uuid_v7(now);
    let new = store::passkey::Model {
        org_id: tx.org().0,
        id,
        account_id: account.0,
        credential_hash: hash(passkey.cred_id()),
        credential: serde_json::to_string(&passkey).map_err(|error| broken(&error))?,
        host: party::host(app, context),
        name_sealed: app.db.seal(tx.org(), NAME_SEALED, name.as_bytes()),
        created_at: now,
        last_used_at: None,
    };
    Ok(store::insert(tx, new).await?.then_some(id))
}

/// Forgets a passkey of an account; `false` when it has none of this id.
pub async fn remove(tx: &WriteTx, account: AccountId, id: Uuid) -> Result<bool, Error> {
    Ok(store::remove(tx, account, id).await?)
}

/// Begins to prove who somebody is: anybody who has a passkey here, or one account.
pub async fn begin(
    app: &App,
    context: &Context,
    tx: &WriteTx,
    account: Option<AccountId>,
) -> Result<Begun, Error> {
    let begun = party::of(app, context)?.start_discoverable_authentication();
    let (options, state) = begun.map_err(|error| broken(&error))?;
    let mut public_key = text_of(&options.public_key)?;
    let Some(account) = account else {
        return keep(app, tx, (Purpose::SignIn, None), &state, public_key).await;
    };
    // Of all passkeys on the device only hers are offered.
    let kept = credentials(app, context, store::of_account(tx, account).await?)?;
    let allowed = kept
        .iter()
        .map(|passkey| json!({"type": "public-key", "id": URL_SAFE_NO_PAD.encode(passkey.cred_id())}));
    public_key["allowCredentials"] = allowed.collect();
    keep(app, tx, (Purpose::StepUp, Some(account)), &state, public_key).await
}

/// Ends proving; gives whose passkey answered, and holds that account. `None` when the answer does not fit:
/// late, used, for another purpose, of a key that was removed, by somebody whom the device did not verify, or
/// with a counter that has gone back, as that of a copied key does.
pub async fn finish(
    app: &App,
    context: &Context,
    tx: &WriteTx,
    account: Option<AccountId>,
    answer: &Answer,
) -> Result<Option<AccountId>, Error> {
    let purpose = if account.is_some() { Purpose::StepUp } else { Purpose::SignIn };
    let begun = take::<DiscoverableAuthentication>(app, tx, (purpose, account), &answer.ceremony);
    let (Some(state), Some(given)) = (begun.await?, answer.read::<PublicKeyCredential>()) else {
        return Ok(None);
    };
    let hash = hash(&given.raw_id);
    let Some(row) = store::of_credential(tx, &hash).await? else { return Ok(None) };
    let owner = AccountId(row.account_id);
    // A device that found the key by itself must say whose it is; whoever is named must be its owner.
    let named = given.get_user_unique_id();
    let fits = match account {
        Some(account) => account == owner && named.is_none_or(|named| named == owner.0.as_bytes()),
        None => named.is_some_and(|named| named == owner.0.as_bytes()),
    };
    if !fits || row.host != party::host(app, context) {
        return Ok(None);
    }
    // Two answers of one key come one after the other, and after a removal there is none.
    session::store::hold_account(tx, owner).await?;
    let Some(row) = store::of_credential(tx, &hash).await? else { return Ok(None) };
    let mut passkey: Passkey = serde_json::from_str(&row.credential).map_err(|error| broken(&error))?;
    let proved = party::of(app, context)?.finish_discoverable_authentication_v2(&given, state, &passkey);
    let proved = match proved {
        Ok(proved) => proved,
        Err(error) => return Ok(refused(purpose, &error)),
    };
    passkey.update_credential(&proved);
    let credential = serde_json::to_string(&passkey).map_err(|error| broken(&error))?;
    store::used(tx, row.id, credential, app.clock.now()).await?;
    Ok(Some(owner))
}

/// A browser's answer to a ceremony.
pub struct Answer {
    /// What stands for the ceremony.
    pub ceremony: String,
    /// The credential, binary parts in base64url, as `PublicKeyCredential.toJSON()` writes it.
    pub credential: Value,
}

impl Answer {
    fn read<T: DeserializeOwned>(&self) -> Option<T> {
        T::deserialize(&self.credential).ok()
    }
}

/// The account's passkeys that were made for this host.
fn credentials(
    app: &App,
    context: &Context,
    rows: Vec<store::passkey::Model>,
) -> Result<Vec<Passkey>, Error> {
    let here = party::host(app, context);
    let here = rows.into_iter().filter(|row| row.host == here);
    here.map(|row| serde_json::from_str(&row.credential).map_err(|error| broken(&error))).collect()
}

async fn keep(
    app: &App,
    tx: &WriteTx,
    (purpose, account): (Purpose, Option<AccountId>),
    state: &impl Serialize,
    public_key: Value,
) -> Result<Begun, Error> {
    let ceremony = base::random::token();
    let new = store::passkey_ceremony::Model {
        org_id: tx.org().0,
        token_hash: session::hash(&ceremony),
        purpose: purpose.tag().to_owned(),
        account_id: account.map(|account| account.0),
        state: serde_json::to_string(state).map_err(|error| broken(&error))?,
        expires_at: app.clock.now() + LIFE,
    };
    store::put_ceremony(tx, new).await?;
    Ok(Begun { ceremony, public_key })
}

/// Takes a ceremony's state, whatever comes of it: it is answered once.
async fn take<T: DeserializeOwned>(
    app: &App,
    tx: &WriteTx,
    (purpose, account): (Purpose, Option<AccountId>),
    ceremony: &str,
) -> Result<Option<T>, Error> {
    let Some(row) = store::take_ceremony(tx, &session::hash(ceremony)).await? else { return Ok(None) };
    let fits = row.purpose == purpose.tag() && row.account_id == account.map(|account| account.0);
    if !fits || row.expires_at <= app.clock.now() {
        return Ok(None);
    }
    serde_json::from_str(&row.state).map(Some).map_err(|error| broken(&error))
}

fn hash(credential: &[u8]) -> Vec<u8> {
    Sha256::digest(credential).to_vec()
}

fn text_of(options: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(options).map_err(|error| broken(&error))
}

/// For the log: which rule an answer broke. It names nobody.
fn refused<T>(purpose: Purpose, error: &webauthn_rs::prelude::WebauthnError) -> Option<T> {
    tracing::info!(purpose = purpose.tag(), reason = ?error, "a passkey was refused");
    None
}

fn broken(error: &dyn std::fmt::Display) -> Error {
    Error::Internal(format!("passkey: {error}"))
}
