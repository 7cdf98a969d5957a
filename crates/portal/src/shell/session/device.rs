//! Which browser on which system, in two words out of the `User-Agent`: enough for a person to know her own
//! devices again, too little to know a person by.

use crate::ui::text::L;

/// What a browser's `User-Agent` holds, and its name; the first that fits. Those that pretend to be another
/// stand before it.
const BROWSERS: [(&str, &str, &str); 9] = [
    ("EdgA/", "edge", "Edge"),
    ("EdgiOS/", "edge", "Edge"),
    ("Edg/", "edge", "Edge"),
    ("OPR/", "opera", "Opera"),
    ("SamsungBrowser/", "samsung", "Samsung Internet"),
    ("Firefox/", "firefox", "Firefox"),
    ("FxiOS/", "firefox", "Firefox"),
    ("CriOS/", "chrome", "Chrome"),
    ("Chrome/", "chrome", "Chrome"),
];

/// What the `User-Agent` on a system holds, and its name; the first that fits.
const SYSTEMS: [(&str, &str, &str); 7] = [
    ("iPhone", "iphone", "iPhone"),
    ("iPad", "ipad", "iPad"),
    ("Android", "android", "Android"),
    ("Windows", "windows", "Windows"),
    ("CrOS", "chromeos", "ChromeOS"),
    ("Macintosh", "mac", "Mac"),
    ("Linux", "linux", "Linux"),
];

/// The tag that is kept, such as `chrome/android`; either word may be empty.
pub fn tag(agent: &str) -> String {
    let found = |table: &[(&str, &'static str, &str)]| {
        table.iter().find(|(holds, ..)| agent.contains(holds)).map(|(_, tag, _)| *tag)
    };
    let safari = || (agent.contains("Safari/") && agent.contains("Version/")).then_some("safari");
    let browser = found(&BROWSERS).or_else(safari).unwrap_or_default();
    format!("{browser}/{}", found(&SYSTEMS).unwrap_or_default())
}

/// The device of a tag, in the reader's language.
pub fn words(tag: &str, l: L) -> String {
    let (browser, system) = tag.split_once('/').unwrap_or_default();
    let name = |table: &[(&str, &str, &'static str)], tag: &str| {
        table.iter().find(|(_, known, _)| *known == tag).map(|(.., name)| *name)
    };
    let browser = name(&BROWSERS, browser).or((browser == "safari").then_some("Safari"));
    match (browser, name(&SYSTEMS, system)) {
        (Some(browser), Some(system)) => l.ta("device-both", &[("browser", browser), ("system", system)]),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => l.t("device-unknown"),
    }
}

/// The icon of a tag: a telephone for what is carried in the hand.
pub fn icon(tag: &str) -> &'static str {
    let phone = ["/iphone", "/ipad", "/android"].iter().any(|system| tag.ends_with(system));
    if phone { "phone" } else { "globe" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_told_in_two_words_and_nothing_else_is_kept() {
        let mozilla = "Mozilla/5.0";
        for (agent, expected) in [
            (
                "(Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36",
                "chrome/android",
            ),
            ("(iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "safari/iphone"),
            ("(iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/142.0 Mobile Safari/604.1", "chrome/iphone"),
            (
                "(Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0",
                "edge/windows",
            ),
            ("(Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "firefox/mac"),
            ("(X11; CrOS x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36", "chrome/chromeos"),
        ] {
            assert_eq!(tag(&format!("{mozilla} {agent}")), expected);
        }
        for nonsense in ["", "curl/8.0", "<script>alert(1)</script>", &"x".repeat(5_000)] {
            assert_eq!(tag(nonsense), "/", "{nonsense:.20}");
        }
    }

    #[test]
    fn a_device_reads_like_a_device() {
        let l = L::new(base::Lang::En);
        assert_eq!(words("chrome/android", l), "Chrome on Android");
        assert_eq!(words("safari/", l), "Safari");
        for unknown in ["", "/", "x", "netscape/beos", "a/b/c"] {
            assert_eq!(words(unknown, l), l.t("device-unknown"));
        }
        assert_eq!((icon("safari/iphone"), icon("chrome/windows")), ("phone", "globe"));
    }
}
