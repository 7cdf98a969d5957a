//! The active substances of a medicine, from its RxNorm ingredient or from its name. Every word of the name
//! must be understood: a substance, its salt, a form, a number or a unit. Of "insulin resistance" or
//! "no aspirin" nothing is said, and a pair of which one is unknown is not explained by half.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use fhir::Coding;
use fhir::codes::CodeSystem;

use super::Part;
use super::index::{plainly, system_of};
use super::medicines::{MEDICINES, PAIRS};

/// The longest name in the table has this many words.
const MOST_WORDS: usize = 4;

static BY_NAME: LazyLock<HashMap<&'static str, Part>> = LazyLock::new(|| {
    let rows = MEDICINES.iter();
    rows.flat_map(|(name, means, _, names)| {
        let part = Part { name, means: Some(means) };
        names.split("; ").filter(|name| !name.is_empty()).map(move |name| (name, part))
    })
    .collect()
});

static BY_CODE: LazyLock<HashMap<&'static str, Part>> = LazyLock::new(|| {
    let rows = MEDICINES.iter();
    rows.flat_map(|(name, means, codes, _)| {
        let part = Part { name, means: Some(means) };
        codes.split_whitespace().map(move |code| (code, part))
    })
    .collect()
});

/// Salts, forms, units and fillers: words that do not change what a medicine is.
static BESIDE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    const WORDS: [&str; 4] = [
        "hydrochloride hcl hydrobromide hbr sodium potassium calcium magnesium maleate tartrate \
         bitartrate succinate fumarate mesylate besylate sulfate phosphate acetate citrate propionate \
         furoate xinafoate disodium monohydrate dihydrate trihydrate anhydrous medoxomil bromide",
        "oral tablet tablets tab tabs capsule capsules cap caps pill pills solution suspension \
         injection injectable syrup liquid elixir cream ointment gel lotion spray nasal inhaler \
         inhalation metered dose dry powder aerosol nebulizer patch transdermal system film strip \
         sublingual buccal chewable delayed extended release er xr sr dr xl ec cr immediate coated \
         enteric disintegrating effervescent topical ophthalmic otic rectal suppository vaginal \
         prefilled syringe auto autoinjector injector pen cartridge vial pack kit mucosal drops \
         lozenge granules recombinant abuse deterrent product",
        "mg mcg ug g gm ml l meq unt unit units iu actuat actuation hr hour hours day days percent mm",
        "of for in with per and usp bp nf adult children pediatric strength extra low daily each as the \
         from drugstore pharmacy store over counter otc",
    ];
    WORDS.iter().flat_map(|words| words.split_whitespace()).collect()
});

/// The substances of a medicine that is called `name` or coded `code`; `None` when not all of them are known,
/// or when name and code mean different ones.
pub(super) fn find(name: Option<&str>, code: Option<&Coding>) -> Option<Vec<Part>> {
    let display = code.and_then(|code| code.display.as_deref());
    let mut found: Option<Vec<Part>> = None;
    for said in [name, display].into_iter().flatten() {
        match (of_name(said), &found) {
            (Some(parts), None) => found = Some(parts),
            (Some(parts), Some(before)) if parts != *before => return None,
            _ => {}
        }
    }
    match (code.and_then(of_code), found) {
        (Some(part), None) => Some(vec![part]),
        (Some(part), Some(parts)) if !parts.contains(&part) => None,
        (_, found) => found.map(paired),
    }
}

fn of_code(code: &Coding) -> Option<Part> {
    let system = code.system.as_deref().and_then(system_of);
    let code = code.code.as_deref().map(str::trim);
    code.filter(|_| system == Some(CodeSystem::RxNorm)).and_then(|code| BY_CODE.get(code).copied())
}

fn of_name(name: &str) -> Option<Vec<Part>> {
    // One blank between words: several of them stand in the name as they stand in the table.
    let name = plainly(&without_brackets(name));
    let ends: Vec<usize> = name.match_indices(' ').map(|(at, _)| at).chain([name.len()]).collect();
    let words = |first: usize, count: usize| {
        let from = if first == 0 { 0 } else { ends[first - 1] + 1 };
        name.get(from..ends[first + count - 1])
    };
    let (mut at, mut found) = (0, Vec::new());
    while at < ends.len() {
        let known = (1..=MOST_WORDS.min(ends.len() - at)).rev().find_map(|count| {
            let part = BY_NAME.get(words(at, count)?)?;
            Some((count, *part))
        });
        match known {
            Some((count, part)) => {
                if !found.contains(&part) {
                    found.push(part);
                }
                at += count;
            }
            None if words(at, 1).is_some_and(beside) => at += 1,
            None => return None,
        }
    }
    if found.is_empty() { None } else { Some(found) }
}

/// A word that says nothing of the substance: of [`BESIDE`], a number with or without its unit (`40mg`), the
/// number of an approval (`nda020503`).
fn beside(word: &str) -> bool {
    let approval =
        word.strip_prefix("nda").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    word.starts_with(|first: char| first.is_ascii_digit()) || approval || BESIDE.contains(word)
}

/// `ibuprofen 400 MG Oral Tablet [Ibu]` without the brand in brackets.
fn without_brackets(name: &str) -> Cow<'_, str> {
    if !name.contains('[') {
        return name.into();
    }
    let mut inside = 0_usize;
    let mut out = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '[' => inside += 1,
            ']' => inside = inside.saturating_sub(1),
            _ if inside == 0 => out.push(letter),
            _ => {}
        }
    }
    out.into()
}

/// What a pair is for, where that is another thing than what each is for.
fn paired(mut parts: Vec<Part>) -> Vec<Part> {
    let has = |key: &str| parts.iter().any(|part| part.name == key);
    let pair = PAIRS.iter().find(|(one, other, _)| has(one) && has(other));
    if let Some((one, other, means)) = pair {
        for part in parts.iter_mut().filter(|part| part.name == *one || part.name == *other) {
            part.means = Some(means);
        }
    }
    parts
}
