//! OperationOutcome: what a server says about a request.

use crate::datatypes::CodeableConcept;
use crate::text::cleaned;
use crate::view;

view! {
    /// A FHIR `OperationOutcome`.
    pub struct OperationOutcome {
        /// What went well or wrong.
        pub issue: Vec<Issue> = "issue",
    }
}

view! {
    /// One issue.
    pub struct Issue {
        /// `fatal`, `error`, `warning`, `information`.
        pub severity: Option<String> = "severity",
        /// `not-found`, `forbidden`, `throttled`, ….
        pub code: Option<String> = "code",
        /// Details for the caller.
        pub details: Option<CodeableConcept> = "details",
        /// Details for the operator; may hold anything, so it goes to no page and no log.
        pub diagnostics: Option<String> = "diagnostics",
    }
}

impl OperationOutcome {
    /// Whether an issue is an error or worse; an outcome without issues says nothing.
    pub fn is_error(&self) -> bool {
        self.issue.iter().any(|issue| matches!(issue.severity.as_deref(), Some("fatal" | "error")))
    }

    /// Whether an issue has this code.
    pub fn has_code(&self, code: &str) -> bool {
        self.issue.iter().any(|issue| issue.code.as_deref() == Some(code))
    }

    /// The issue codes, safe to log: anything that is not a plain word is left out.
    pub fn codes(&self) -> Vec<&str> {
        let plain = |code: &&str| {
            code.len() <= 32 && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        };
        self.issue.iter().filter_map(|issue| issue.code.as_deref()).filter(plain).collect()
    }

    /// What it says, for an operator: details and diagnostics, one line.
    pub fn message(&self) -> Option<String> {
        let said = self.issue.iter().filter_map(|issue| {
            crate::codes::text_of(issue.details.as_ref()).or_else(|| cleaned(issue.diagnostics.as_deref()))
        });
        crate::text::joined(said, "; ")
    }
}
