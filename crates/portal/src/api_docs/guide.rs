//! What a programmer must know besides the routes. In English, like the descriptions of the routes.

/// A paragraph, and what it looks like.
pub struct Step {
    /// In a few words.
    pub title: &'static str,
    /// The paragraph.
    pub words: &'static str,
    /// A request or an answer; empty when there is none.
    pub sample: &'static str,
}

const fn step(title: &'static str, words: &'static str, sample: &'static str) -> Step {
    Step { title, words, sample }
}

/// Signing in, in order.
pub const SIGN_IN: &[Step] = &[
    step(
        "Ask for a code",
        "Codes go to the e-mail address that the clinic has. The answer is the same whether the address is \
         known or not.",
        "POST /v1/portal/auth/send-code\nContent-Type: application/json\n\n\
         {\"email\": \"elena@patients.example\"}",
    ),
    step(
        "Give it back",
        "The answer sets the cookie __Host-portico (HttpOnly, Secure, SameSite=Lax). Send it with every \
         request to the same host.",
        "POST /v1/portal/auth/verify\nContent-Type: application/json\n\n\
         {\"email\": \"elena@patients.example\", \"code\": \"40718263\"}",
    ),
    step(
        "Choose whose record",
        "When an address belongs to several patients, the answer says \"choose\": true. List the people at \
         GET /v1/portal/auth/people and open one record with POST /v1/portal/auth/person; that is a new \
         session, and the old one ends.",
        "",
    ),
    step(
        "How long it lasts",
        "A session ends after a time without use (idle_seconds, usually 15 minutes) and after 4 hours in any \
         case. POST /v1/portal/auth/logout ends it at once.",
        "",
    ),
];

/// What holds for every route.
pub const CONVENTIONS: &[Step] = &[
    step(
        "Hosts",
        "A clinic is a host. Ask on the clinic's own host; nothing in a path or a body names the clinic or \
         the patient, the session does.",
        "",
    ),
    step(
        "Lists",
        "A list answers with items and next. When next is not null, give it back as ?cursor= to get the next \
         page. Cursors are opaque.",
        "{\"items\": [], \"next\": null}",
    ),
    step(
        "Whole or said so",
        "Lists of the record account for everything that the clinic's record system holds: items over all \
         pages plus withheld equal total. When they cannot, complete is false and reason says why. as_of is \
         when the record system answered; nothing is kept in between.",
        "",
    ),
    step(
        "Dates and times",
        "Instants are RFC 3339 with a zone. Dates of the record are as precise as the clinic wrote them: \
         2026, 2026-11 or 2026-11-21.",
        "",
    ),
    step("Money", "Whole minor units and a currency.", "{\"amount\": 1234, \"currency\": \"USD\"}"),
    step(
        "Errors",
        "Errors are application/problem+json (RFC 9457). code is stable. reference is the request id, also \
         in the header X-Request-Id; give it to the clinic when something is wrong. What is not yours and \
         what does not exist are the same answer.",
        "",
    ),
    step(
        "Writes",
        "The same write again changes nothing more. Requests that a browser sends from another site are \
         refused.",
        "",
    ),
    step(
        "Load",
        "429 and 503 come with Retry-After. When too many requests are in flight, the 503 is plain text \
         without a code.",
        "",
    ),
    step(
        "Language",
        "Words for people, such as detail of an error, are in the language of the account, else of \
         Accept-Language.",
        "",
    ),
];
