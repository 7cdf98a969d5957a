//! Which addresses a request may go to: those on the base's origin and below the base, and no others. A
//! bearer and a tenant header go with every request, so this is where they are kept from other hosts.

use url::Url;

/// The service base, and the only maker of request addresses.
#[derive(Clone, Debug)]
pub(super) struct Base {
    /// Ends in a slash, so that joining stays below it.
    root: Url,
}

/// A link that leaves the base.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Foreign;

impl Base {
    /// Takes a checked base URL, with or without its final slash.
    pub(super) fn new(mut url: Url) -> Self {
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Self { root: url }
    }

    /// The address of `segments` below the base, each one a single path segment whatever it contains.
    pub(super) fn at(&self, segments: &[&str], query: &[(&str, &str)]) -> Url {
        let mut url = self.root.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// Resolves a `next` link seen on `page`. Absolute links are taken as they are; `?…` belongs to the page;
    /// every other relative link is relative to the service base, with or without a leading slash, because
    /// servers that stand at the root of their host (Canvas) write `/Observation?…` and mean the base.
    ///
    /// # Errors
    /// [`Foreign`] when the result is on another origin, or on this one but not below the base.
    pub(super) fn follow(&self, page: &Url, link: &str) -> Result<Url, Foreign> {
        let resolved = match Url::parse(link) {
            Ok(absolute) => absolute,
            Err(_) if link.starts_with('?') => page.join(link).map_err(|_| Foreign)?,
            // `//host/path` names another host.
            Err(_) if link.starts_with("//") => return Err(Foreign),
            Err(_) if link.starts_with(self.root.path()) => self.root.join(link).map_err(|_| Foreign)?,
            Err(_) => self.root.join(&format!("./{}", link.trim_start_matches('/'))).map_err(|_| Foreign)?,
        };
        if self.holds(&resolved) { Ok(resolved) } else { Err(Foreign) }
    }

    /// What follows the base in the path of an address below it.
    pub(super) fn rest<'a>(&self, url: &'a Url) -> Option<&'a str> {
        url.path().strip_prefix(self.root.path())
    }

    fn holds(&self, url: &Url) -> bool {
        let root = self.root.path();
        url.origin() == self.root.origin()
            && url.username().is_empty()
            && url.password().is_none()
            // Some servers page at the base itself (`[base]?_getpages=…`).
            && (url.path().starts_with(root) || url.path() == root.trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(url: &str) -> Base {
        Base::new(Url::parse(url).unwrap())
    }

    fn followed(base_url: &str, link: &str) -> Option<String> {
        let base = base(base_url);
        let page = base.at(&["Observation"], &[("patient", "Patient/1")]);
        base.follow(&page, link).ok().map(String::from)
    }

    #[test]
    fn relative_links_stay_below_the_base_whatever_their_form() {
        let want = Some("http://ehr.example/canvas/one/Observation?_offset=10".to_owned());
        for link in [
            "/Observation?_offset=10",
            "Observation?_offset=10",
            "?_offset=10",
            "/canvas/one/Observation?_offset=10",
            "http://ehr.example/canvas/one/Observation?_offset=10",
        ] {
            assert_eq!(followed("http://ehr.example/canvas/one", link), want, "{link}");
        }
        assert_eq!(
            followed("https://ehr.example", "/Observation?_offset=10").as_deref(),
            Some("https://ehr.example/Observation?_offset=10")
        );
        assert_eq!(
            followed("https://ehr.example/fhir", "https://ehr.example/fhir?_getpages=7").as_deref(),
            Some("https://ehr.example/fhir?_getpages=7")
        );
    }

    #[test]
    fn links_to_anywhere_else_are_foreign() {
        for link in [
            "http://evil.example/canvas/one/Observation",
            "https://ehr.example/canvas/one/Observation",
            "http://ehr.example:81/canvas/one/Observation",
            "http://user@ehr.example/canvas/one/Observation",
            "http://ehr.example/canvas/two/Observation",
            "http://ehr.example/canvas/one-more/Observation",
            "//evil.example/canvas/one/Observation",
            "///evil.example/Observation",
            "/../two/Observation",
            "..%2ftwo/../../two/Observation",
            "%2e%2e/two/Observation",
            "javascript:alert(1)",
            "/canvas/one/../two/Observation",
            "\\\\evil.example/Observation",
        ] {
            let got = followed("http://ehr.example/canvas/one", link);
            assert!(
                got.as_deref().is_none_or(|url| url.starts_with("http://ehr.example/canvas/one/")),
                "{link} became {got:?}"
            );
        }
        assert_eq!(followed("http://ehr.example/canvas/one", "//evil.example/canvas/one/Observation"), None);
        assert_eq!(followed("http://ehr.example/canvas/one", "%2e%2e/two/Observation"), None);
    }

    #[test]
    fn segments_cannot_climb() {
        let url = base("http://ehr.example/fhir/").at(&["Patient", "a/../../b?c#d"], &[]);
        assert_eq!(url.as_str(), "http://ehr.example/fhir/Patient/a%2F..%2F..%2Fb%3Fc%23d");
    }
}
