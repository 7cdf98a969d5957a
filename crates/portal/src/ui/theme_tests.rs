//! The sweep that proves the contrast of every theme for any brand colour (L01, WCAG 2.2 SC 1.4.3, 1.4.11).

use super::*;

fn luminance(colour: Oklch) -> f64 {
    let gamma = |c: f64| if c <= 0.0031308 { 12.92 * c } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 };
    // Rounded to what a screen shows: 8 bits a channel.
    let seen = |v: f64| linear((gamma(v.clamp(0.0, 1.0)) * 255.0).round() / 255.0);
    let [r, g, b] = to_linear_rgb(fit(colour)).map(seen);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(a: Oklch, b: Oklch) -> f64 {
    let (x, y) = (luminance(a), luminance(b));
    (x.max(y) + 0.05) / (x.min(y) + 0.05)
}

/// Foreground, background, lowest contrast allowed.
fn pairs(mode: Mode) -> Vec<(&'static str, &'static str, f64)> {
    let text = if mode == Mode::Contrast { 7.0 } else { 4.5 };
    let mut all = vec![
        ("ink", "canvas", 7.0),
        ("ink", "surface", 7.0),
        ("ink-2", "canvas", text),
        ("ink-2", "surface", text),
        ("ink-2", "sunken", text),
        ("ink-3", "canvas", text),
        ("ink-3", "sunken", 4.5),
        ("ink-3", "surface", text),
        ("ink-2", "brand-tint", text),
        ("ink-3", "brand-tint", 4.5),
        ("ink", "brand-tint-2", text),
        ("line-strong", "surface", 3.0),
        ("line-strong", "canvas", 3.0),
        ("on-brand", "brand-fill", text),
        ("on-brand", "brand-hover", text),
        ("brand-fill", "surface", 3.0),
        ("brand-fill", "canvas", 3.0),
        ("brand-ink", "surface", text),
        ("brand-ink", "canvas", text),
        ("brand-ink", "sunken", 4.5),
        ("brand-ink", "brand-tint", text),
        ("brand-ink", "brand-tint-2", 4.5),
        ("on-hero", "hero", 7.0),
        ("on-hero", "hero-2", 4.5),
        ("on-hero-2", "hero", text),
        ("on-hero-2", "hero-2", 4.5),
    ];
    for (ink, tint, fill) in [
        ("good-ink", "good-tint", "good-fill"),
        ("warn-ink", "warn-tint", "warn-fill"),
        ("bad-ink", "bad-tint", "bad-fill"),
        ("info-ink", "info-tint", "info-fill"),
    ] {
        all.extend([
            (ink, tint, text),
            (ink, "surface", text),
            (ink, "canvas", text),
            (fill, "surface", 3.0),
        ]);
        all.extend([("ink", tint, text), ("ink-2", tint, text)]);
    }
    all
}

#[test]
fn l01_contrast_holds_for_any_brand_colour() {
    let (mut checked, mut worst) = (0, f64::MAX);
    for mode in [Mode::Light, Mode::Dark, Mode::Contrast] {
        for step in 0..120 {
            let hue = f64::from(step) * 3.0;
            for chroma in [0.0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3] {
                let theme = roles(mode, chroma, hue);
                let find = |role: &str| theme.iter().find(|(name, _)| *name == role).unwrap().1;
                for (ink, ground, floor) in pairs(mode) {
                    let got = contrast(find(ink), find(ground));
                    checked += 1;
                    worst = worst.min(got / floor);
                    assert!(
                        got >= floor,
                        "{mode:?} hue {hue} chroma {chroma}: {ink} on {ground} is {got:.2}"
                    );
                }
            }
        }
    }
    assert_eq!(checked, 3 * 120 * 7 * 50);
    println!("theme: {checked} pairs, the worst is {worst:.3} of its floor");
}

#[test]
fn a_theme_is_whole_and_a_bad_colour_is_refused() {
    let css = stylesheet("#0E5F5c", Some("#e8a15c")).unwrap();
    for part in
        [":root,", "[data-theme=dark]", "[data-theme=contrast]", "[data-theme=auto]", "prefers-contrast"]
    {
        assert!(css.contains(part), "{part} is missing");
    }
    assert!(css.contains("--brand-fill:oklch(45% ") && css.contains("--spark:oklch(78% "));
    assert!(css.contains("--bad-ink:") && css.contains("--edge:currentColor"));
    assert!(!css.contains("NaN") && !css.contains('<'));
    for bad in ["", "#fff", "0e5f5c", "#0e5f5g", "#0e5f5c;}", "#é0e5f", "red"] {
        assert_eq!(stylesheet(bad, None), Err(NotAColour), "{bad:?}");
        assert_eq!(stylesheet("#0e5f5c", Some(bad)), Err(NotAColour), "{bad:?}");
    }
}

#[test]
fn numbers_are_short_and_keep_their_value() {
    let told = [(97.6, 1), (100.0, 1), (0.006, 4), (0.0, 4), (80.04, 1), (120.0, 1), (10.5, 1)];
    let short = told.map(|(number, decimals)| short(number, decimals));
    assert_eq!(short, ["97.6", "100", ".006", "0", "80", "120", "10.5"]);
}

#[test]
fn the_derivation_keeps_the_hue_of_the_clinic() {
    // Reference values of the design's own derivation for #0e5f5c and #3f3d9e.
    for (hex, hue) in [("#0e5f5c", 190.9), ("#3f3d9e", 278.5)] {
        let Oklch(_, _, h) = parse(hex).unwrap();
        assert!((h - hue).abs() < 0.1, "{hex}: {h}");
    }
}
