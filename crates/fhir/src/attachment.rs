//! Attachments: what they are, without carrying megabytes of base64 along; and their content, when asked for.

use crate::dates::FhirDate;
use crate::json::{Raw, Read};
use crate::resource::Resource;
use crate::text::cleaned;
use crate::view;

view! {
    /// A FHIR `Attachment`.
    pub struct Attachment {
        /// What it says it is; a claim, to be checked against the content.
        pub content_type: Option<String> = "contentType",
        /// In which language.
        pub language: Option<String> = "language",
        /// Whether its content is here, and how much.
        pub inline: Option<Inline> = "data",
        /// Where its content is.
        pub url: Option<String> = "url",
        /// How many bytes it says it has.
        pub size: Option<u64> = "size",
        /// What to call it.
        pub title: Option<String> = "title",
        /// When it was made.
        pub creation: Option<FhirDate> = "creation",
    }
}

/// Content that stands inside the resource, as base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inline {
    /// About how many bytes it has once decoded.
    pub bytes: u64,
}

/// Only the letters are counted; line breaks, escaped or not, and padding are none.
impl Read for Inline {
    fn read(raw: Raw<'_>) -> Option<Self> {
        let text = raw.get().strip_prefix('"')?;
        let (mut letters, mut escaped) = (0u64, false);
        for byte in text.bytes() {
            let counts =
                if escaped { byte == b'/' } else { byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte) };
            escaped = byte == b'\\' && !escaped;
            letters += u64::from(counts);
        }
        Some(Self { bytes: letters.saturating_mul(3) / 4 })
    }
}

impl Attachment {
    /// Its title.
    pub fn title(&self) -> Option<String> {
        cleaned(self.title.as_deref())
    }

    /// The media type alone, in lower case: `text/plain` of `text/plain; charset=utf-8`.
    pub fn media_type(&self) -> Option<String> {
        let whole = cleaned(self.content_type.as_deref())?;
        let bare = whole.split(';').next().map(str::trim).filter(|bare| !bare.is_empty())?;
        Some(bare.to_ascii_lowercase())
    }

    /// Its size: what it says, else what is here.
    pub fn bytes(&self) -> Option<u64> {
        self.size.or_else(|| Some(self.inline?.bytes))
    }

    /// Whether there is content, here or somewhere.
    pub fn has_content(&self) -> bool {
        self.inline.is_some() || cleaned(self.url.as_deref()).is_some()
    }
}

view! {
    /// The content of an attachment.
    pub struct Payload {
        /// What it says it is.
        pub content_type: Option<String> = "contentType",
        /// The base64 text as it was sent, line breaks and all.
        pub data: Option<String> = "data",
        /// Where the content is, when it is not here.
        pub url: Option<String> = "url",
    }
}

view! {
    struct Holder {
        content: Vec<Holding> = "content",
        presented: Vec<Payload> = "presentedForm",
    }
}

view! {
    struct Holding {
        attachment: Option<Payload> = "attachment",
    }
}

impl Payload {
    /// The content of the `nth` attachment (from 0) of a DocumentReference or a DiagnosticReport, in the
    /// order of `attachments()` of their views.
    pub fn of(resource: &Resource, nth: usize) -> Option<Self> {
        let holder: Holder = resource.view()?;
        let all: Vec<Payload> = match resource.head().resource_type.as_str() {
            "DocumentReference" => holder.content.into_iter().filter_map(|one| one.attachment).collect(),
            "DiagnosticReport" => holder.presented,
            _ => return None,
        };
        all.into_iter().nth(nth)
    }
}
