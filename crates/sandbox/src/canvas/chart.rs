//! One instance's chart: the tenant of the real FHIR server that the twin stands in front of.

use axum::response::IntoResponse as _;
use http::{Method, StatusCode, header};
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::outcome::Refusal;
use crate::state::Upstream;

/// Resources fetched at once when the twin must look at all of them itself.
const BATCH: usize = 500;

/// The data of one instance.
pub struct Chart {
    upstream: Upstream,
    files: String,
}

/// What a search found.
pub struct Found {
    /// How many there are in all.
    pub total: usize,
    /// Those asked for.
    pub resources: Vec<Value>,
}

impl Chart {
    /// The chart behind an instance, and where the content of its attachments is asked for.
    pub fn new(upstream: Upstream, files: String) -> Self {
        Self { upstream, files }
    }

    /// Where the content of attachments is asked for, without a trailing slash.
    pub fn files(&self) -> &str {
        &self.files
    }

    /// One resource; `None` when there is none, or no longer.
    ///
    /// # Errors
    /// When the FHIR server does not answer as it should.
    pub async fn read(&self, kind: &str, id: &str) -> Result<Option<Value>, Refusal> {
        let (status, body) = self.get(&format!("/{kind}/{id}")).await?;
        match status {
            StatusCode::OK => Ok(Some(body)),
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(None),
            other => Err(Refusal::broken(&format!("a read answered {other}"))),
        }
    }

    /// One page of a search. `query` is in the FHIR server's own words.
    ///
    /// # Errors
    /// 400 when the FHIR server cannot read a value.
    pub async fn page(
        &self,
        kind: &str,
        query: &[(String, String)],
        count: usize,
        offset: usize,
    ) -> Result<Found, Refusal> {
        let (status, mut body) = self.get(&address(kind, query, count, offset)).await?;
        if status == StatusCode::BAD_REQUEST {
            return Err(Refusal::invalid("a search value cannot be read"));
        }
        let total = body["total"].as_u64().and_then(|total| usize::try_from(total).ok());
        let (StatusCode::OK, Some(total)) = (status, total) else {
            return Err(Refusal::broken(&format!("a search answered {status}, or without a total")));
        };
        let entries = match body["entry"].take() {
            Value::Array(entries) => entries,
            _ => Vec::new(),
        };
        // An outcome among the matches says that something was ignored; then this is not what was asked for.
        if entries.iter().any(|entry| entry["search"]["mode"] == "outcome") {
            return Err(Refusal::broken("the FHIR server ignored a search parameter"));
        }
        let resources = entries.into_iter().map(|mut entry| entry["resource"].take()).collect();
        Ok(Found { total, resources })
    }

    /// Everything that a search finds.
    ///
    /// # Errors
    /// As [`Chart::page`]; and when pages do not add up to the total.
    pub async fn all(&self, kind: &str, query: &[(String, String)]) -> Result<Vec<Value>, Refusal> {
        let mut found = self.page(kind, query, BATCH, 0).await?;
        while found.resources.len() < found.total {
            let more = self.page(kind, query, BATCH, found.resources.len()).await?.resources;
            if more.is_empty() {
                return Err(Refusal::broken("the pages of a search do not add up to its total"));
            }
            found.resources.extend(more);
        }
        Ok(found.resources)
    }

    /// Stores a resource under its own type and id. With `over`, only in place of that version.
    ///
    /// # Errors
    /// 412 when another version is stored, 400 when the FHIR server refuses the content.
    pub async fn put(&self, resource: &Value, over: Option<&str>) -> Result<(), Refusal> {
        let (Some(kind), Some(id)) = (resource["resourceType"].as_str(), resource["id"].as_str()) else {
            return Err(Refusal::broken("a resource without type or id was to be stored"));
        };
        let mut request = self.upstream.request(Method::PUT, &format!("/{kind}/{id}")).json(resource);
        if let Some(version) = over {
            request = request.header(header::IF_MATCH, format!("W/\"{version}\""));
        }
        let answer = request.send().await.map_err(|_| Refusal::broken("the FHIR server is not there"))?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            StatusCode::PRECONDITION_FAILED => Err(Refusal::changed()),
            status if status.is_client_error() => Err(Refusal::invalid("the resource is not valid FHIR")),
            status => Err(Refusal::broken(&format!("a write answered {status}"))),
        }
    }

    async fn get(&self, path: &str) -> Result<(StatusCode, Value), Refusal> {
        let gone = |_| Refusal::broken("the FHIR server is not there");
        let answer = self.upstream.request(Method::GET, path).send().await.map_err(gone)?;
        let status = answer.status();
        let body = answer.bytes().await.map_err(gone)?;
        let body = serde_json::from_slice(&body).map_err(|_| Refusal::broken("an answer is not JSON"))?;
        Ok((status, body))
    }
}

fn address(kind: &str, query: &[(String, String)], count: usize, offset: usize) -> String {
    let mut text = Serializer::new(String::new());
    text.extend_pairs(query).append_pair("_total", "accurate");
    text.append_pair("_count", &count.to_string()).append_pair("_offset", &offset.to_string());
    format!("/{kind}?{}", text.finish())
}

/// A resource or Bundle as an answer.
pub fn answer(body: &Value) -> axum::response::Response {
    ([(header::CONTENT_TYPE, super::outcome::FHIR_JSON)], body.to_string()).into_response()
}
