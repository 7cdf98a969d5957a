//! What a request aims at: for every parameter of a route, ids of one's own, of others, of another kind, of
//! nobody, and text that is no id at all.

use axum::http::Method;

use super::actors::World;
use crate::shell::openapi::path_parameters;
use crate::shell::routes::{RouteInfo, Surface};

/// One request to a route.
pub struct Aim {
    /// For messages.
    pub name: String,
    /// Path and query.
    pub path: String,
    /// Fields of the form or the JSON document; `None` for a request that reads.
    pub body: Option<Vec<(&'static str, String)>>,
    /// The id that the request names.
    pub id: String,
    /// Whether only the path's parameters say whose thing is meant.
    in_path: bool,
    /// Whose thing it is, as an index of [`World::people`], when it is somebody's and of the kind that the
    /// path says.
    whose: Option<usize>,
}

impl Aim {
    /// Whether it names a thing that an actor with these people does not have, so that the answer is 404.
    pub fn is_foreign(&self, own: &[usize]) -> bool {
        self.in_path && !self.whose.is_some_and(|whose| own.contains(&whose))
    }

    /// Whether the id is long enough to be recognised in an answer.
    pub fn names_an_id(&self) -> bool {
        self.id.len() >= 8
    }
}

/// Words that are no room: a page's name, FHIR types, nonsense, another case.
const NO_ROOMS: [&str; 5] = ["prescriptions", "Patient", "MedicationRequest", "nonsense", "MEDICATIONS"];

/// Text that is no id, as it stands in a path: climbing, several ids in one, other parameters, invalid UTF-8,
/// control characters, markup, SQL, a FHIR query.
const MALFORMED: [&str; 22] = [
    ".",
    "..",
    "%2e%2e",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%5c..",
    "%252e%252e",
    "%ff%fe",
    "%c0%af",
    "%00",
    "%0d%0aSet-Cookie:x=y",
    "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "%22%3E%3Cimg%20src=x%3E",
    "'%20OR%20'1'='1",
    "%24everything",
    "_history",
    "*",
    "%20",
    "a_b",
    "%F0%9F%92%8A",
    "%7Bid%7D",
    "-1",
    "null",
];

/// The aims of a route; `None` when it has a parameter that is not known here.
pub fn of(route: &RouteInfo, world: &World) -> Option<Vec<Aim>> {
    let parameters: Vec<&str> = path_parameters(route.path).collect();
    let targets = match parameters.as_slice() {
        [] => return Some(without_parameters(route, world)),
        ["kind"] => kinds(),
        ["kind", "id"] => entries(world),
        ["kind", "id", "nth"] => files(world),
        ["name"] => names(world),
        ["id"] => things(world, route.path.contains("/passkeys/")),
        _ => return None,
    };
    let aims = targets.into_iter().map(|Target { name, kind, id, whose }| {
        // A file's place stands behind the id of its entry.
        let (id, nth) = match id.split_once('#') {
            Some((id, nth)) => (id.to_owned(), nth.to_owned()),
            None => (id, "0".to_owned()),
        };
        let path = route.path.replace("{kind}", &kind).replace("{name}", &kind).replace("{id}", &id);
        let path = path.replace("{nth}", &nth);
        let body = (route.method == Method::POST).then(|| fields(&id));
        let named = if id.is_empty() { kind } else { id };
        // A list of one's own kind is nobody else's.
        let in_path = whose != Some(usize::MAX);
        Aim { name, path, body, id: named, in_path, whose }
    });
    Some(aims.collect())
}

struct Target {
    name: String,
    kind: String,
    id: String,
    whose: Option<usize>,
}

fn target(name: &str, kind: &str, id: &str, whose: Option<usize>) -> Target {
    Target {
        name: format!("{name} {kind}/{}", &id[..id.len().min(40)]),
        kind: kind.into(),
        id: id.into(),
        whose,
    }
}

/// Every entry of everybody under its kind; under another kind; nobody's; no ids.
fn entries(world: &World) -> Vec<Target> {
    let mut found = Vec::new();
    let people = world.people().into_iter().enumerate();
    // The double has the victim's ids.
    for (index, person) in people.filter(|(_, person)| person.marker != world.double.person.marker) {
        for (kind, id) in &person.entries {
            found.push(target("somebody's", kind, id, Some(index)));
        }
        let [(medications, medicine), (allergies, allergy), (conditions, _)] = &person.entries;
        found.push(target("mixed", medications, allergy, None));
        found.push(target("mixed", allergies, medicine, None));
        found.push(target("mixed", conditions, medicine, None));
        found.push(target("mixed", "results", medicine, None));
        let own = world.other.person.entry("medications");
        found.push(target("several", medications, &format!("{own},{medicine}"), None));
        let smuggled = format!("{medicine}%26patient%3D{}", person.id);
        found.push(target("smuggled", medications, &smuggled, None));
        found.push(target("patient as entry", medications, &person.id, None));
        found.push(target("type and id", medications, &format!("Patient%2F{}", person.id), None));
    }
    for (kind, _) in &world.victim.person.entries {
        found.push(target("missing", kind, "no-such-entry-here", None));
        found.push(target("long", kind, &"x".repeat(65), None));
    }
    // The longest request target that the HTTP library takes is 64 KiB.
    found.push(target("very long", "medications", &"x".repeat(60_000), None));
    found.extend(MALFORMED.map(|text| target("malformed", "medications", text, None)));
    let own = world.other.person.entry("medications");
    found.extend(NO_ROOMS.iter().map(|kind| target("no room", kind, own, None)));
    found.extend(MALFORMED.iter().step_by(2).map(|kind| target("malformed kind", kind, own, None)));
    found
}

/// Files of everybody's documents and reports; of entries without files; places that are none.
fn files(world: &World) -> Vec<Target> {
    let mut found = Vec::new();
    let people = world.people().into_iter().enumerate();
    for (index, person) in people.filter(|(_, person)| person.marker != world.double.person.marker) {
        for (kind, id) in &person.files {
            for nth in ["0", "1", "2"] {
                found.push(target("somebody's", kind, &format!("{id}#{nth}"), Some(index)));
            }
        }
        let [(documents, document), (results, report)] = &person.files;
        found.push(target("mixed", documents, report, None));
        found.push(target("mixed", results, document, None));
        found.push(target("mixed", "medications", document, None));
        found.push(target("binary", documents, &person.binary(), None));
        found.extend(person.entries.iter().map(|(kind, id)| target("no file", kind, id, None)));
    }
    let own = &world.other.person.files[0].1;
    let places = ["3", "99", "18446744073709551615", "18446744073709551616", "00", "+0", "0x0", "1e0", "0,1"];
    let places = places.into_iter().chain(MALFORMED);
    found.extend(places.map(|nth| target("no place", "documents", &format!("{own}#{nth}"), None)));
    found.push(target("no place", "documents", &format!("{own}#{}", "9".repeat(60_000)), None));
    found.push(target("missing", "documents", "no-such-entry-here", None));
    found.extend(MALFORMED.map(|text| target("malformed", "documents", text, None)));
    found.extend(NO_ROOMS.iter().map(|kind| target("no room", kind, own, None)));
    found
}

/// Every room of the record, which is one's own or not there, and words that are no rooms.
fn kinds() -> Vec<Target> {
    let rooms = fhir::Kind::ALL.iter().map(|kind| target("room", kind.slug(), "", Some(usize::MAX)));
    let mut found: Vec<Target> = rooms.collect();
    found.extend(NO_ROOMS.iter().map(|kind| target("no room", kind, "", None)));
    found.extend(MALFORMED.map(|kind| target("malformed", kind, "", None)));
    found.push(target("very long", &"x".repeat(60_000), "", None));
    found
}

/// What a person has in her account: sessions and passkeys of everybody, each also where the other is meant;
/// ids of charts; nobody's; no ids.
fn things(world: &World, passkeys: bool) -> Vec<Target> {
    let mut found: Vec<Target> = MALFORMED.iter().map(|id| target("malformed", "", id, None)).collect();
    let sessions = world.sessions().into_iter();
    let whose = |index, fits: bool| fits.then_some(index);
    found.extend(sessions.map(|(index, id)| target("session", "", &id, whose(index, !passkeys))));
    let kept = world.passkeys.iter();
    found.extend(kept.map(|(index, id)| target("passkey", "", id, whose(*index, passkeys))));
    for person in world.people() {
        found.push(target("patient", "", &person.id, None));
    }
    for nobodys in ["0193a7b0c0de7000800000000000beef", "00000000-0000-0000-0000-000000000000"] {
        found.push(target("nobody's", "", nobodys, None));
    }
    found.push(target("very long", "", &"x".repeat(60_000), None));
    found
}

/// Samples of the gallery, which are nobody's, named by what somebody has.
fn names(world: &World) -> Vec<Target> {
    let mut found: Vec<Target> = MALFORMED.iter().map(|name| target("malformed", name, "", None)).collect();
    for person in world.people() {
        found.push(target("somebody's", &person.id, "", None));
        found.extend(person.entries.iter().map(|(_, id)| target("somebody's", id, "", None)));
    }
    found
}

/// Ids where a route has no place for them: in the query, and in every field of its body.
fn without_parameters(route: &RouteInfo, world: &World) -> Vec<Aim> {
    let people = world.people().into_iter().enumerate();
    let mut ids: Vec<(String, Option<usize>)> =
        people.map(|(index, person)| (person.id.clone(), Some(index))).collect();
    let long = "x".repeat(5_000);
    let email = &world.victim.person.email;
    let others = [email, "no-such-patient-here", &long, "", "..", "<script>alert(1)</script>", "\u{0}"];
    ids.extend(others.map(|text| (text.to_owned(), None)));
    if opens_result(route) {
        let entries = world.people().into_iter().flat_map(|person| &person.entries);
        ids.extend(entries.map(|(_, id)| (id.clone(), None)));
    }
    if route.method == Method::POST {
        return ids.into_iter().map(|(id, whose)| command(route, id, whose)).collect();
    }
    let every = |value: &str| queried(route, &NAMES.map(|name| format!("{name}={value}")).join("&"));
    let mut found: Vec<Aim> = ids.iter().map(|(id, _)| every(&escaped(id))).collect();
    found.extend(["%ff%fe", "%0d%0ax:y", "%", "//evil.example"].map(every));
    // Numbers and cursors stand alone: their refusal would hide what a handler does with the rest.
    let victim = &world.victim.person.id;
    let alone = [
        "before=",
        "before=0",
        "before=99999999999999999999",
        "cursor=",
        "cursor=-1",
        "cursor=%ff",
        "view=print",
    ];
    found.extend(alone.map(|query| queried(route, query)));
    found.extend(["before", "cursor", "view"].map(|name| queried(route, &format!("{name}={victim}"))));
    found.push(queried(route, ""));
    found
}

/// Every name under which a thoughtless handler might take an id.
const NAMES: [&str; 8] = ["patient", "subject", "_id", "id", "account", "org", "next", "ended"];

fn queried(route: &RouteInfo, query: &str) -> Aim {
    let path = if query.is_empty() { route.path.to_owned() } else { format!("{}?{query}", route.path) };
    Aim { name: format!("?{query:.60}"), path, body: None, id: query.to_owned(), in_path: false, whose: None }
}

/// Whether a route opens a result that its body names.
fn opens_result(route: &RouteInfo) -> bool {
    ["/results-timing/show", "/v1/portal/release/show"].contains(&route.path)
}

/// A form or document that names something. Only choosing whose record to open may take a patient, only
/// opening a result a result.
fn command(route: &RouteInfo, id: String, whose: Option<usize>) -> Aim {
    let chooses = ["/sign-in/whom", "/v1/portal/auth/person"].contains(&route.path);
    let form = route.surface == Surface::Page;
    // A form without a choice is asked again.
    let in_path = opens_result(route) || chooses && !(form && id.is_empty());
    // No patient is a result, not even one's own.
    let whose = whose.filter(|_| !opens_result(route));
    let name = format!("{} {id:.40}", if form { "form" } else { "json" });
    Aim { name, path: route.path.to_owned(), body: Some(fields(&id)), id, in_path, whose }
}

/// Every field that any form or document of the product has.
fn fields(id: &str) -> Vec<(&'static str, String)> {
    let address = if id.contains('@') { id.to_owned() } else { format!("{id}@patients.example") };
    vec![
        ("patient", id.to_owned()),
        ("account", id.to_owned()),
        ("email", address),
        ("code", "12345678".to_owned()),
        ("card", "results".to_owned()),
        ("place", "1".to_owned()),
        ("cards", id.to_owned()),
        ("timing", "tell-first".to_owned()),
        ("type", "Observation".to_owned()),
        ("id", id.to_owned()),
        ("name", id.to_owned()),
        ("ceremony", id.to_owned()),
        ("credential", id.to_owned()),
        ("next", format!("//evil.example/{id}")),
        // A search that runs: days that hold everything, and the id among the words.
        ("words", id.to_owned()),
        ("from", String::new()),
        ("to", "2999-12-31".to_owned()),
        ("only", String::new()),
        ("sort", "name".to_owned()),
    ]
}

fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
