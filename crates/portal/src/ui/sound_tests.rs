//! Each rule of `assert_page_is_sound` is broken once and must be noticed; every gallery page must pass.

use super::*;

const SOUND: &str = "<!doctype html><html lang=\"en\"><head><title>A</title></head><body>\
    <main id=\"main\"><h1>A</h1><a href=\"/help#x\">h</a><form method=\"post\" action=\"/go\">\
    <label for=\"a\">A</label><input id=\"a\"></form></main></body></html>";

#[test]
fn a_sound_page_gives_back_where_it_leads() {
    let links = assert_page_is_sound(SOUND);
    assert_eq!(links.get, BTreeSet::from(["/help".to_owned()]));
    assert_eq!(links.post, BTreeSet::from(["/go".to_owned()]));
}

#[test]
fn a_page_without_the_second_stylesheet_shows_no_part_of_it() {
    let page = |sheets: &[&str], class: &str| {
        let link = |name: &&str| format!("<link rel=\"stylesheet\" href=\"{}\">", assets::href(name));
        let links: String = sheets.iter().map(link).collect();
        let page = SOUND.replace("<title>", &format!("{links}<title>"));
        check(&page.replace("<h1>", &format!("<h1 class=\"lead {class}\">")))
    };
    for class in ["rx", "find", "input", "c-band"] {
        page(&["app.css", "more.css"], class).unwrap();
        let complaints = page(&["app.css"], class).unwrap_err();
        assert!(complaints[0].contains(&format!("{class:?} is in more.css")), "{complaints:?}");
    }
    for class in ["summary", "btn", "hero"] {
        page(&["app.css"], class).unwrap();
    }
}

#[test]
fn every_rule_notices_its_breach() {
    for (from, to, complaint) in [
        ("<!doctype html>", "", "doctype"),
        ("<h1>A</h1>", "", "0 <h1>"),
        ("<h1>A</h1>", "<h1>A</h1><h1>B</h1>", "2 <h1>"),
        ("lang=\"en\"", "lang=\"xx\"", "lang"),
        ("<h1>A", "<h1>⟦missing-key⟧", "a text is missing"),
        ("id=\"a\"", "id=\"main\"", "stands twice"),
        ("for=\"a\"", "for=\"b\"", "which is not there"),
        ("<label for=\"a\">A</label>", "", "has no label"),
        ("<h1>", "<h1 style=\"color:red\">", "inline code"),
        ("<h1>", "<h1 onclick=\"x()\">", "inline code"),
        ("</main>", "<script>x()</script></main>", "inline <script>"),
        ("</main>", "<style>a{}</style></main>", "inline <style>"),
        ("/help#x", "javascript:x()", "script in href"),
        ("/help#x", "https://elsewhere.example/", "not a path on this host"),
        ("/help#x", "//elsewhere.example/", "not a path on this host"),
        ("/help#x", "#nowhere", "which is not there"),
        ("</main>", "<img src=\"/x\"></main>", "has no alt"),
    ] {
        let broken = SOUND.replacen(from, to, 1);
        assert_ne!(broken, SOUND, "{from:?} is not in the sample");
        let complaints = check(&broken).unwrap_err().join("; ");
        assert!(complaints.contains(complaint), "{to:?} was answered with: {complaints}");
    }
}

#[test]
fn l01_every_gallery_page_is_sound_in_every_language_and_theme() {
    let mut pages = 0;
    for lang in base::Lang::ALL {
        for theme in crate::ui::page::Theme::ALL {
            for sample in crate::ui::gallery::samples(lang, theme) {
                let complaints = check(&sample.html).err().unwrap_or_default();
                assert!(complaints.is_empty(), "{} {lang:?} {theme:?}: {complaints:#?}", sample.name);
                pages += 1;
            }
        }
    }
    assert!(pages >= 16 * 30, "only {pages} gallery pages");
}
