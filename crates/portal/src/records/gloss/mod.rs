//! What things are called and what they are, in plain words and in four languages (experience.md, "Words";
//! NF, D08, L02): tests, vital signs, vaccines, medicines and conditions, by their codes.
//!
//! A wrong explanation is worse than none. So a gloss is found by a code of a known system, or by a name that
//! means one thing only, letter for letter; when the codes and names of an entry mean different things, there
//! is none. Each sentence is true for every patient who has the code: what it is, no advice, no outlook.

mod care;
mod conditions;
mod index;
mod labs;
mod medicines;
mod studies;
mod substances;
mod vaccines;
mod vitals;

#[cfg(test)]
mod tests;

use base::Lang;
use fhir::views::Encounter;
use fhir::{CodeableConcept, Coding, Resource};
use serde::Serialize;
use utoipa::ToSchema;

use crate::ui::text::L;
use crate::ui::view::Plain;
pub(super) use index::plainly;
use index::{CARE, CONDITIONS, Index, MEASURED, VACCINES};

/// What an entry is, as keys of the words; of a medicine with several substances, one part each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gloss {
    parts: Vec<Part>,
}

/// The key of a name, and of what it means when that is not the name's own attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    name: &'static str,
    means: Option<&'static str>,
}

/// [`Gloss`] in JSON.
#[derive(Serialize, ToSchema)]
pub struct PlainWords {
    /// The plain name; null when the clinic's own name says the same.
    pub name: Option<String>,
    /// What it is, in a sentence or two.
    pub means: String,
    /// The language of both.
    pub language: &'static str,
}

impl Gloss {
    /// Of any resource but a medicine, whose substance may stand in another one ([`Gloss::of_medicine`]).
    pub fn of(resource: &Resource) -> Option<Self> {
        let index: &Index = match resource.head().resource_type.as_str() {
            "Observation" | "DiagnosticReport" => &MEASURED,
            "Immunization" => &VACCINES,
            "Condition" => &CONDITIONS,
            "Procedure" => &CARE,
            "Encounter" => return Self::of_visit(resource),
            _ => return None,
        };
        let object = resource.object();
        let code = object.field::<Option<CodeableConcept>>("code").or_else(|| object.field("vaccineCode"))?;
        index.find(&code).map(Self::single)
    }

    /// Of a medicine, by what it is called and its code.
    pub fn of_medicine(name: Option<&str>, code: Option<&Coding>) -> Option<Self> {
        substances::find(name, code).map(|parts| Self { parts })
    }

    /// Of a part of a measurement, such as the systolic pressure.
    pub fn of_part(code: Option<&CodeableConcept>) -> Option<Self> {
        MEASURED.find(code?).map(Self::single)
    }

    fn of_visit(resource: &Resource) -> Option<Self> {
        let view: Encounter = resource.view()?;
        let mut found: Vec<&'static str> = view.kinds.iter().filter_map(|one| CARE.find(one)).collect();
        found.dedup();
        match found.as_slice() {
            [key] => Some(Self::single(key)),
            _ => None,
        }
    }

    fn single(name: &'static str) -> Self {
        Self { parts: vec![Part { name, means: None }] }
    }

    /// In the reader's language, beside what the clinic calls it. The name is left out where the clinic's own
    /// says it already.
    pub fn plain(&self, l: L, said: Option<&str>) -> Plain {
        let mut means: Vec<String> = Vec::new();
        for part in &self.parts {
            let sentence = part.means.map_or_else(|| l.t(&format!("{}.means", part.name)), |key| l.t(key));
            if !means.contains(&sentence) {
                means.push(sentence);
            }
        }
        let names: Vec<String> = self.parts.iter().map(|part| l.t(part.name)).collect();
        let name = names.join(" + ");
        let shown = !said.is_some_and(|said| {
            let (said, name) = (plainly(said), plainly(&name));
            says(&said, &name) || (l.lang == Lang::En && says(&name, &said))
        });
        Plain { name: shown.then_some(name), means: means.join(if l.lang == Lang::Zh { "" } else { " " }) }
    }

    /// [`Gloss::plain`] in JSON.
    pub fn words(&self, l: L, said: Option<&str>) -> PlainWords {
        let Plain { name, means } = self.plain(l, said);
        PlainWords { name, means, language: l.lang.tag() }
    }

    #[cfg(test)]
    fn keys(&self) -> Vec<&'static str> {
        self.parts.iter().map(|part| part.name).collect()
    }
}

/// Whether the clinic's own name is, or begins with, the plain one; both as they are compared.
fn says(said: &str, name: &str) -> bool {
    said == name || said.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '))
}
