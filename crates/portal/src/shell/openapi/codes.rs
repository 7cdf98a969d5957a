//! Every stable error code of the API, and what it means. `docs/api.md` has the same table.

/// A stable code.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// As it stands in a problem document.
    pub code: &'static str,
    /// Its statuses, the usual one first.
    pub statuses: &'static [u16],
    /// What it means.
    pub meaning: &'static str,
}

const fn code(code: &'static str, statuses: &'static [u16], meaning: &'static str) -> Code {
    Code { code, statuses, meaning }
}

/// All of them.
pub const CODES: [Code; 20] = [
    code("VALIDATION_FAILED", &[422], "the body, a field or a cursor cannot be taken"),
    code(
        "CODE_INVALID",
        &[401],
        "the sign-in code is wrong, late, used, or the address unknown; nobody is told which",
    ),
    code(
        "PASSKEY_INVALID",
        &[401],
        "the passkey's answer is late, used, or does not fit; nobody is told which",
    ),
    code("SESSION_EXPIRED", &[401], "no session, or it is over"),
    code("CHOOSE_PATIENT", &[403], "signed in, but it is not said yet whose record to open"),
    code(
        "STEP_UP_REQUIRED",
        &[403],
        "signed in, and it wants a fresh proof of who asks: /v1/portal/auth/step-up, then again",
    ),
    code("NOT_PERMITTED", &[403], "signed in, and not allowed"),
    code("MODULE_NOT_LICENSED", &[403], "the clinic has no licence for this part"),
    code("FEATURE_DISABLED", &[403], "the clinic switched this part off, or its plan does not include it"),
    code("CROSS_SITE_REQUEST", &[403], "a browser sent this from another site"),
    code("ON_HOLD", &[403], "this patient's, and not shown yet; the list's `held` says why and until when"),
    code("NOT_FOUND", &[404], "not there, or not yours"),
    code("METHOD_NOT_ALLOWED", &[405], "the path exists, the method does not"),
    code("BODY_TOO_LARGE", &[413], "the body is larger than this route takes"),
    code("BODY_TOO_SLOW", &[408], "the body did not come whole in time"),
    code("RATE_LIMITED", &[429], "too many tries; `Retry-After` says how long to wait"),
    code("INTERNAL", &[500], "a fault of ours"),
    code(
        "FILE_UNAVAILABLE",
        &[502],
        "a file of the record is missing, empty, damaged, too large or at an address that is never asked",
    ),
    code("OVERLOADED", &[503], "too many requests at once; `Retry-After` says how long to wait"),
    code("EHR_UNAVAILABLE", &[502, 503, 504], "the clinic's record system gave no usable answer"),
];

/// What a code means; empty for one that is not ours.
pub fn meaning(wanted: &str) -> &'static str {
    CODES.iter().find(|one| one.code == wanted).map_or("", |one| one.meaning)
}
