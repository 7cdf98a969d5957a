//! Who attacks whom. Two organisations; in each a patient under the same FHIR id, so that only the
//! organisation tells them apart.

use base::{AccountId, FhirId};
use policy::Action;
use sha2::{Digest as _, Sha256};

use crate::security::passkeys::tests::{names, with_passkey};
use crate::shell::session::{self, Origin, SESSION_COOKIE, store};
use crate::testing::{Answer, Browser, Patient, Person, TestApp, TestOrg};

/// How far a session reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No session that holds, whatever the cookie says.
    Nobody,
    /// Signed in, patient not chosen yet.
    Choosing,
    /// Signed in as a patient.
    Patient,
}

impl Standing {
    /// The policy, written a second time by hand.
    pub fn may(self, action: Action) -> bool {
        match action {
            Action::Public | Action::SignIn => true,
            Action::Session => self != Self::Nobody,
            Action::ReadRecord
            | Action::ReadProfile
            | Action::ReadAccessLog
            | Action::ChooseRelease
            | Action::ManageAccount
            | Action::SecureAccount => self == Self::Patient,
            Action::Operate | Action::ServiceRead => false,
        }
    }
}

/// What an actor's cookie holds.
enum Cookie {
    None,
    /// A value that is sent as it is.
    Fixed(String),
    /// A session of its own, fresh for each use.
    Fresh(Option<FhirId>),
}

/// Someone who attacks.
pub struct Actor {
    /// For messages.
    pub name: &'static str,
    /// How far the policy lets it.
    pub standing: Standing,
    /// The account whose rows it may change.
    pub account: Option<AccountId>,
    /// The index in [`World::people`] of those whose words it may see.
    pub own: &'static [usize],
    /// Which aims it takes: those who are as good as nobody share them out between them.
    pub first: usize,
    /// See `first`; 1 is all.
    pub every: usize,
    org: TestOrg,
    cookie: Cookie,
}

impl Actor {
    fn a_third(self, first: usize) -> Self {
        Self { first, every: 3, ..self }
    }

    /// A browser with this actor's cookie, on the host it attacks.
    pub async fn browser(&self, world: &World) -> Browser {
        let browser = world.app.anon(&self.org);
        match (&self.cookie, self.account) {
            (Cookie::Fixed(value), _) => browser.set_cookie(SESSION_COOKIE, value),
            (Cookie::Fresh(patient), Some(account)) => {
                let token = world.app.begin(&self.org, account, patient.as_ref()).await;
                browser.set_cookie(SESSION_COOKIE, &token);
            }
            _ => {}
        }
        browser
    }
}

/// Everybody, with their charts in the FHIR server.
pub struct World {
    /// The product.
    pub app: TestApp,
    /// Whose data is attacked: a patient of organisation one.
    pub victim: Patient,
    /// A patient of the same organisation.
    pub other: Patient,
    /// A patient of organisation two, under the victim's own FHIR ids.
    pub double: Patient,
    /// A patient of organisation two, under ids of her own.
    pub stranger: Patient,
    /// Two children of organisation one, under one address.
    pub children: [Person; 2],
    /// Whose passkeys there are, as indexes of [`World::people`], and the names that they have in URLs.
    pub passkeys: Vec<(usize, String)>,
    parent: AccountId,
}

/// Index of people in [`World::people`].
const OTHER: usize = 1;

impl World {
    /// Stores the charts and signs everybody in.
    pub async fn new() -> Self {
        let app = TestApp::with(|config| {
            // The bounds of sign-in have tests of their own.
            let bounds = &mut config.sign_in;
            (bounds.per_email, bounds.per_email_day) = (1_000_000, 1_000_000);
            (bounds.per_address, bounds.per_organisation) = (1_000_000, 1_000_000);
        })
        .await;
        let victim = app.patient(&app.one, "victim").await;
        let other = app.patient(&app.one, "other").await;
        let stranger = app.patient(&app.two, "stranger").await;
        let same_ids = Person {
            id: victim.person.id.clone(),
            entries: victim.person.entries.clone(),
            files: victim.person.files.clone(),
            ..Person::new("double")
        };
        app.sandbox.put(&app.two.slug, &same_ids.chart()).await;
        let account = app.link(&app.two, &same_ids.email, &same_ids.id).await;
        let double = app.signed_in(&app.two, account, same_ids).await;
        let children = [Person::new("child"), Person::new("sibling")];
        let mut parent = victim.account;
        for (org, person) in [
            (&app.one, &victim.person),
            (&app.one, &other.person),
            (&app.two, &double.person),
            (&app.two, &stranger.person),
            (&app.one, &children[0]),
            (&app.one, &children[1]),
        ] {
            app.sandbox.put(&org.slug, &person.papers()).await;
        }
        for child in &children {
            app.sandbox.put(&app.one.slug, &child.chart()).await;
            parent = app.link(&app.one, &children[0].email, &child.id).await;
        }
        let mut passkeys = Vec::new();
        for (index, patient) in [&victim, &other, &double, &stranger].into_iter().enumerate() {
            with_passkey(patient, "a key").await;
            passkeys.extend(names(patient).await.into_iter().map(|(_, id)| (index, id)));
        }
        Self { app, victim, other, double, stranger, children, passkeys, parent }
    }

    /// Everybody with a chart.
    pub fn people(&self) -> [&Person; 6] {
        let [child, sibling] = &self.children;
        [&self.victim.person, &self.other.person, &self.double.person, &self.stranger.person, child, sibling]
    }

    /// Every actor of the issue: none, expired, revoked, idle, other patient, choosing, other
    /// organisation's host and cookie, forged; and an account that is disabled or no longer linked.
    pub async fn actors(&self) -> Vec<Actor> {
        let hex = hex::encode(Sha256::digest(self.token(&self.victim).as_bytes()));
        let nobody = |name, cookie| self.actor(name, Standing::Nobody, cookie);
        let ended = self.ended_sessions().await;
        let [expired, idle, revoked, unlinked, disabled] = ended.map(Cookie::Fixed);
        let id = |person: &Person| FhirId::parse(&person.id).unwrap();
        let victims = || Cookie::Fixed(self.token(&self.victim));
        vec![
            nobody("none", Cookie::None),
            nobody("expired", expired),
            nobody("idle", idle).a_third(0),
            nobody("revoked", revoked).a_third(1),
            nobody("unlinked", unlinked).a_third(2),
            nobody("disabled", disabled).a_third(0),
            nobody("forged", Cookie::Fixed(base::random::token())).a_third(1),
            nobody("forged from the stored hash", Cookie::Fixed(hex[..43].to_owned())).a_third(2),
            nobody("forged with markup", Cookie::Fixed(format!("{:x<43}", "<script>'--"))).a_third(0),
            Actor { org: self.app.two.clone(), ..nobody("good cookie on the other host", victims()) },
            nobody("cookie of the other organisation", Cookie::Fixed(self.token(&self.stranger))).a_third(1),
            nobody("cookie of the same id elsewhere", Cookie::Fixed(self.token(&self.double))),
            Actor {
                account: Some(self.parent),
                own: &[4, 5],
                ..self.actor("choosing", Standing::Choosing, Cookie::Fresh(None))
            },
            Actor {
                account: Some(self.other.account),
                own: &[OTHER],
                ..self.actor("other patient", Standing::Patient, Cookie::Fresh(Some(id(&self.other.person))))
            },
        ]
    }

    fn actor(&self, name: &'static str, standing: Standing, cookie: Cookie) -> Actor {
        let org = self.app.one.clone();
        Actor { name, standing, account: None, own: &[], first: 0, every: 1, org, cookie }
    }

    fn token(&self, patient: &Patient) -> String {
        patient.cookie(SESSION_COOKIE).expect("a session")
    }

    /// The sessions of those who are signed in, by the names they have in URLs, and whose they are.
    pub fn sessions(&self) -> Vec<(usize, String)> {
        let signed_in = [&self.victim, &self.other, &self.double, &self.stranger].into_iter().enumerate();
        let named = |patient| session::public_id(&session::hash(&self.token(patient))).simple().to_string();
        signed_in.map(|(index, patient)| (index, named(patient))).collect()
    }

    /// Sessions of the victim's, and of two people who lost theirs, that hold no more.
    async fn ended_sessions(&self) -> [String; 5] {
        let app = &self.app;
        let now = app.app.clock.now();
        let (account, patient) = (self.victim.account, FhirId::parse(&self.victim.person.id).unwrap());
        let [expired, idle] = [base::random::token(), base::random::token()];
        let minutes = chrono::Duration::minutes;
        let origin =
            Origin { amr: "otp".into(), device: "/".into(), signed_in_at: now, proved_at: Some(now) };
        for (token, seen, end) in [(&expired, minutes(0), minutes(-1)), (&idle, minutes(-15), minutes(200))] {
            let id_hash = Sha256::digest(token.as_bytes()).to_vec();
            let new = store::NewSession {
                id_hash: &id_hash,
                account,
                patient: Some(&patient),
                now: now + seen,
                expires_at: now + end,
                origin: &origin,
            };
            let tx = app.app.db.write(app.one.id).await.unwrap();
            store::insert(&tx, new).await.unwrap();
            tx.commit().await.unwrap();
        }
        let revoked = app.begin(&app.one, account, Some(&patient)).await;
        let tx = app.app.db.write(app.one.id).await.unwrap();
        store::revoke(&tx, &Sha256::digest(revoked.as_bytes()), now).await.unwrap();
        tx.commit().await.unwrap();
        let unlinked = app.patient(&app.one, "unlinked").await;
        app.unlink(&unlinked).await;
        let disabled = app.patient(&app.one, "disabled").await;
        app.disable(&disabled).await;
        [expired, idle, revoked, self.token(&unlinked), self.token(&disabled)]
    }

    /// The attack would see a leak: the victim herself does see her words, on every page that shows them.
    pub async fn control(&self) {
        for path in
            ["/", "/records/medications", "/records/allergies", "/records/conditions", "/prescriptions"]
        {
            let page = self.victim.get(path).await.expect(200);
            assert!(page.holds(&self.victim.person.marker), "{path} does not show the victim's own words");
            assert_eq!(self.leaks_in(&page, &[0]), Vec::<String>::new());
            assert!(!self.leaks_in(&page, &[OTHER]).is_empty(), "a leak on {path} would not be seen");
        }
        for (kind, id) in &self.victim.person.entries {
            for path in [format!("/records/{kind}/{id}"), format!("/v1/portal/records/{kind}/{id}")] {
                let entry = self.victim.get(&path).await.expect(200);
                assert!(entry.holds(&self.victim.person.marker), "{path}");
            }
        }
        for (kind, id) in &self.victim.person.files {
            for nth in if *kind == "documents" { ["0", "1"].as_slice() } else { &["0"] } {
                for path in ["/records", "/v1/portal/records"] {
                    let file = self.victim.get(&format!("{path}/{kind}/{id}/files/{nth}")).await.expect(200);
                    assert!(file.holds(&self.victim.person.marker), "{path}/{kind}/{nth}");
                }
            }
        }
        let profile = self.victim.get("/v1/portal/profile").await.expect(200);
        assert!(profile.holds(&self.victim.person.email));
    }

    /// Words of people in an answer who are not the actor's own.
    pub fn leaks_in(&self, answer: &Answer, own: &[usize]) -> Vec<String> {
        let people = self.people();
        let foreign = people.iter().enumerate().filter(|(index, _)| !own.contains(index));
        foreign
            .filter(|(_, person)| answer.holds(&person.marker))
            .map(|(_, person)| format!("{} holds {}", answer.asked, person.marker))
            .collect()
    }

    /// What must not stand in a log: words of charts, addresses, session tokens.
    pub fn secrets(&self) -> Vec<String> {
        let people = self.people();
        let words = people.iter().flat_map(|person| [person.marker.clone(), person.email.clone()]);
        let signed_in = [&self.victim, &self.other, &self.double, &self.stranger];
        words.chain(signed_in.map(|patient| self.token(patient))).collect()
    }

    /// Words of charts in any mail that was sent.
    pub async fn leaks_in_mail(&self) -> Vec<String> {
        let mut found = Vec::new();
        for person in self.people() {
            for mail in self.app.sandbox.inbox(&person.email).await {
                let text = mail.to_string();
                let words = self.people().map(|one| one.marker.clone());
                found.extend(
                    words.into_iter().filter(|word| text.contains(word)).map(|w| format!("mail: {w}")),
                );
            }
        }
        found
    }

    /// How many requests have reached the FHIR server for the two organisations. The first ones, which
    /// stored the charts, must still be among those that the sandbox keeps, or the count says nothing.
    pub async fn calls(&self) -> usize {
        let mut count = 0;
        for org in [&self.app.one, &self.app.two] {
            let calls = self.app.sandbox.fhir_calls(&org.slug).await;
            assert_eq!(calls.last().expect("calls")["method"], "POST", "the sandbox has forgotten calls");
            count += calls.len();
        }
        count
    }

    /// After the first `quiet` calls of organisation one, none asked the FHIR server for the victim's
    /// chart: a request is always made for the patient of the session.
    pub async fn calls_are_about_their_own_patient(&self, quiet: usize) {
        let calls = self.app.sandbox.fhir_calls(&self.app.one.slug).await;
        let attacked = calls.len() - quiet;
        assert!(attacked > 100, "only {attacked} calls: the other patient's own requests are not among them");
        for call in &calls[..attacked] {
            let path = call["path"].as_str().unwrap();
            let victim = &self.victim.person.id;
            let about =
                [format!("patient={victim}"), format!("Patient/{victim}"), format!("Patient%2F{victim}")];
            assert!(!about.iter().any(|about| path.contains(about)), "asked for the victim: {path}");
        }
    }
}
