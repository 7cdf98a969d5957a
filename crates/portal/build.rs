//! Refuses to build without the stylesheet, script and icons that the pages are made of.

use std::path::Path;

fn main() {
    let dist = Path::new("assets/dist");
    println!("cargo:rerun-if-changed=assets/dist");
    // The texts are read by a macro at compile time, which notices changed files but not new ones.
    println!("cargo:rerun-if-changed=locales");
    for name in ["app.css", "more.css", "app.js", "sprite.svg", "more.svg", "favicon.svg"] {
        println!("cargo:rerun-if-changed=assets/dist/{name}");
        assert!(
            dist.join(name).is_file(),
            "crates/portal/assets/dist/{name} is missing; run: npm ci && npm run build in web/"
        );
    }
}
