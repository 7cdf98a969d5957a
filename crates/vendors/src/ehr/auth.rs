//! OAuth2 client credentials: one token for all clones of a client, fetched by one flight at a time, renewed
//! before it ends, and once more when the server refuses it.

use std::time::Duration;

use reqwest::Client;
use reqwest::header::HeaderValue;
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::config::OAuth;
use super::error::EhrError;
use super::wire;
use crate::http;

/// A token is renewed this long before it ends (protocols 5.1).
const EARLY: Duration = Duration::from_secs(60);
/// The lifetime assumed when the server names none (RFC 6749 §5.1 only recommends it).
const UNSTATED: Duration = Duration::from_secs(300);
/// After a token fresh from the server was refused, no further one is asked for during this time: credentials
/// without rights must not become two extra requests for every one.
const BARRED: Duration = Duration::from_secs(5);
/// A token answer is small.
const MAX_BYTES: usize = 64 * 1024;

/// A bearer as sent, and which of the tokens it was.
#[derive(Clone)]
pub(super) struct Bearer {
    pub(super) header: HeaderValue,
    generation: u64,
}

#[derive(Default)]
struct State {
    bearer: Option<Bearer>,
    good_until: Option<Instant>,
    barred_until: Option<Instant>,
    generation: u64,
}

/// The token cache of one EHR.
pub(super) struct Auth {
    oauth: Option<OAuth>,
    state: Mutex<State>,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    token_type: String,
    expires_in: Option<f64>,
}

impl Auth {
    pub(super) fn new(oauth: Option<OAuth>) -> Self {
        Self { oauth, state: Mutex::default() }
    }

    /// The token to send, fetched when there is none or it is about to end; `None` when the server wants
    /// none.
    pub(super) async fn bearer(&self, http: &Client) -> Result<Option<Bearer>, EhrError> {
        let Some(oauth) = &self.oauth else { return Ok(None) };
        let mut state = self.state.lock().await;
        let good = state.good_until.is_some_and(|until| Instant::now() < until);
        match &state.bearer {
            Some(bearer) if good => Ok(Some(bearer.clone())),
            _ => fetch(http, oauth, &mut state).await.map(Some),
        }
    }

    /// A token to send in place of `refused`. Of many requests refused at once, the first fetches and the
    /// others take what it brought.
    pub(super) async fn renewed(&self, http: &Client, refused: &Bearer) -> Result<Bearer, EhrError> {
        let Some(oauth) = &self.oauth else { return Err(EhrError::Refused { status: 401 }) };
        let mut state = self.state.lock().await;
        if let Some(bearer) = &state.bearer
            && bearer.generation != refused.generation
        {
            return Ok(bearer.clone());
        }
        if state.barred_until.is_some_and(|until| Instant::now() < until) {
            return Err(EhrError::Refused { status: 401 });
        }
        fetch(http, oauth, &mut state).await
    }

    /// Remembers that a renewed token was refused as well.
    pub(super) async fn refused_again(&self) {
        self.state.lock().await.barred_until = Some(Instant::now() + BARRED);
    }
}

async fn fetch(http: &Client, oauth: &OAuth, state: &mut State) -> Result<Bearer, EhrError> {
    let asked = Instant::now();
    // Whatever happens now, the old token is not used again.
    state.good_until = None;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &oauth.client_id),
        ("client_secret", oauth.client_secret.expose()),
    ];
    let request = http.post(oauth.token_url.clone()).form(&form);
    let response = request.send().await.map_err(|_| EhrError::NotAnswering { after: asked.elapsed() })?;
    let status = response.status();
    if !status.is_success() {
        return Err(wire::refusal(status, response.headers(), asked));
    }
    let body = http::body(response, MAX_BYTES, None).await.map_err(|e| wire::body_error(e, asked))?;
    let granted: Granted = serde_json::from_slice(&body).map_err(|_| EhrError::Malformed)?;
    if !granted.token_type.eq_ignore_ascii_case("bearer") || granted.access_token.is_empty() {
        return Err(EhrError::Malformed);
    }
    let mut header = HeaderValue::from_str(&format!("Bearer {}", granted.access_token))
        .map_err(|_| EhrError::Malformed)?;
    header.set_sensitive(true);
    state.generation += 1;
    let bearer = Bearer { header, generation: state.generation };
    state.bearer = Some(bearer.clone());
    state.good_until = Some(asked + kept_for(granted.expires_in));
    Ok(bearer)
}

/// How long a token is kept: a minute less than it lives, but at least half of it, so that short-lived tokens
/// do not mean one token request for every request.
fn kept_for(expires_in: Option<f64>) -> Duration {
    let life = match expires_in {
        Some(seconds) => Duration::try_from_secs_f64(seconds.clamp(0.0, 86_400.0)).unwrap_or(Duration::ZERO),
        None => UNSTATED,
    };
    life.saturating_sub(EARLY).max(life / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_kept_a_minute_less_than_it_lives() {
        assert_eq!(kept_for(Some(36_000.0)), Duration::from_secs(35_940));
        assert_eq!(kept_for(Some(60.0)), Duration::from_secs(30));
        assert_eq!(kept_for(None), Duration::from_secs(240));
        assert_eq!(kept_for(Some(-5.0)), Duration::ZERO);
        assert_eq!(kept_for(Some(f64::NAN)), Duration::ZERO);
        assert_eq!(kept_for(Some(1e300)), Duration::from_secs(86_340));
    }
}
