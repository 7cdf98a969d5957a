//! Where an attachment may be read, and where a redirect may lead (SSRF: a document names addresses, and a
//! document may come from anybody).
//!
//! - `Binary/{id}`, with or without a version, relative or absolute below the EHR's base.
//! - For Canvas also an address below the base that is this very resource's own (`DocumentReference/{its
//!   id}/…`) or no resource's at all: an attachment must not become a way to read another chart with our
//!   bearer.
//! - No other address: another host, another path of the EHR's host, anything with a query.
//!
//! A redirect is followed once, and only when the EHR itself answered it: to `https` (or `http` when the EHR
//! itself is spoken to in `http`), without credentials in the address, to the EHR's own host name or to a
//! public network address. Loopback, link-local and private addresses are refused, also when a name leads
//! there; see [`crate::http::outside`].

use base::FhirId;
use url::{Host, Url};

use crate::ehr::links::Base;
use crate::ehr::{Dialect, EhrError};
use crate::http::is_public;

/// The resource that an attachment belongs to.
pub(super) type Holder<'a> = (&'a str, &'a FhirId);

/// A place to read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A Binary: bytes, or a resource in JSON, or a redirect.
    Binary(Url, FhirId),
    /// Canvas's own: bytes, or a redirect.
    Attachment(Url),
}

impl Place {
    /// The place that an attachment's `url` names.
    ///
    /// # Errors
    /// [`EhrError::ForeignAddress`] for any that is not to be read.
    pub(super) fn of(
        base: &Base,
        dialect: Dialect,
        address: &str,
        (kind, own): Holder,
    ) -> Result<Self, EhrError> {
        let url = base.follow(&base.at(&[], &[]), address).map_err(|_| EhrError::ForeignAddress)?;
        if url.query().is_some() || url.fragment().is_some() || url.path().contains(['%', '\\']) {
            return Err(EhrError::ForeignAddress);
        }
        let path = base.rest(&url).ok_or(EhrError::ForeignAddress)?;
        let segments: Vec<&str> = path.split('/').collect();
        let id = |text: &str| FhirId::parse(text).map_err(|_| EhrError::ForeignAddress);
        match segments.as_slice() {
            ["Binary", binary] => Ok(Self::Binary(url.clone(), id(binary)?)),
            ["Binary", binary, "_history", version] => {
                id(version)?;
                Ok(Self::Binary(url.clone(), id(binary)?))
            }
            [first, second, _, ..] if dialect == Dialect::Canvas => {
                let resource = fhir::reference::is_type_name(first) && first.starts_with(char::is_uppercase);
                let its_own = *first == kind && *second == own.as_str();
                let allowed = !resource || its_own;
                if allowed { Ok(Self::Attachment(url)) } else { Err(EhrError::ForeignAddress) }
            }
            _ => Err(EhrError::ForeignAddress),
        }
    }
}

/// Where a redirect leads.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Elsewhere {
    /// The EHR's own host, whatever the port.
    Own(Url),
    /// A public host.
    Public(Url),
}

/// Judges the target of a redirect that the EHR answered at `asked`.
///
/// # Errors
/// [`EhrError::ForeignAddress`] for a target that is not to be asked.
pub(super) fn redirected(base: &Base, asked: &Url, location: &str) -> Result<Elsewhere, EhrError> {
    let mut url = asked.join(location).map_err(|_| EhrError::ForeignAddress)?;
    url.set_fragment(None);
    let own = base.at(&[], &[]);
    let spoken = url.scheme() == "https" || url.scheme() == "http" && own.scheme() == "http";
    if !spoken || !url.username().is_empty() || url.password().is_some() {
        return Err(EhrError::ForeignAddress);
    }
    if url.host() == own.host() {
        return Ok(Elsewhere::Own(url));
    }
    let public = match url.host() {
        Some(Host::Ipv4(address)) => is_public(address.into()),
        Some(Host::Ipv6(address)) => is_public(address.into()),
        // Where the name leads is seen, and judged, when it is asked.
        Some(Host::Domain(_)) => true,
        None => false,
    };
    if public { Ok(Elsewhere::Public(url)) } else { Err(EhrError::ForeignAddress) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(base: &str, dialect: Dialect, address: &str) -> Option<String> {
        let base = Base::new(Url::parse(base).unwrap());
        let own = FhirId::parse("doc-1").unwrap();
        match Place::of(&base, dialect, address, ("DocumentReference", &own)) {
            Ok(Place::Binary(url, id)) => Some(format!("{id} {url}")),
            Ok(Place::Attachment(url)) => Some(url.into()),
            Err(error) => {
                assert_eq!(error, EhrError::ForeignAddress);
                None
            }
        }
    }

    #[test]
    fn only_a_binary_of_the_ehr_itself_is_read() {
        let base = "https://ehr.example/fhir";
        let want = Some("b1 https://ehr.example/fhir/Binary/b1".to_owned());
        for address in ["Binary/b1", "/Binary/b1", "/fhir/Binary/b1", "https://ehr.example/fhir/Binary/b1"] {
            assert_eq!(of(base, Dialect::Fhir, address), want, "{address}");
        }
        let versioned = of(base, Dialect::Fhir, "Binary/b1/_history/2");
        assert_eq!(versioned.as_deref(), Some("b1 https://ehr.example/fhir/Binary/b1/_history/2"));
        for address in [
            "https://evil.example/fhir/Binary/b1",
            "http://ehr.example/fhir/Binary/b1",
            "https://ehr.example:8443/fhir/Binary/b1",
            "https://ehr.example/other/Binary/b1",
            "https://u:p@ehr.example/fhir/Binary/b1",
            "//evil.example/fhir/Binary/b1",
            "file:///etc/passwd",
            "data:text/plain,x",
            "Patient/p2",
            "DocumentReference/doc-1/files/0",
            "Binary",
            "Binary/",
            "Binary/b1/",
            "Binary/b1/$everything",
            "Binary/b1?patient=p2",
            "?patient=p2",
            "Binary/b1/../../Patient/p2",
            "Binary/..%2fPatient%2fp2",
            "Binary\\..\\Patient\\p2",
            "#b1",
            "",
        ] {
            assert_eq!(of(base, Dialect::Fhir, address), None, "{address}");
        }
    }

    #[test]
    fn canvas_attachments_are_the_resource_s_own() {
        let base = "https://fumage.example";
        for address in ["/DocumentReference/doc-1/files/0", "/files/a/b", "files/a/b/c"] {
            let got = of(base, Dialect::Canvas, address);
            assert!(got.is_some_and(|url| url.starts_with("https://fumage.example/")), "{address}");
        }
        for address in [
            "/DocumentReference/doc-2/files/0",
            "/DiagnosticReport/doc-1/files/0",
            "/Patient/doc-1/files/0",
            "/Patient/p2",
            "/Observation?patient=p2",
            "/DocumentReference/doc-1",
            "https://evil.example/DocumentReference/doc-1/files/0",
        ] {
            assert_eq!(of(base, Dialect::Canvas, address), None, "{address}");
        }
    }

    #[test]
    fn redirects_lead_to_the_ehr_or_to_the_public() {
        let judge = |base: &str, location: &str| {
            let base = Base::new(Url::parse(base).unwrap());
            redirected(&base, &base.at(&["Binary", "b1"], &[]), location).ok()
        };
        let url = |text: &str| Url::parse(text).unwrap();
        let store = "https://store.example/a?signature=1";
        assert_eq!(judge("https://ehr.example/fhir", store), Some(Elsewhere::Public(url(store))));
        let own = "https://ehr.example:9443/presigned";
        assert_eq!(judge("https://ehr.example/fhir", own), Some(Elsewhere::Own(url(own))));
        let sandbox = judge("http://127.0.0.1:8090/canvas/a", "http://127.0.0.1:8090/files/x");
        assert!(matches!(sandbox, Some(Elsewhere::Own(_))));
        for location in [
            "http://store.example/a",
            "https://127.0.0.1/a",
            "https://[::1]/a",
            "https://[::ffff:10.0.0.1]/a",
            "https://10.1.2.3/a",
            "https://169.254.169.254/latest/meta-data",
            "https://2130706433/a",
            "https://0x7f.1/a",
            "https://user@store.example/a",
            "ftp://store.example/a",
            "javascript:alert(1)",
            "https://",
        ] {
            assert_eq!(judge("https://ehr.example/fhir", location), None, "{location}");
        }
        assert_eq!(judge("http://127.0.0.1:1/fhir", "http://10.0.0.1/a"), None);
    }
}
