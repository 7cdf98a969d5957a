//! What a route asks for. A route cannot be registered without one.

/// What someone wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Pages and assets for everyone: sign-in form, help, accessibility statement, stylesheet.
    Public,
    /// Asking for a code and giving it back. For everyone, but counted.
    SignIn,
    /// What every session may do, also one that has still to choose a patient: choose, sign out.
    Session,
    /// Reading the clinical record of a patient (R01–R12, P01).
    ReadRecord,
    /// Reading a patient's demographics (D08).
    ReadProfile,
    /// Reading who saw a patient's record (C9).
    ReadAccessLog,
    /// Deciding when a patient's new results are shown to her, and opening one that waits (C5).
    ChooseRelease,
    /// Changing one's own language, theme and cards.
    ManageAccount,
    /// Changing how one signs in, ending all other sessions. Wants a fresh proof of who asks.
    SecureAccount,
    /// Operations: health, metrics, the clock of a demo. On its own port.
    Operate,
    /// Reading a patient's record for an internal service.
    ServiceRead,
}

impl Action {
    /// All actions, in the order of the matrix.
    pub const ALL: [Action; 11] = [
        Action::Public,
        Action::SignIn,
        Action::Session,
        Action::ReadRecord,
        Action::ReadProfile,
        Action::ReadAccessLog,
        Action::ChooseRelease,
        Action::ManageAccount,
        Action::SecureAccount,
        Action::Operate,
        Action::ServiceRead,
    ];

    /// The name in the matrix, the audit log and the route list.
    pub fn name(self) -> &'static str {
        match self {
            Action::Public => "public",
            Action::SignIn => "sign-in",
            Action::Session => "session",
            Action::ReadRecord => "read-record",
            Action::ReadProfile => "read-profile",
            Action::ReadAccessLog => "read-access-log",
            Action::ChooseRelease => "choose-release",
            Action::ManageAccount => "manage-account",
            Action::SecureAccount => "secure-account",
            Action::Operate => "operate",
            Action::ServiceRead => "service-read",
        }
    }

    /// The action of a name.
    pub fn from_name(name: &str) -> Option<Action> {
        Action::ALL.into_iter().find(|action| action.name() == name)
    }

    /// Whether the action is about one patient, so that an access for it always names her.
    pub fn is_about_a_patient(self) -> bool {
        match self {
            Action::ReadRecord
            | Action::ReadProfile
            | Action::ReadAccessLog
            | Action::ChooseRelease
            | Action::ServiceRead => true,
            Action::Public
            | Action::SignIn
            | Action::Session
            | Action::ManageAccount
            | Action::SecureAccount
            | Action::Operate => false,
        }
    }

    /// Whether it is done only by somebody who has proved a short while ago who she is (step-up): what a
    /// stranger at a screen left open must not be able to do.
    pub fn wants_fresh_proof(self) -> bool {
        matches!(self, Action::SecureAccount)
    }

    /// Whether FHIR data may be released for this action at all.
    pub fn reads_fhir(self) -> bool {
        // Which results belong together, and so are opened together, is read in the record.
        matches!(self, Action::ReadRecord | Action::ReadProfile | Action::ChooseRelease | Action::ServiceRead)
    }
}
