//! Reads by id answer with what was asked for, or say that they do not.

use vendors::ehr::{Dialect, Ehr, EhrError};

use crate::upstream::{Call, Upstream, id, ids, json, outcome, page_of, status};

fn practitioner(id: &str) -> String {
    format!(r#"{{"resourceType":"Practitioner","id":"{id}"}}"#)
}

async fn read(body: &'static str, kind: &str) -> Result<fhir::Resource, EhrError> {
    Upstream::start(move |_, _| json(200, body)).await.ehr().read(kind, &id("a1")).await
}

#[tokio::test]
async fn a_read_is_of_the_asked_type_and_id() {
    let upstream = Upstream::start(|_, _| json(200, practitioner("a1"))).await;
    let resource = upstream.ehr().read("Practitioner", &id("a1")).await.unwrap();
    assert_eq!(resource.raw(), practitioner("a1"));
    assert_eq!(upstream.calls()[0].target, "/fhir/Practitioner/a1");

    assert_eq!(
        read(r#"{"resourceType":"Practitioner","id":"a2"}"#, "Practitioner").await,
        Err(EhrError::WrongResource)
    );
    assert_eq!(
        read(r#"{"resourceType":"Patient","id":"a1"}"#, "Practitioner").await,
        Err(EhrError::WrongResource)
    );
    assert_eq!(read(r#"{"resourceType":"Patient","id":"a2"}"#, "Patient").await, Err(EhrError::WrongPatient));
    assert_eq!(read(r#"{"resourceType":"Patient"}"#, "Patient").await, Err(EhrError::Malformed));
    assert_eq!(read(r#"{"resourceType":"Patient","id":"a1""#, "Patient").await, Err(EhrError::Malformed));
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    for code in [404, 410] {
        let upstream = Upstream::start(move |_, _| outcome(code, "not-found")).await;
        assert_eq!(upstream.ehr().read("Patient", &id("p1")).await, Err(EhrError::NotFound));
    }
}

#[tokio::test]
async fn many_reads_are_searches_by_id_in_chunks_on_any_server() {
    let upstream = Upstream::start(|call: &Call, _| {
        let query = call.target.split_once("_id=").unwrap().1.split('&').next().unwrap().to_owned();
        let asked: Vec<String> = query.split("%2C").filter(|id| *id != "gone").map(practitioner).collect();
        page_of(Some(asked.len() as u64), None, &asked)
    })
    .await;
    let mut wanted: Vec<_> = (0..120).map(|n| id(&format!("d{n}"))).collect();
    wanted.extend([id("gone"), id("d5")]);
    let found = upstream.ehr().read_many("Practitioner", &wanted).await.unwrap();
    let mut got = ids(&found);
    got.sort_unstable();
    got.dedup();
    assert_eq!((found.len(), got.len()), (120, 120));
    assert_eq!(upstream.calls().len(), 3);
    assert!(upstream.ehr().read_many("Practitioner", &[]).await.unwrap().is_empty());
    assert_eq!(upstream.calls().len(), 3, "nothing asked for nothing");
}

#[tokio::test]
async fn many_reads_take_nothing_that_was_not_asked_for_and_hide_no_failure() {
    let extra = Upstream::start(|_, _| page_of(Some(1), None, &[practitioner("other")])).await;
    assert_eq!(extra.ehr().read_many("Practitioner", &[id("a")]).await, Err(EhrError::WrongResource));
    let short = Upstream::start(|_, _| page_of(Some(2), None, &[practitioner("a")])).await;
    assert_eq!(short.ehr().read_many("Practitioner", &[id("a"), id("b")]).await, Err(EhrError::Malformed));
    let failing = Upstream::start(|_, _| status(500)).await;
    let error = EhrError::Failed { status: 500 };
    assert_eq!(failing.ehr().read_many("Practitioner", &[id("a")]).await, Err(error.clone()));
    assert_eq!(canvas(&failing).read_many("Practitioner", &[id("a")]).await, Err(error));
}

fn canvas(upstream: &Upstream) -> Ehr {
    upstream.ehr_with(|config| {
        config.dialect = Dialect::Canvas;
        config.base_url = upstream.url("");
    })
}

#[tokio::test]
async fn canvas_reads_one_by_one() {
    let upstream = Upstream::start(|call: &Call, _| match call.target.rsplit('/').next().unwrap() {
        "gone" => outcome(404, "not-found"),
        id => json(200, practitioner(id)),
    })
    .await;
    let wanted = [id("a"), id("gone"), id("b"), id("a")];
    let mut found = ids(&canvas(&upstream).read_many("Practitioner", &wanted).await.unwrap());
    found.sort_unstable();
    assert_eq!(found, ["a", "b"]);
    assert_eq!(upstream.calls().len(), 3);
    assert!(upstream.calls().iter().all(|call| call.target.starts_with("/Practitioner/")));
}

#[tokio::test]
async fn capabilities_say_what_can_be_searched() {
    let statement = r#"{"resourceType":"CapabilityStatement","fhirVersion":"4.0.1","rest":[{"mode":"server",
        "resource":[{"type":"Goal","interaction":[{"code":"search-type"}],"searchParam":[{"name":"patient"}]},
                    {"type":"Patient","interaction":[{"code":"read"}]}]}]}"#;
    let upstream = Upstream::start(move |_, _| json(200, statement)).await;
    let capability = upstream.ehr().capabilities().await.unwrap();
    assert!(capability.searches_by("Goal", "patient") && !capability.searches("Patient"));
    assert_eq!(upstream.calls()[0].target, "/fhir/metadata");
    let ping = upstream.ehr().ping().await.unwrap();
    assert_eq!(ping.fhir_version.as_deref(), Some("4.0.1"));

    let other = Upstream::start(|_, _| json(200, practitioner("a"))).await;
    assert_eq!(other.ehr().ping().await, Err(EhrError::Malformed));
    let nothing = Upstream::start(|_, _| status(404)).await;
    assert_eq!(nothing.ehr().ping().await, Err(EhrError::Refused { status: 404 }));
}
