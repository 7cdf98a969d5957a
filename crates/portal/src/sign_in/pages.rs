//! The pages of signing in (A01, A02, A04): the e-mail form, the code form, whom the address belongs to, and
//! what is said when a session has ended. No page says whether an address is known.

use askama::Template;

use super::routes::with_next;
use crate::ui::page::Page;
use crate::ui::view::FieldError;

/// A sentence above the sign-in forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The session ended for lack of use (A14).
    Idle,
    /// The session reached its longest life, or was ended elsewhere.
    Expired,
    /// The reader has signed out (A04).
    SignedOut,
    /// Too many tries; the next one counts after so many minutes.
    TooMany {
        /// Whole minutes, at least one.
        minutes: usize,
    },
    /// A new code is on its way.
    NewCode,
}

impl Notice {
    /// The notice of `?ended=`; `None` for any other value.
    pub fn from_ended(value: &str) -> Option<Self> {
        match value {
            "idle" => Some(Self::Idle),
            "expired" => Some(Self::Expired),
            "signed-out" => Some(Self::SignedOut),
            _ => None,
        }
    }

    /// The bold phrase and the sentence, in the reader's language.
    pub fn words(&self, page: &Page) -> (String, String) {
        match self {
            Self::Idle => (page.t("ended-idle"), page.t("ended-idle-more")),
            Self::Expired => (page.t("ended-expired"), page.t("ended-expired-more")),
            Self::SignedOut => (page.t("ended-out"), page.t("ended-out-more")),
            Self::TooMany { minutes } => (page.t("too-many"), page.tn("too-many-more", "count", minutes)),
            Self::NewCode => (page.t("code-new"), page.t("code-new-more")),
        }
    }

    /// Whether it is a refusal (warn) or only news (info).
    pub fn tone(&self) -> crate::ui::view::Tone {
        match self {
            Self::TooMany { .. } => crate::ui::view::Tone::Warn,
            _ => crate::ui::view::Tone::Info,
        }
    }
}

/// `GET /sign-in`, and `POST /sign-in` refused: asks for the e-mail address.
#[derive(Template)]
#[template(path = "sign_in/email.html")]
pub struct Email {
    /// The frame.
    pub page: Page,
    /// What is wrong with the form; field id `email`.
    pub errors: Vec<FieldError>,
    /// What was typed before.
    pub email: String,
    /// Where to go after signing in: a path on this host.
    pub next: Option<String>,
    /// A sentence above the form.
    pub notice: Option<Notice>,
}

impl Email {
    /// Where somebody goes who must say whose record to open.
    fn whom(&self) -> String {
        with_next("/sign-in/whom", self.next.as_deref())
    }
}

/// After `POST /sign-in`, and `POST /sign-in/code` refused: asks for the code. Says the same
/// for every address.
#[derive(Template)]
#[template(path = "sign_in/code.html")]
pub struct Code {
    /// The frame.
    pub page: Page,
    /// What is wrong with the form; field id `code`.
    pub errors: Vec<FieldError>,
    /// The address that was asked for; posted again with the code.
    pub email: String,
    /// How many digits the code has.
    pub digits: usize,
    /// For how many minutes it works.
    pub minutes: usize,
    /// Where to go after signing in: a path on this host.
    pub next: Option<String>,
    /// A sentence above the form.
    pub notice: Option<Notice>,
}

/// `GET /sign-in/whom`: whose record to open, when an address belongs to several patients.
#[derive(Template)]
#[template(path = "sign_in/whom.html")]
pub struct Whom {
    /// The frame.
    pub page: Page,
    /// What is wrong with the form; field id `patient-1`.
    pub errors: Vec<FieldError>,
    /// The people, in the order to be shown.
    pub people: Vec<Person>,
    /// Where to go next: a path on this host.
    pub next: Option<String>,
}

/// One person whose record the account may open.
#[derive(Clone, Debug)]
pub struct Person {
    /// What the form posts as `patient`.
    pub id: String,
    /// Her name.
    pub name: String,
    /// What tells two people of the same name apart, in the reader's language: the year of birth.
    pub detail: Option<String>,
}

/// `GET /sign-in/ended`: a page of its own for those who have signed out.
#[derive(Template)]
#[template(path = "sign_in/ended.html")]
pub struct Ended {
    /// The frame.
    pub page: Page,
    /// Why the session is over.
    pub why: Notice,
}
