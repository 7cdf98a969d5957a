//! The product in one process, for tests through the door: the real router on a private database,
//! organisations whose EHR is a tenant of the real FHIR server, and people who ask.
//!
//! ```text
//! let app = TestApp::new().await;
//! let elena = app.patient(&app.one, "elena").await;      // chart stored, address linked, signed in
//! let page = elena.get("/records/medications").await.expect(200);
//! assert!(page.holds(&elena.person.marker));
//! app.anon(&app.one).get("/").await.expect(303);
//! ```
//!
//! Every page that comes back is checked: it is sound (`ui::sound`), and each of its links leads to a route
//! or an asset.

pub mod authenticator;
pub mod browser;
pub mod charts;
pub mod logs;
pub mod rows;
pub mod sandbox;

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::http::Method;
use base::{AccountId, FhirId, OrgId, Secret};
use db::testing::{TEST_KEYS, TestDb};
use serde_json::json;

pub use authenticator::Authenticator;
pub use browser::{Answer, Browser};
pub use charts::Person;
pub use sandbox::Sandbox;

use crate::app::App;
use crate::config::{self, Config, Span};
use crate::shell;
use crate::shell::routes::RouteInfo;
use crate::shell::session::{self, Origin, SESSION_COOKIE};
use crate::shell::tenant::store::{self as organisations, EhrSettings, NewOrganisation};
use crate::shell::tenant::{Flag, Module, Plan, ReleaseBounds, Settings};
use crate::sign_in::{self, EMAIL_INDEX, EMAIL_SEALED_ACCOUNT};
use crate::slices::{SLICES, Slice};
use crate::ui::assets;

/// The domain below which test organisations answer.
pub const BASE_DOMAIN: &str = "portico.example";

/// Eight letters that no other test of this or another process has. No digits: a clinic's name stands in the
/// sign-in mail, whose only run of digits is the code.
pub fn unique() -> String {
    base::random::bytes::<4>()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|n| (b'a' + n) as char)
        .collect()
}

/// An organisation of a test.
#[derive(Clone, Debug)]
pub struct TestOrg {
    /// Its id.
    pub id: OrgId,
    /// Its slug, and its tenant of the FHIR server.
    pub slug: String,
    /// Its slug host.
    pub host: String,
}

/// The router with everything behind it; browsers share it.
pub struct House {
    /// The product's parts.
    pub app: Arc<App>,
    /// Every declared route.
    pub routes: Vec<Arc<RouteInfo>>,
    slices: &'static [Slice],
    /// The product's routes, where frames lead also when a test mounts other slices.
    product: Vec<Arc<RouteInfo>>,
    router: Router,
}

impl House {
    /// Asserts that a page is sound and that each of its links is answered by a route or an asset.
    fn assert_page(&self, answer: &Answer) {
        let links = browser::links_of(answer);
        let leads = |method: Method, link: &str| {
            let path = link.split('?').next().unwrap_or_default();
            let asset = path.strip_prefix("/assets/").is_some_and(|file| assets::get(file, "").is_some());
            let here = |route: &Arc<RouteInfo>| route.method == method && matches(route.path, path);
            let declared = self.routes.iter().any(here) || self.product.iter().any(here);
            assert!(
                declared || asset || ["/theme.css", "/openapi.json"].contains(&path),
                "{}: the page links to {method} {link}, which nothing answers",
                answer.asked
            );
        };
        links.get.iter().for_each(|link| leads(Method::GET, link));
        links.post.iter().for_each(|link| leads(Method::POST, link));
    }
}

/// Whether a path fits a pattern such as `/records/{kind}/{id}`.
pub fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
    let fits = |(want, have): (&&str, &&str)| want == have || want.starts_with('{') && !have.is_empty();
    pattern.len() == path.len() && pattern.iter().zip(&path).all(fits)
}

/// The product of one test, with two organisations.
pub struct TestApp {
    /// The first organisation.
    pub one: TestOrg,
    /// The second one.
    pub two: TestOrg,
    /// The sandbox that all tests of this process share.
    pub sandbox: Sandbox,
    house: Arc<House>,
    // Last, so that the database goes when nobody uses it any more.
    database: TestDb,
}

impl Deref for TestApp {
    type Target = House;

    fn deref(&self) -> &House {
        &self.house
    }
}

impl TestApp {
    /// Boots with the product's slices and default bounds.
    pub async fn new() -> Self {
        Self::boot(SLICES, "fhir", |_| {}).await
    }

    /// The same, with organisation two on the Canvas dialect.
    pub async fn canvas() -> Self {
        Self::boot(SLICES, "canvas", |_| {}).await
    }

    /// With another configuration.
    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::boot(SLICES, "fhir", change).await
    }

    /// With other slices.
    pub async fn of_slices(slices: &'static [Slice]) -> Self {
        Self::boot(slices, "fhir", |_| {}).await
    }

    async fn boot(slices: &'static [Slice], second: &'static str, change: impl FnOnce(&mut Config)) -> Self {
        logs::capture();
        let sandbox = Sandbox::shared();
        let db = TestDb::new().await;
        let mut config = config(&db, &sandbox);
        change(&mut config);
        let app = App::start(config, db.clock.clone()).await.expect("the product starts");
        let (router, routes) = shell::router(&app, slices);
        let product = shell::routes::declared(SLICES);
        let house = Arc::new(House { app, routes, slices, product, router });
        let unique = unique();
        let one = organisation(&house, &sandbox, &format!("one-{unique}"), "fhir", |_| {}).await;
        let two = organisation(&house, &sandbox, &format!("two-{unique}"), second, |_| {}).await;
        Self { one, two, sandbox, house, database: db }
    }

    /// A third organisation, of another plan, licence or switch.
    pub async fn organisation(&self, name: &str, change: impl FnOnce(&mut NewOrganisation)) -> TestOrg {
        organisation(&self.house, &self.sandbox, &format!("{name}-{}", unique()), "fhir", change).await
    }

    /// Changes an organisation in place, as `portico org import` does.
    pub async fn organisation_again(&self, slug: &str, change: impl FnOnce(&mut NewOrganisation)) -> TestOrg {
        organisation(&self.house, &self.sandbox, slug, "fhir", change).await
    }

    /// Somebody who is not signed in, on an organisation's host.
    pub fn anon(&self, org: &TestOrg) -> Browser {
        self.anon_on(&org.host)
    }

    /// Somebody who is not signed in, on any host.
    pub fn anon_on(&self, host: &str) -> Browser {
        Browser::new(&self.house, host)
    }

    /// A patient with a tiny chart, an account of her own, signed in.
    pub async fn patient(&self, org: &TestOrg, name: &str) -> Patient {
        let person = Person::new(name);
        self.sandbox.put(&org.slug, &person.chart()).await;
        let account = self.link(org, &person.email, &person.id).await;
        self.signed_in(org, account, person).await
    }

    /// A session for a person of an account, begun without the e-mail.
    pub async fn signed_in(&self, org: &TestOrg, account: AccountId, person: Person) -> Patient {
        let browser = self.anon(org);
        let patient = FhirId::parse(&person.id).unwrap();
        browser.set_cookie(SESSION_COOKIE, &self.begin(org, account, Some(&patient)).await);
        Patient { browser, person, account, org: org.clone() }
    }

    /// Begins a session and gives its token; without a patient, one that has still to choose.
    pub async fn begin(&self, org: &TestOrg, account: AccountId, patient: Option<&FhirId>) -> String {
        let tx = self.app.db.write(org.id).await.unwrap();
        let now = self.app.clock.now();
        let origin = Origin {
            amr: "otp".into(),
            device: "chrome/android".into(),
            signed_in_at: now,
            proved_at: Some(now),
        };
        let begun = session::begin(&self.app, &tx, account, patient, &origin).await.unwrap();
        tx.commit().await.unwrap();
        begun.token
    }

    /// Links an address to a patient, as `portico accounts import` does; the account is made when it is not
    /// there.
    pub async fn link(&self, org: &TestOrg, email: &str, patient: &str) -> AccountId {
        let app = &self.app;
        let now = app.clock.now();
        let sealed = app.db.seal(org.id, EMAIL_SEALED_ACCOUNT, email.as_bytes());
        let new = (AccountId(base::random::uuid_v7(now)), sealed, app.db.index(org.id, EMAIL_INDEX, email));
        let tx = app.db.write(org.id).await.unwrap();
        let account = sign_in::store::link(&tx, new, &FhirId::parse(patient).unwrap(), now).await.unwrap();
        tx.commit().await.unwrap();
        account
    }

    /// Ends the link between an account and its patient, as an operator does.
    pub async fn unlink(&self, patient: &Patient) {
        rows::end_links(&self.app.db, patient.account, self.app.clock.now()).await;
    }

    /// Disables an account, as an operator does.
    pub async fn disable(&self, patient: &Patient) {
        rows::disable(&self.app.db, patient.account, self.app.clock.now()).await;
    }

    /// Signs in through the pages and the mail, as a person does.
    pub async fn sign_in(&self, org: &TestOrg, email: &str) -> Browser {
        let browser = self.anon(org);
        assert_eq!(browser.post("/sign-in", &[("email", email)]).await.location(), "/sign-in/code");
        self.run_jobs().await;
        let code = self.sandbox.code(email).await;
        browser.post("/sign-in/code", &[("code", &code)]).await.expect(303);
        assert!(browser.cookie(SESSION_COOKIE).is_some(), "the right code begins a session");
        browser
    }

    /// Runs background work that is due; tells how many jobs ran.
    pub async fn run_jobs(&self) -> usize {
        crate::jobs::run_due(&self.app, self.house.slices).await
    }

    /// Opens the same database again, through a pool of its own, as another replica does.
    pub async fn open_again(&self) -> db::Db {
        self.database.open_again(TEST_KEYS).await
    }

    /// Moves the clock forward, by an ISO 8601 length of time such as `PT16M`.
    pub fn advance(&self, span: &str) {
        self.app.clock.advance(span.parse::<Span>().unwrap().chrono());
    }

    /// Every row of every table that a refused request must leave alone.
    pub async fn rows(&self) -> rows::Rows {
        rows::Rows::of(&self.app.db).await
    }
}

/// A patient who is signed in. The same verbs as [`Browser`].
#[derive(Clone)]
pub struct Patient {
    /// Her browser.
    pub browser: Browser,
    /// Her chart.
    pub person: Person,
    /// Her account.
    pub account: AccountId,
    /// Her organisation.
    pub org: TestOrg,
}

impl Deref for Patient {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

fn config(db: &TestDb, sandbox: &Sandbox) -> Config {
    let plenty = config::Rate { per_second: 1_000_000, burst: 1_000_000 };
    Config {
        env: "test".into(),
        http: config::Http {
            base_domain: BASE_DOMAIN.into(),
            per_address: plenty,
            ..config::Http::default()
        },
        db: config::Database {
            url: Secret::new(db.url.clone()),
            max_connections: 8,
            master_keys: Some(Secret::new(TEST_KEYS)),
        },
        session: config::Session::default(),
        sign_in: config::SignIn::default(),
        mail: config::Mail {
            base_url: format!("{}/sendgrid", sandbox.origin).parse().unwrap(),
            api_key: Secret::new("SG.sandbox"),
            from: "no-reply@portico.example".into(),
        },
        // Tests run side by side on few cores: what is slow here is not the EHR.
        ehr: config::EhrLimits { deadline: Span::millis(30_000), ..config::EhrLimits::default() },
        log: config::Log::default(),
        traces: config::Traces::default(),
    }
}

async fn organisation(
    house: &House,
    sandbox: &Sandbox,
    slug: &str,
    dialect: &str,
    change: impl FnOnce(&mut NewOrganisation),
) -> TestOrg {
    let canvas = dialect == "canvas";
    let base = if canvas { format!("{}/canvas/{slug}", sandbox.origin) } else { sandbox.fhir() };
    let token_url = canvas.then(|| format!("{base}/auth/token/").parse().unwrap());
    let headers = if canvas { json!({}) } else { json!({"X-Tenant-ID": slug}) };
    let mut new = NewOrganisation {
        slug: slug.to_owned(),
        name: format!("Clinic {slug}"),
        plan: Plan::PortalAddon,
        settings: Settings {
            brand_color: "#0b5d5b".into(),
            spark_color: None,
            mark: "arch".into(),
            phone: "(303) 555-0142".into(),
            hours: BTreeMap::from([("en".into(), "Monday to Friday".into()), ("es".into(), "Lunes".into())]),
            time_zone: chrono_tz::America::Denver,
            modules: [Module::Portal, Module::Messaging].into(),
            flags: [Flag::Messaging, Flag::RefillControls, Flag::AppointmentScheduling].into(),
            release: ReleaseBounds::default(),
        },
        ehr: EhrSettings {
            dialect: dialect.into(),
            base_url: base.parse().unwrap(),
            headers: serde_json::from_value(headers).unwrap(),
            token_url,
            client_id: canvas.then(|| "sandbox-client".into()),
        },
    };
    change(&mut new);
    let id = organisations::upsert_across_orgs(&house.app.db, &new).await.unwrap();
    if canvas {
        let sealed = house.app.db.seal(id, crate::records::EHR_SECRET, b"sandbox-secret");
        organisations::set_ehr_secret_across_orgs(&house.app.db, id, sealed).await.unwrap();
    }
    TestOrg { id, slug: slug.to_owned(), host: format!("{slug}.{BASE_DOMAIN}") }
}
