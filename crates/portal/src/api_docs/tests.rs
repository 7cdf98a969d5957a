//! `/docs` has every route of the router with its fields, examples and errors, in four languages, for anyone.

use std::collections::BTreeSet;

use crate::shell::routes::Surface;
use crate::testing::TestApp;

#[tokio::test]
async fn every_route_has_its_place_with_an_anchor() {
    let app = TestApp::new().await;
    let page = app.anon(&app.one).get("/docs").await.expect(200).text();
    let mut routes = 0;
    for route in app.routes.iter().filter(|route| route.surface == Surface::Api) {
        assert!(page.contains(route.path), "{}", route.path);
        if route.path.starts_with("/v1/portal/") {
            let id = format!("{}{}", route.method.as_str().to_lowercase(), route.path.replace('/', "_"));
            let id = id.replace(['{', '}'], "");
            assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
            assert!(page.contains(&format!("href=\"#{id}\"")), "the contents lead to {id}");
            routes += 1;
        }
    }
    println!("docs: {routes} routes");
    for word in
        ["EHR_UNAVAILABLE", "needs_complete", "__Host-portico", "&quot;amount&quot;: 1234", "withheld"]
    {
        assert!(page.contains(word) || page.contains(&word.replace("&quot;", "&#34;")), "{word}");
    }
}

/// A field of a shape that the document has is on the page with its meaning.
#[tokio::test]
async fn every_field_is_there_with_its_meaning() {
    let app = TestApp::new().await;
    let anon = app.anon(&app.one);
    let document = anon.get("/openapi.json").await.expect(200).json();
    let page = anon.get("/docs").await.expect(200).text();
    let text: String = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut fields = 0;
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(page.contains(&format!("id=\"shape-{name}\"")), "{name}");
        for (field, one) in schema["properties"].as_object().into_iter().flatten() {
            let meaning = one["description"].as_str().unwrap_or_default();
            assert!(!meaning.is_empty(), "{name}.{field} says nothing");
            let first: Vec<&str> =
                meaning.split_whitespace().take_while(|word| word.chars().all(char::is_alphabetic)).collect();
            assert!(text.contains(&first.join(" ")), "{name}.{field}: {meaning}");
            fields += 1;
        }
    }
    println!("docs: {fields} fields");
}

#[tokio::test]
async fn headings_are_in_four_languages_and_the_rest_is_marked_as_english() {
    let app = TestApp::new().await;
    let mut titles = BTreeSet::new();
    for lang in ["en", "es", "zh", "vi"] {
        let reader = app.anon(&app.one).with("accept-language", lang);
        let page = reader.get("/docs").await.expect(200).text();
        titles.insert(page.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap().to_owned());
        assert_eq!(page.contains("<dl class=\"api-fields\" lang=\"en\">"), lang != "en", "{lang}");
    }
    assert_eq!(titles.len(), 4);
    // It is also a page of those who are signed in.
    let elena = app.patient(&app.one, "elena").await;
    elena.get("/docs").await.expect(200);
}
