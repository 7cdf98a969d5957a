//! The organisation's theme as a stylesheet of CSS custom properties: one brand colour in, every role out.
//!
//! The colour is taken to OKLCH; its hue and its capped chroma are kept, its lightness is thrown away. Every
//! role has a fixed lightness, so that contrast is a property of the role and not of the clinic's taste
//! (WCAG 2.2 AA, L01). Neutrals and meanings (good, warn, bad, info) are fixed: a clinic cannot recolour
//! danger.

use std::fmt::Write as _;

/// A colour in OKLCH: lightness 0 to 1, chroma, hue in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Oklch(pub f64, pub f64, pub f64);

/// One appearance. `Auto` is not one: the device chooses among these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Light,
    Dark,
    Contrast,
}

/// Why a brand colour is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a colour: write it as #rrggbb")]
pub struct NotAColour;

/// Checks that a text is a colour of the form `#rrggbb`.
///
/// # Errors
/// On any other form.
pub fn check(hex: &str) -> Result<(), NotAColour> {
    parse(hex).map(|_| ())
}

/// The whole theme of an organisation, to be answered as `/theme.css`.
///
/// # Errors
/// When a colour is not of the form `#rrggbb`.
pub fn stylesheet(brand_hex: &str, spark_hex: Option<&str>) -> Result<String, NotAColour> {
    let brand = parse(brand_hex)?;
    let spark = spark_hex.map(parse).transpose()?.unwrap_or(SPARK);
    let mut css = String::with_capacity(8_192);
    block(&mut css, ":root,[data-theme=light]", Mode::Light, brand, spark);
    block(&mut css, "[data-theme=dark]", Mode::Dark, brand, spark);
    block(&mut css, "[data-theme=contrast]", Mode::Contrast, brand, spark);
    for (question, mode) in
        [("prefers-color-scheme:dark", Mode::Dark), ("prefers-contrast:more", Mode::Contrast)]
    {
        let _ = writeln!(css, "@media ({question}){{");
        block(&mut css, "[data-theme=auto]", mode, brand, spark);
        css.push_str("}\n");
    }
    Ok(css)
}

/// The sun in the arch when the clinic has named no second colour.
const SPARK: Oklch = Oklch(0.78, 0.1, 65.0);

fn block(css: &mut String, selector: &str, mode: Mode, brand: Oklch, spark: Oklch) {
    // Writing to a String cannot fail.
    let _ = write!(css, "{selector}{{");
    css.push_str(match mode {
        Mode::Light => LIGHT,
        Mode::Dark => DARK,
        Mode::Contrast => CONTRAST,
    });
    let spark_lightness = if mode == Mode::Light { 0.78 } else { 0.8 };
    let spark = ("spark", Oklch(spark_lightness, spark.1.min(0.14), spark.2));
    for (role, colour) in roles(mode, brand.1, brand.2).into_iter().chain([spark]) {
        let Oklch(l, c, h) = fit(colour);
        let _ = write!(css, "--{role}:oklch({}% {} {});", short(l * 100.0, 1), short(c, 4), short(h, 1));
    }
    css.push_str("}\n");
}

/// A number in as few letters as CSS allows: `97.6`, `.006`, `80`.
fn short(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    let text = text.strip_prefix('0').filter(|rest| rest.starts_with('.')).unwrap_or(text);
    text.to_owned()
}

/// What a theme changes besides colours: shadows, rule widths, and the edges that high contrast adds.
const LIGHT: &str = "color-scheme:light;--rule:1px;--border:1px;--focus:3px;--edge:transparent;--chosen:none;\
    --e-1:0 1px 2px oklch(30% .02 60/.05),0 2px 8px -2px oklch(30% .02 60/.04);\
    --e-2:0 2px 4px oklch(30% .02 60/.05),0 16px 32px -12px oklch(30% .02 60/.16);";
const DARK: &str = "color-scheme:dark;--rule:1px;--border:1px;--focus:3px;--edge:transparent;--chosen:none;\
    --e-1:none;--e-2:0 16px 32px -12px oklch(0% 0 0/.6);";
const CONTRAST: &str = "color-scheme:light;--rule:2px;--border:2px;--focus:4px;--edge:currentColor;\
    --chosen:inset 0 0 0 2px var(--brand-fill);--e-1:none;--e-2:none;";

/// Every colour role of one appearance, for a brand of chroma `c` and hue `h`.
pub(crate) fn roles(mode: Mode, c: f64, h: f64) -> Vec<(&'static str, Oklch)> {
    let mut all = neutrals(mode);
    for (names, hue, chroma) in [
        (["good-ink", "good-fill", "good-tint", "good-line"], 155.0, 0.1),
        (
            ["warn-ink", "warn-fill", "warn-tint", "warn-line"],
            if mode == Mode::Dark { 75.0 } else { 65.0 },
            0.1,
        ),
        (["bad-ink", "bad-fill", "bad-tint", "bad-line"], 25.0, if mode == Mode::Dark { 0.13 } else { 0.15 }),
        (["info-ink", "info-fill", "info-tint", "info-line"], 245.0, 0.1),
    ] {
        all.extend(names.into_iter().zip(meaning(mode, hue, chroma)));
    }
    all.extend(match mode {
        Mode::Light => light_brand(c, h),
        Mode::Dark => dark_brand(c, h),
        Mode::Contrast => contrast_brand(c, h),
    });
    all
}

/// The warm hue of every neutral.
const WARM: f64 = 80.0;

fn neutrals(mode: Mode) -> Vec<(&'static str, Oklch)> {
    let names = ["canvas", "surface", "sunken", "line", "line-strong", "ink", "ink-2", "ink-3"];
    let colours = match mode {
        Mode::Light => [
            Oklch(0.976, 0.006, WARM),
            Oklch(0.998, 0.0015, WARM),
            Oklch(0.957, 0.007, WARM),
            Oklch(0.908, 0.008, WARM),
            Oklch(0.6, 0.012, WARM),
            Oklch(0.245, 0.014, 60.0),
            Oklch(0.415, 0.014, 60.0),
            Oklch(0.5, 0.013, 60.0),
        ],
        Mode::Dark => [
            Oklch(0.19, 0.004, 50.0),
            Oklch(0.235, 0.005, 50.0),
            Oklch(0.17, 0.004, 50.0),
            Oklch(0.335, 0.006, 50.0),
            Oklch(0.6, 0.008, 50.0),
            Oklch(0.945, 0.006, WARM),
            Oklch(0.83, 0.008, WARM),
            Oklch(0.735, 0.01, WARM),
        ],
        Mode::Contrast => [1.0, 1.0, 0.97, 0.35, 0.2, 0.12, 0.2, 0.3].map(|l| Oklch(l, 0.0, 0.0)),
    };
    names.into_iter().zip(colours).collect()
}

/// Ink, fill, tint and line of one meaning.
fn meaning(mode: Mode, h: f64, c: f64) -> [Oklch; 4] {
    match mode {
        Mode::Light => [Oklch(0.43, c, h), Oklch(0.5, c, h), Oklch(0.96, 0.022, h), Oklch(0.86, 0.05, h)],
        Mode::Dark => [
            Oklch(0.84, c.min(0.1), h),
            Oklch(0.72, c.min(0.12), h),
            Oklch(0.285, 0.035, h),
            Oklch(0.42, 0.05, h),
        ],
        Mode::Contrast => [Oklch(0.34, c, h), Oklch(0.38, c, h), Oklch(1.0, 0.0, h), Oklch(0.34, c, h)],
    }
}

fn light_brand(c: f64, h: f64) -> Vec<(&'static str, Oklch)> {
    vec![
        ("brand-fill", Oklch(0.45, c.min(0.15), h)),
        ("brand-hover", Oklch(0.39, c.min(0.14), h)),
        ("on-brand", Oklch(0.995, 0.004, h)),
        ("brand-ink", Oklch(0.42, c.min(0.14), h)),
        ("brand-tint", Oklch(0.957, (c * 0.25).min(0.022), h)),
        ("brand-tint-2", Oklch(0.925, (c * 0.45).min(0.04), h)),
        ("brand-line", Oklch(0.83, (c * 0.7).min(0.065), h)),
        ("hero", Oklch(0.345, (c * 0.8).min(0.11), h)),
        ("hero-2", Oklch(0.4, (c * 0.9).min(0.12), h)),
        ("hero-arch", Oklch(0.52, c.min(0.12), h)),
        ("on-hero", Oklch(0.985, 0.008, h)),
        ("on-hero-2", Oklch(0.9, (c * 0.4).min(0.03), h)),
    ]
}

fn dark_brand(c: f64, h: f64) -> Vec<(&'static str, Oklch)> {
    vec![
        ("brand-fill", Oklch(0.8, c.min(0.1), h)),
        ("brand-hover", Oklch(0.86, c.min(0.09), h)),
        ("on-brand", Oklch(0.19, (c * 0.4).min(0.03), h)),
        ("brand-ink", Oklch(0.84, c.min(0.09), h)),
        ("brand-tint", Oklch(0.29, (c * 0.5).min(0.04), h)),
        ("brand-tint-2", Oklch(0.34, (c * 0.6).min(0.05), h)),
        ("brand-line", Oklch(0.44, (c * 0.7).min(0.06), h)),
        ("hero", Oklch(0.3, (c * 0.7).min(0.075), h)),
        ("hero-2", Oklch(0.345, (c * 0.8).min(0.085), h)),
        ("hero-arch", Oklch(0.5, c.min(0.1), h)),
        ("on-hero", Oklch(0.97, 0.008, h)),
        ("on-hero-2", Oklch(0.87, (c * 0.4).min(0.03), h)),
    ]
}

fn contrast_brand(c: f64, h: f64) -> Vec<(&'static str, Oklch)> {
    vec![
        ("brand-fill", Oklch(0.33, c.min(0.13), h)),
        ("brand-hover", Oklch(0.2, c.min(0.08), h)),
        ("on-brand", Oklch(1.0, 0.0, 0.0)),
        ("brand-ink", Oklch(0.33, c.min(0.13), h)),
        ("brand-tint", Oklch(1.0, 0.0, 0.0)),
        ("brand-tint-2", Oklch(0.96, 0.01, h)),
        ("brand-line", Oklch(0.33, c.min(0.13), h)),
        ("hero", Oklch(0.22, (c * 0.7).min(0.06), h)),
        ("hero-2", Oklch(0.22, (c * 0.7).min(0.06), h)),
        ("hero-arch", Oklch(0.45, c.min(0.1), h)),
        ("on-hero", Oklch(1.0, 0.0, 0.0)),
        ("on-hero-2", Oklch(0.97, 0.0, h)),
    ]
}

fn parse(hex: &str) -> Result<Oklch, NotAColour> {
    let digits = hex.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()));
    let number = u32::from_str_radix(digits.ok_or(NotAColour)?, 16).map_err(|_| NotAColour)?;
    let [r, g, b] = [16, 8, 0].map(|shift| linear(f64::from((number >> shift) & 0xff) / 255.0));
    Ok(to_oklch(r, g, b))
}

fn linear(c: f64) -> f64 {
    if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

/// Björn Ottosson's OKLab matrices, as in CSS Color 4 §17.
fn to_oklch(r: f64, g: f64, b: f64) -> Oklch {
    let l = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b).cbrt();
    let m = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b).cbrt();
    let s = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b).cbrt();
    let lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
    let a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
    let b = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
    Oklch(lightness, a.hypot(b), b.atan2(a).to_degrees().rem_euclid(360.0))
}

pub(crate) fn to_linear_rgb(Oklch(lightness, c, h): Oklch) -> [f64; 3] {
    let (a, b) = (c * h.to_radians().cos(), c * h.to_radians().sin());
    let l = (lightness + 0.3963377774 * a + 0.2158037573 * b).powi(3);
    let m = (lightness - 0.1055613458 * a - 0.0638541728 * b).powi(3);
    let s = (lightness - 0.0894841775 * a - 1.291485548 * b).powi(3);
    [
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
    ]
}

/// Lowers the chroma until the colour can be shown in sRGB.
pub(crate) fn fit(colour: Oklch) -> Oklch {
    let Oklch(l, mut c, h) = colour;
    let shown = |c: f64| to_linear_rgb(Oklch(l, c, h)).iter().all(|v| (-1e-4..=1.0001).contains(v));
    while c > 0.0 && !shown(c) {
        c = (c - 0.002).max(0.0);
    }
    Oklch(l, c, h)
}

#[cfg(test)]
#[path = "theme_tests.rs"]
mod tests;
