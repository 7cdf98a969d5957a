//! English at about grade 6 (experience.md, "Words"), by the formula of Flesch and Kincaid. On single
//! sentences it is coarse, so the whole is held to it, and each sentence to something looser.

use base::Lang;

use super::sentences;
use crate::ui::text::L;

/// 0.39 · words per sentence + 11.8 · syllables per word − 15.59.
fn grade(text: &str) -> f64 {
    let (sentences, words, syllables) = count(text);
    0.39 * f64::from(words) / f64::from(sentences) + 11.8 * f64::from(syllables) / f64::from(words) - 15.59
}

fn count(text: &str) -> (u32, u32, u32) {
    let ends = text.matches(['.', ':']).count().max(1);
    let words: Vec<&str> = text.split_whitespace().collect();
    let syllables = words.iter().map(|word| syllables_of(word)).sum();
    (u32::try_from(ends).unwrap(), u32::try_from(words.len()).unwrap(), syllables)
}

/// Groups of vowels; a silent `e` at the end does not count.
fn syllables_of(word: &str) -> u32 {
    let word: String = word.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
    let vowel = |letter: char| "aeiouy".contains(letter);
    let mut groups = 0;
    let mut before = false;
    for letter in word.chars() {
        groups += u32::from(vowel(letter) && !before);
        before = vowel(letter);
    }
    let silent = word.ends_with('e') && !word.ends_with("le") && groups > 1;
    (groups - u32::from(silent)).max(1)
}

#[test]
fn the_english_words_are_plain() {
    let l = L::new(Lang::En);
    let texts: Vec<(String, String)> = sentences().into_iter().map(|key| (l.t(&key), key)).collect();
    let grades: Vec<f64> = texts.iter().map(|(text, _)| grade(text)).collect();
    let mut hard: Vec<(f64, &str)> = Vec::new();
    for ((text, _), grade) in texts.iter().zip(&grades) {
        if *grade > 10.0 {
            hard.push((*grade, text));
        }
    }
    hard.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (grade, text) in &hard {
        println!("gloss grade {grade:.1}: {text}");
    }
    let whole: String = texts.iter().map(|(text, _)| format!("{text} ")).collect();
    println!("gloss grade of all {} sentences: {:.1}; {} above 10", texts.len(), grade(&whole), hard.len());
    assert!(grade(&whole) <= 7.0, "grade {:.1} as a whole", grade(&whole));
    assert!(hard.len() * 10 <= texts.len(), "{} of {} sentences are hard", hard.len(), texts.len());
}
