//! How a person can prove who she is. A session keeps the tags of those that she used.

/// One way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// The code that was e-mailed.
    Email,
    /// A code of her authenticator app.
    App,
    /// A recovery code, in place of the app.
    Recovery,
    /// A passkey.
    Passkey,
}

impl Method {
    /// All.
    pub const ALL: [Method; 4] = [Method::Email, Method::App, Method::Recovery, Method::Passkey];

    /// The tag in a session's `amr`, in the API and in the audit log.
    pub fn tag(self) -> &'static str {
        match self {
            Method::Email => "otp",
            Method::App => "totp",
            Method::Recovery => "recovery",
            Method::Passkey => "passkey",
        }
    }

    /// The key of its name.
    pub fn label_key(self) -> &'static str {
        match self {
            Method::Email => "method-email",
            Method::App => "method-app",
            Method::Recovery => "method-recovery",
            Method::Passkey => "method-passkey",
        }
    }

    /// Those of a session's `amr`.
    pub fn of(amr: &str) -> Vec<Method> {
        Method::ALL.into_iter().filter(|method| amr.split(' ').any(|tag| tag == method.tag())).collect()
    }
}
