//! Units for people: UCUM codes (`mm[Hg]`, `10*3/uL`, `{score}`) as the symbols that are printed on results.

/// The symbol of a unit; `None` when it says nothing (`1`, `{#}`). What is no UCUM code stays as it is.
pub fn symbol(unit: &str) -> Option<String> {
    let unit = crate::text::clean(unit)?;
    let known = match unit.as_str() {
        "1" | "#" | "{#}" => return None,
        "mm[Hg]" | "mm Hg" => "mmHg",
        "cm[H2O]" => "cmH₂O",
        "Cel" => "°C",
        "[degF]" => "°F",
        "[lb_av]" => "lb",
        "[oz_av]" => "oz",
        "[in_i]" => "in",
        "[ft_i]" => "ft",
        "[mi_i]" => "mi",
        _ => "",
    };
    if !known.is_empty() {
        return Some(known.to_owned());
    }
    let bare: String = unit.chars().filter(|letter| !matches!(letter, '{' | '}' | '[' | ']')).collect();
    // An underscore is UCUM's blank, and only comments have it: {1.73_m2}.
    let bare = if unit.contains('{') { bare.replace('_', " ") } else { bare };
    let parts: Vec<String> = bare.split('/').map(part).collect();
    crate::text::clean(&parts.join("/"))
}

/// One side of a fraction: powers are raised.
fn part(part: &str) -> String {
    if let Some(power) = part.strip_prefix("10*").or_else(|| part.strip_prefix("10^")) {
        return raised(power).map_or_else(|| part.to_owned(), |power| format!("10{power}"));
    }
    if part == "uL" {
        return "µL".to_owned();
    }
    let (before, word) = part.rsplit_once(' ').map_or(("", part), |(before, word)| (before, word));
    let word = match word.split_at_checked(word.len().saturating_sub(1)) {
        Some((length @ ("m" | "dm" | "cm" | "mm"), power @ ("2" | "3"))) => {
            raised(power).map(|power| format!("{length}{power}"))
        }
        _ => None,
    };
    match word {
        Some(word) if before.is_empty() => word,
        Some(word) => format!("{before} {word}"),
        None => part.to_owned(),
    }
}

fn raised(power: &str) -> Option<String> {
    let digit = |digit: char| {
        let at = digit.to_digit(10)? as usize;
        "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(at)
    };
    let raised: Option<String> = power.chars().map(digit).collect();
    raised.filter(|power| !power.is_empty())
}

#[cfg(test)]
mod tests {
    use super::symbol;

    #[test]
    fn codes_become_symbols_and_words_stay() {
        for (unit, shown) in [
            ("mm[Hg]", "mmHg"),
            ("mg/dL", "mg/dL"),
            ("10*3/uL", "10³/µL"),
            ("10^12/L", "10¹²/L"),
            ("10*x", "10*x"),
            ("kg/m2", "kg/m²"),
            ("mL/min/{1.73_m2}", "mL/min/1.73 m²"),
            ("{score}", "score"),
            ("{pack-years}", "pack-years"),
            ("[IU]/L", "IU/L"),
            ("/min", "/min"),
            ("breaths per minute", "breaths per minute"),
            ("pack_size", "pack_size"),
            ("%", "%"),
            ("Cel", "°C"),
            ("é2", "é2"),
        ] {
            assert_eq!(symbol(unit).as_deref(), Some(shown), "{unit}");
        }
        for nothing in ["1", "{#}", " ", "{}", ""] {
            assert_eq!(symbol(nothing), None, "{nothing}");
        }
    }
}
