//! What every page must be, whatever it shows (L01): one `h1`, unique ids, labelled inputs, a language, and
//! no inline code. Tests pass every page through it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::assets;

/// Where a page leads and what it loads: every local `href`, `src` and `action`, for the caller to resolve
/// against the routes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Targets of links, stylesheets, icons and `<use>`, without fragments.
    pub get: BTreeSet<String>,
    /// Targets of forms that post.
    pub post: BTreeSet<String>,
}

/// One start tag: its name and attributes as written.
struct Tag {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Asserts that a page is sound, and gives back where it leads.
///
/// # Panics
/// With every complaint at once, when it is not.
pub fn assert_page_is_sound(html: &str) -> Links {
    match check(html) {
        Ok(links) => links,
        Err(complaints) => panic!("the page is not sound:\n  {}\n", complaints.join("\n  ")),
    }
}

/// Checks a page; `Err` lists every complaint.
///
/// # Errors
/// When the page breaks a rule: each complaint names the rule and the place.
pub fn check(html: &str) -> Result<Links, Vec<String>> {
    let (document, shadows) = trees(html);
    let tags = start_tags(&document);
    let mut complaints = Vec::new();
    frame(html, &tags, &mut complaints);
    ids(&tags, &mut complaints);
    inputs(&tags, &mut complaints);
    code(html, &tags, &mut complaints);
    sheets(&tags, &mut complaints);
    let mut found = links(&tags, &mut complaints);
    for shadow in shadows {
        // What a streamed page shows until its parts have come: a tree with ids of its own.
        let tags = start_tags(shadow);
        ids(&tags, &mut complaints);
        inputs(&tags, &mut complaints);
        code(shadow, &tags, &mut complaints);
        let more = links(&tags, &mut complaints);
        found.get.extend(more.get);
        found.post.extend(more.post);
    }
    if complaints.is_empty() { Ok(found) } else { Err(complaints) }
}

/// The document without its shadow trees, and the shadow trees.
pub(crate) fn trees(html: &str) -> (String, Vec<&str>) {
    let (mut document, mut shadows, mut rest) = (String::new(), Vec::new(), html);
    while let Some((before, after)) = rest.split_once("<template shadowrootmode=\"open\">") {
        document.push_str(before);
        let (shadow, after) = after.split_once("</template>").unwrap_or((after, ""));
        shadows.push(shadow);
        rest = after;
    }
    document.push_str(rest);
    (document, shadows)
}

fn frame(html: &str, tags: &[Tag], complaints: &mut Vec<String>) {
    if !html.trim_start().to_ascii_lowercase().starts_with("<!doctype html>") {
        complaints.push("it does not begin with <!doctype html>".into());
    }
    for (name, what) in [("h1", "heading"), ("main", "main part"), ("title", "title")] {
        let count = tags.iter().filter(|tag| tag.name == name).count();
        if count != 1 {
            complaints.push(format!("it has {count} <{name}>: a page has one {what}"));
        }
    }
    if html.contains("<title></title>") || html.contains("<title> –") {
        complaints.push("its title is empty".into());
    }
    match tags.iter().find(|tag| tag.name == "html").and_then(|tag| tag.get("lang")) {
        Some("en" | "es" | "zh" | "vi") => {}
        other => complaints.push(format!("<html lang> is {other:?}")),
    }
    if let Some(at) = html.find('⟦') {
        let key: String = html[at..].chars().take(40).collect();
        complaints.push(format!("a text is missing: {key}"));
    }
    if tags.iter().any(|tag| tag.name == "html" && tag.get("data-theme").is_some())
        && !html.contains("class=\"skip\"")
    {
        complaints.push("it has no link to skip to the main part".into());
    }
}

fn ids(tags: &[Tag], complaints: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for id in tags.iter().filter_map(|tag| tag.get("id")) {
        if !seen.insert(id) {
            complaints.push(format!("id {id:?} stands twice"));
        }
    }
    for attribute in ["aria-labelledby", "aria-describedby", "for", "data-swap"] {
        for value in tags.iter().filter_map(|tag| tag.get(attribute)) {
            for id in value.split_whitespace().filter(|id| !seen.contains(id)) {
                complaints.push(format!("{attribute} points at {id:?}, which is not there"));
            }
        }
    }
    let fragments = tags.iter().filter_map(|tag| tag.get("href")?.strip_prefix('#'));
    for id in fragments.filter(|id| !seen.contains(id)) {
        complaints.push(format!("a link points at #{id}, which is not there"));
    }
}

fn inputs(tags: &[Tag], complaints: &mut Vec<String>) {
    let labelled: BTreeSet<&str> =
        tags.iter().filter(|tag| tag.name == "label").filter_map(|tag| tag.get("for")).collect();
    for tag in tags.iter().filter(|tag| matches!(tag.name.as_str(), "input" | "select" | "textarea")) {
        let hidden = matches!(tag.get("type"), Some("hidden" | "submit" | "button"));
        let named = tag.get("id").is_some_and(|id| labelled.contains(id))
            || tag.get("aria-label").is_some()
            || tag.get("aria-labelledby").is_some();
        if !hidden && !named {
            complaints.push(format!("<{} name={:?}> has no label", tag.name, tag.get("name")));
        }
    }
    for tag in tags.iter().filter(|tag| tag.name == "img" && tag.get("alt").is_none()) {
        complaints.push(format!("<img src={:?}> has no alt", tag.get("src")));
    }
}

fn code(html: &str, tags: &[Tag], complaints: &mut Vec<String>) {
    for tag in tags {
        for (name, value) in &tag.attributes {
            if name == "style" || (name.starts_with("on") && name.len() > 2) {
                complaints.push(format!("<{}> has inline code in {name}", tag.name));
            }
            if value.trim_start().to_ascii_lowercase().starts_with("javascript:") {
                complaints.push(format!("<{}> has script in {name}", tag.name));
            }
        }
        match (tag.name.as_str(), tag.get("src")) {
            ("style", _) => complaints.push("it has an inline <style>".into()),
            ("script", None) => complaints.push("it has an inline <script>".into()),
            _ => {}
        }
    }
    if html.contains("{{") || html.contains("{%") {
        complaints.push("template syntax is left over".into());
    }
}

/// Classes that stand in the second stylesheet alone.
static OF_MORE: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| &classes_of("more.css") - &classes_of("app.css"));

fn classes_of(sheet: &str) -> BTreeSet<String> {
    let file = assets::href(sheet).strip_prefix("/assets/").and_then(|file| assets::get(file, ""));
    let css = file.map(|file| String::from_utf8_lossy(&file.body).into_owned()).unwrap_or_default();
    let name = |rest: &str| -> String {
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
    };
    let names = css.split('.').skip(1).map(name);
    names.filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase())).collect()
}

/// A page that leaves the second stylesheet out, to be there sooner (P6), may show no part of it.
fn sheets(tags: &[Tag], complaints: &mut Vec<String>) {
    let loads = |sheet: &str| tags.iter().any(|tag| tag.get("href") == Some(assets::href(sheet)));
    if !loads("app.css") || loads("more.css") {
        return;
    }
    let named: BTreeSet<&str> =
        tags.iter().filter_map(|tag| tag.get("class")).flat_map(str::split_whitespace).collect();
    for class in named.into_iter().filter(|class| OF_MORE.contains(*class)) {
        complaints.push(format!("class {class:?} is in more.css, which the page does not load"));
    }
}

fn links(tags: &[Tag], complaints: &mut Vec<String>) -> Links {
    let mut links = Links::default();
    for tag in tags {
        let posts = tag.get("method").is_some_and(|method| method.eq_ignore_ascii_case("post"));
        for (name, value) in
            tag.attributes.iter().filter(|(name, _)| matches!(name.as_str(), "href" | "src" | "action"))
        {
            let path = value.split('#').next().unwrap_or_default();
            if value.starts_with('#') || value.starts_with("tel:") || value.starts_with("mailto:") {
                continue;
            }
            if !path.starts_with('/') || path.starts_with("//") {
                complaints.push(format!("<{} {name}={value:?}> is not a path on this host", tag.name));
            } else if name == "action" && posts {
                links.post.insert(path.to_owned());
            } else {
                links.get.insert(path.to_owned());
            }
        }
    }
    links
}

/// The start tags of a document that our own templates wrote: attributes are quoted, and the text holds no
/// raw `<`, because the template engine escapes it.
fn start_tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        rest = &rest[open + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (tag, after) = start_tag(rest);
            tags.push(tag);
            rest = after;
        }
    }
    tags
}

fn start_tag(text: &str) -> (Tag, &str) {
    let end = text.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(text.len());
    let mut tag = Tag { name: text[..end].to_ascii_lowercase(), attributes: Vec::new() };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return (tag, rest);
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, after);
        }
        let end =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let mut value = String::new();
        if let Some(quoted) = rest.strip_prefix("=\"") {
            let close = quoted.find('"').unwrap_or(quoted.len());
            value = unescape(&quoted[..close]);
            rest = quoted.get(close + 1..).unwrap_or("");
        }
        tag.attributes.push((name, value));
    }
}

/// Undoes the escaping of attribute values.
fn unescape(value: &str) -> String {
    let pairs =
        [("&#34;", "\""), ("&quot;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&lt;", "<"), ("&#62;", ">")];
    let text = pairs.iter().fold(value.to_owned(), |text, (from, to)| text.replace(from, to));
    text.replace("&gt;", ">").replace("&#38;", "&").replace("&amp;", "&")
}

#[cfg(test)]
#[path = "sound_tests.rs"]
mod tests;
