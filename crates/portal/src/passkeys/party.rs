//! Who we are to an authenticator (WebAuthn: the relying party): the organisation's primary host and nothing
//! else, so that a passkey of one clinic is no passkey of another, nor of a page that only looks like it.

use std::time::Duration;

use url::Url;
use webauthn_rs::prelude::{Webauthn, WebauthnBuilder};

use super::LIFE;
use crate::app::App;
use crate::error::Error;
use crate::shell::context::Context;

/// The host that passkeys are made for.
pub fn host(app: &App, context: &Context) -> String {
    context.org.primary_host(&app.config.http.base_domain)
}

/// The relying party of an organisation. Its pages live on one origin, also when the API is asked on another
/// of its hosts.
pub fn of(app: &App, context: &Context) -> Result<Webauthn, Error> {
    let broken = |why: &dyn std::fmt::Display| Error::Internal(format!("passkeys: {why}"));
    let host = host(app, context);
    let mut origin = Url::parse(&context.origin).map_err(|error| broken(&error))?;
    origin.set_host(Some(&host)).map_err(|error| broken(&error))?;
    WebauthnBuilder::new(&host, &origin)
        .map_err(|error| broken(&error))?
        .rp_name(&context.org.name)
        .timeout(Duration::from_secs(LIFE.num_seconds().unsigned_abs()))
        .build()
        .map_err(|error| broken(&error))
}
