//! The read path alone (goal P2): the portal's own EHR client, FHIR reader and release policy behind a bare
//! server, without session, audit line, limits and pages. The JSON is made of the same typed views as the
//! portal's, by this file: rendering proper is not reachable from here.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;

use anyhow::Context as _;
use base::{AccountId, Clock, FhirId, OrgId};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use fhir::views::{self, dosage_text};
use fhir::{Kind, Reference, Resource};
use futures::future::try_join_all;
use http_body_util::Full;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use policy::{Access, Action, Actor, Item, Terms};
use serde::Serialize;
use tokio::net::TcpListener;
use vendors::ehr::{Dialect, Ehr, EhrConfig, FileLimits, Limits};

use crate::plan::Plan;

/// Entries of a card that are told by name.
const ON_A_CARD: usize = 3;

struct ReadPath {
    ehr: Ehr,
    plan: Plan,
    clock: Clock,
    org: OrgId,
}

/// Serves `GET /ENDPOINT/ID` until the process ends; says its port on standard output.
pub async fn run(upstream: u16, plan: Plan) -> anyhow::Result<()> {
    let clock = Clock::system();
    let config = EhrConfig {
        dialect: Dialect::Fhir,
        base_url: format!("http://127.0.0.1:{upstream}/fhir").parse()?,
        headers: Vec::new(),
        oauth: None,
        // Above the portal's bounds, so that a list of 10,000 can be measured.
        limits: Limits {
            max_pages: 120,
            max_resources: 12_000,
            concurrency: 512,
            files: FileLimits::default(),
            ..Limits::default()
        },
    };
    let ehr = Ehr::new(vendors::http::client(&vendors::http::Settings::default()), config)?;
    let org = OrgId(base::random::uuid_v7(clock.now()));
    let path = Arc::new(ReadPath { ehr, plan, clock, org });
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    crate::say(&format!("listening {}", listener.local_addr()?.port()));
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let path = Arc::clone(&path);
        let service = service_fn(move |request: Request<hyper::body::Incoming>| {
            let path = Arc::clone(&path);
            async move { Ok::<_, Infallible>(path.answered(request.uri().path()).await) }
        });
        tokio::spawn(async move {
            let served = hyper::server::conn::http1::Builder::new();
            // A client that hangs up is how each connection ends.
            let _ended = served.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// An access of the patient to her own record, decided by the rules themselves.
pub fn access(id: &str, org: OrgId, now: DateTime<Utc>) -> anyhow::Result<Access> {
    let patient = FhirId::parse(id).map_err(|_| anyhow::anyhow!("not an id"))?;
    let actor = Actor::Patient { account: AccountId(base::random::uuid_v7(now)), patient: patient.clone() };
    policy::decide(&actor, org, Action::ReadRecord, Some(&patient)).context("an own record")
}

impl ReadPath {
    async fn answered(&self, path: &str) -> Response<Full<Bytes>> {
        let mut parts = path.trim_start_matches('/').split('/');
        let (name, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let mut response = match self.answer(name, id).await {
            Ok(body) => Response::new(Full::new(body.into())),
            Err(error) => {
                let mut failed = Response::new(Full::new(error.to_string().into()));
                *failed.status_mut() = hyper::StatusCode::BAD_GATEWAY;
                failed
            }
        };
        let json = hyper::header::HeaderValue::from_static("application/json");
        response.headers_mut().insert(hyper::header::CONTENT_TYPE, json);
        response
    }

    async fn answer(&self, name: &str, id: &str) -> anyhow::Result<Vec<u8>> {
        let now = self.clock.now();
        let access = access(id, self.org, now)?;
        let patient = access.patient()?;
        let asked = self.plan.phases(name, id).into_iter().next().unwrap_or_default();
        let lists = try_join_all(asked.iter().map(async |path| {
            let path = path.trim_start_matches('/');
            let kind = path.split(['?', '/']).next().unwrap_or_default().to_owned();
            if path.contains('?') {
                let found = self.ehr.search(&kind, &[], patient).await?;
                found.complete.map_err(|why| anyhow::anyhow!("{why:?}"))?;
                anyhow::Ok((kind, found.resources))
            } else {
                let one = self.ehr.read(&kind, patient).await?;
                Ok((kind, vec![one]))
            }
        }))
        .await?;
        let terms = Terms::none();
        let (mut released, mut wanted) = (Vec::new(), BTreeSet::new());
        for (kind, resources) in lists {
            let mut items = policy::release(&access, resources, &terms, now).into_inner();
            items.sort_by_cached_key(newest_first);
            released.push((kind, items));
        }
        let shown = if name == "dashboard" { ON_A_CARD } else { usize::MAX };
        let mut lists = Vec::with_capacity(released.len());
        for (kind, items) in &released {
            let told = items.iter().take(shown).map(|one| Told::of(one, &mut wanted, now)).collect();
            lists.push(List { kind, total: items.len(), items: told });
        }
        let ids: Vec<FhirId> = wanted.into_iter().collect();
        let people = match ids.is_empty() {
            true => Vec::new(),
            false => self.ehr.read_many("Practitioner", &ids).await?,
        };
        let people = policy::release_reference(&access, people).into_inner();
        let people = people.iter().filter_map(|one| Named::of(&one.resource, now)).collect();
        Ok(serde_json::to_vec(&Answer { lists, people })?)
    }
}

/// Newest first, ties by id.
fn newest_first(item: &Item) -> (Reverse<Option<DateTime<Utc>>>, FhirId) {
    let head = item.resource.head();
    (Reverse(head.date.as_ref().and_then(fhir::FhirDate::begins)), head.id.clone())
}

#[derive(Serialize)]
struct Answer<'a> {
    lists: Vec<List<'a>>,
    people: Vec<Named<'a>>,
}

#[derive(Serialize)]
struct List<'a> {
    kind: &'a str,
    total: usize,
    items: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    id: &'a str,
    name: Option<String>,
    npi: Option<String>,
}

impl<'a> Named<'a> {
    fn of(resource: &'a Resource, now: DateTime<Utc>) -> Option<Self> {
        let view: views::Practitioner = resource.view()?;
        Some(Self { id: resource.head().id.as_str(), name: view.display_name(now), npi: view.npi() })
    }
}

/// One entry, of the typed view of its kind.
#[derive(Serialize)]
struct Told<'a> {
    id: &'a str,
    kind: &'static str,
    date: Option<&'a str>,
    sensitive: bool,
    says: Option<Says>,
}

impl<'a> Told<'a> {
    fn of(item: &'a Item, wanted: &mut BTreeSet<FhirId>, now: DateTime<Utc>) -> Self {
        let resource = &item.resource;
        let head = resource.head();
        let says = match head.resource_type.as_str() {
            "Patient" => resource.view().map(|view| patient(&view, now)),
            "MedicationRequest" => resource.view().map(|view: views::MedicationRequest| {
                wanted.extend(view.requester.as_ref().and_then(|who| who.id_of("Practitioner")));
                prescription(resource, &view, now)
            }),
            "Observation" => resource.view().map(|view| observation(&view)),
            _ => resource.view().map(|view: views::AnyRecord| Says::Thing { title: view.title() }),
        };
        Self {
            id: head.id.as_str(),
            kind: Kind::of(head).slug(),
            date: head.date.as_ref().map(fhir::FhirDate::as_str),
            sensitive: !item.sensitivity.is_empty(),
            says,
        }
    }
}

/// What an entry says, in the words of the portal's JSON.
#[derive(Serialize)]
#[serde(untagged)]
enum Says {
    Patient {
        name: Option<String>,
        birth_date: Option<String>,
        languages: Vec<String>,
        telecom: Vec<String>,
    },
    Prescription {
        name: Option<String>,
        code: Option<String>,
        dosage: Option<String>,
        status: Option<String>,
        standing: &'static str,
        prescriber: Option<String>,
        reason: Option<String>,
        refills_allowed: Option<u32>,
        quantity: Option<String>,
    },
    Observation {
        title: Option<String>,
        code: Option<String>,
        value: Option<String>,
        range: Option<String>,
        flag: Option<&'static str>,
        status: Option<String>,
    },
    Thing {
        title: Option<String>,
    },
}

fn patient(view: &views::Patient, now: DateTime<Utc>) -> Says {
    Says::Patient {
        name: view.display_name(now),
        birth_date: view.birth_date.as_ref().map(|date| date.as_str().to_owned()),
        languages: view.languages(),
        telecom: view.telecom.iter().filter_map(|point| point.value.clone()).collect(),
    }
}

fn prescription(resource: &Resource, view: &views::MedicationRequest, now: DateTime<Utc>) -> Says {
    let medicine = view.medicine(resource);
    let dispense = view.dispense.as_ref();
    Says::Prescription {
        name: medicine.name,
        code: medicine.code.and_then(|code| code.code),
        dosage: dosage_text(&view.dosage),
        status: view.status.clone(),
        standing: view.standing(now).name(),
        prescriber: view.requester.as_ref().and_then(Reference::name),
        reason: view.reason.iter().find_map(fhir::codes::concept_text),
        refills_allowed: dispense.and_then(|dispense| dispense.repeats),
        quantity: dispense.and_then(|one| one.quantity.as_ref()?.display()),
    }
}

fn observation(view: &views::Observation) -> Says {
    Says::Observation {
        title: view.title(),
        code: view.loinc().map(str::to_owned),
        value: view.value_text(),
        range: view.measured.range_text(),
        flag: view.flag().map(|flag| flag.name()),
        status: view.status.clone(),
    }
}
