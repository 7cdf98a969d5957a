//! The files of `assets/dist`, embedded in the binary. Each is served under a name that holds the hash of its
//! content (`/assets/app.1f2e3d4c5b6a.css`), so that browsers may keep it for good.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/assets/dist"]
struct Dist;

/// One asset as it is served.
pub struct Asset {
    /// Its bytes.
    pub body: Cow<'static, [u8]>,
    /// Its media type.
    pub media_type: &'static str,
    /// How the bytes are compressed, as `Content-Encoding` says it.
    pub coding: Option<&'static str>,
}

/// What a hashed name may be kept for: a year, without asking again (RFC 8246).
pub const CACHE: &str = "public, max-age=31536000, immutable";

/// The forms in which the build left each file beside itself, the smallest first: coding and ending.
const CODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

static HREFS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let hashed = |name: &str| -> Option<(String, String)> {
        let file = Dist::get(name)?;
        let (stem, extension) = name.rsplit_once('.')?;
        let hash = hex::encode(&Sha256::digest(&file.data)[..6]);
        Some((name.to_owned(), format!("/assets/{stem}.{hash}.{extension}")))
    };
    let own = |name: &str| !CODINGS.iter().any(|(_, ending)| name.ends_with(ending));
    Dist::iter().filter(|name| own(name)).filter_map(|name| hashed(&name)).collect()
});

/// The icons of the first sprite, which Home loads; all others are in the second.
static ON_HOME: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let sprite = Dist::get("sprite.svg").map(|file| file.data).unwrap_or_default();
    let symbols = String::from_utf8_lossy(&sprite);
    let names = symbols.split("id=\"i-").skip(1).filter_map(|rest| rest.split('"').next());
    names.map(str::to_owned).collect()
});

/// Where `name` (as in `assets/dist`) is served.
///
/// # Panics
/// When there is no such file. The names are written in our own templates, and `build.rs` refuses to build
/// without the files.
pub fn href(name: &str) -> &'static str {
    match HREFS.get(name) {
        Some(href) => href,
        None => panic!("assets/dist/{name} is missing; run: npm ci && npm run build in web/"),
    }
}

/// Where one icon is served, for `<use href>`.
pub fn icon(name: &str) -> String {
    let sprite = if ON_HOME.contains(name) { "sprite.svg" } else { "more.svg" };
    format!("{}#i-{name}", href(sprite))
}

/// The asset whose hashed file name was asked for (`app.1f2e3d4c5b6a.css`), in the smallest form that
/// `accepted` (an `Accept-Encoding`) allows; `None` for any other name.
pub fn get(file_name: &str, accepted: &str) -> Option<Asset> {
    let (name, _) = HREFS.iter().find(|(_, href)| href.strip_prefix("/assets/") == Some(file_name))?;
    let media_type = media_type(name);
    let packed = CODINGS.iter().filter(|(coding, _)| accepts(accepted, coding));
    let mut packed =
        packed.filter_map(|(coding, ending)| Some((*coding, Dist::get(&format!("{name}{ending}"))?)));
    if let Some((coding, file)) = packed.next() {
        return Some(Asset { body: file.data, media_type, coding: Some(coding) });
    }
    Some(Asset { body: Dist::get(name)?.data, media_type, coding: None })
}

/// Whether an `Accept-Encoding` names a coding, and not to refuse it (RFC 9110 §12.5.3).
fn accepts(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map(str::parse::<f32>);
        named && !matches!(weight, Some(Ok(0.0) | Err(_)))
    })
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> &'static str {
        href(name).strip_prefix("/assets/").unwrap()
    }

    #[test]
    fn an_asset_is_found_under_its_hashed_name_only() {
        let asset = get(file("app.css"), "").unwrap();
        assert_eq!((asset.media_type, asset.coding), ("text/css; charset=utf-8", None));
        assert!(asset.body.len() > 1_000);
        for other in ["app.css", "../Cargo.toml", "app.000000000000.css", "app.css.br"] {
            assert!(get(other, "").is_none(), "{other}: only a hashed name may be cached for good");
        }
        let packed = format!("{}.br", file("app.css"));
        assert!(get(&packed, "br").is_none());
    }

    #[test]
    fn an_asset_comes_in_the_smallest_form_that_is_wanted() {
        let form = |accepted: &str| get(file("app.css"), accepted).unwrap();
        for (accepted, coding) in [
            ("gzip, deflate, br, zstd", Some("br")),
            ("GZIP;q=0.5", Some("gzip")),
            ("br;q=0, gzip;q=1.0", Some("gzip")),
            ("br;q=0.000", None),
            ("br;q=many", None),
            ("brotli, x-gzip, *", None),
            ("identity", None),
        ] {
            assert_eq!(form(accepted).coding, coding, "{accepted}");
        }
        let sizes = ["br", "gzip", ""].map(|accepted| form(accepted).body.len());
        assert!(sizes.is_sorted() && sizes[1] * 2 < sizes[2], "{sizes:?}");
    }

    #[test]
    fn every_icon_that_a_template_names_is_where_it_leads() {
        for sample in crate::ui::gallery::samples(base::Lang::En, crate::ui::page::Theme::Light) {
            for part in sample.html.split("<use href=\"/assets/").skip(1) {
                let (file, name) = part.split('"').next().unwrap_or_default().split_once("#i-").unwrap();
                let sprite = get(file, "").unwrap_or_else(|| panic!("{}: no sprite {file:?}", sample.name));
                let sprite = String::from_utf8(sprite.body.into_owned()).unwrap();
                let symbol = format!("id=\"i-{name}\"");
                assert!(sprite.contains(&symbol), "{}: no icon {name:?} in {file}", sample.name);
            }
        }
    }
}
