//! The kinds of the record as pages name them: the key of the name and the icon of each.

/// One kind of the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name in paths and in the API: `medications`.
    pub tag: &'static str,
    /// The key of its name.
    pub label_key: &'static str,
    /// The icon's name in the sprite.
    pub icon: &'static str,
}

const fn kind(tag: &'static str, label_key: &'static str, icon: &'static str) -> Kind {
    Kind { tag, label_key, icon }
}

/// Every kind of the record, in the order of the overview (design: contract, "Record").
pub const KINDS: [Kind; 16] = [
    kind("medications", "kind-medications", "pill"),
    kind("allergies", "kind-allergies", "shield"),
    kind("conditions", "kind-conditions", "heart"),
    kind("results", "kind-results", "flask"),
    kind("vitals", "kind-vitals", "activity"),
    kind("immunizations", "kind-immunizations", "syringe"),
    kind("visits", "kind-visits", "steth"),
    kind("documents", "kind-documents", "file"),
    kind("procedures", "kind-procedures", "check"),
    kind("care-team", "kind-care-team", "users"),
    kind("care-plans", "kind-care-plans", "target"),
    kind("goals", "kind-goals", "target"),
    kind("coverage", "kind-coverage", "card"),
    kind("explanations-of-benefit", "kind-explanations-of-benefit", "card"),
    kind("social-history", "kind-social-history", "user"),
    kind("other", "kind-other", "clipboard"),
];

/// The kind of a tag; `None` for any other text.
pub fn kind_of(tag: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.tag == tag)
}
