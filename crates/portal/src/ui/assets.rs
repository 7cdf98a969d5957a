//! The files of `assets/dist`, embedded in the binary. Each is served under a name that holds the hash of its
//! content (`/assets/app.1f2e3d4c5b6a.css`), so that browsers may keep it for good.

use std::borrow::Cow;
use std::collections::BTreeMap;
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
}

/// What a hashed name may be kept for: a year, without asking again (RFC 8246).
pub const CACHE: &str = "public, max-age=31536000, immutable";

static HREFS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let hashed = |name: &str| -> Option<(String, String)> {
        let file = Dist::get(name)?;
        let (stem, extension) = name.rsplit_once('.')?;
        let hash = hex::encode(&Sha256::digest(&file.data)[..6]);
        Some((name.to_owned(), format!("/assets/{stem}.{hash}.{extension}")))
    };
    Dist::iter().filter_map(|name| hashed(&name)).collect()
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

/// Where one icon of the sprite is served, for `<use href>`.
pub fn icon(name: &str) -> String {
    format!("{}#i-{name}", href("sprite.svg"))
}

/// The asset whose hashed file name was asked for (`app.1f2e3d4c5b6a.css`); `None` for any other name.
pub fn get(file_name: &str) -> Option<Asset> {
    let (name, _) = HREFS.iter().find(|(_, href)| href.strip_prefix("/assets/") == Some(file_name))?;
    let file = Dist::get(name)?;
    Some(Asset { body: file.data, media_type: media_type(name) })
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

    #[test]
    fn an_asset_is_found_under_its_hashed_name_only() {
        let path = href("app.css");
        let name = path.strip_prefix("/assets/").unwrap();
        let asset = get(name).unwrap();
        assert_eq!(asset.media_type, "text/css; charset=utf-8");
        assert!(asset.body.len() > 1_000);
        assert!(get("app.css").is_none(), "an unhashed name must not be cached for good");
        assert!(get("../Cargo.toml").is_none());
        assert!(get("app.000000000000.css").is_none());
    }

    #[test]
    fn the_stylesheet_keeps_to_its_budget() {
        let css = get(href("app.css").strip_prefix("/assets/").unwrap()).unwrap();
        assert!(css.body.len() < 90_000, "app.css is {} bytes", css.body.len());
    }

    #[test]
    fn every_icon_that_a_template_names_is_in_the_sprite() {
        let sprite = get(href("sprite.svg").strip_prefix("/assets/").unwrap()).unwrap();
        let sprite = String::from_utf8(sprite.body.into_owned()).unwrap();
        for sample in crate::ui::gallery::samples(base::Lang::En, crate::ui::page::Theme::Light) {
            for part in sample.html.split("#i-").skip(1) {
                let name = part.split('"').next().unwrap_or_default();
                let symbol = format!("id=\"i-{name}\"");
                assert!(sprite.contains(&symbol), "{}: no icon {name:?}", sample.name);
            }
        }
    }
}
