//! Random edits straight in the tables, as somebody with the database's password, and the code of this crate,
//! but without the master key would make them. All are found.
//!
//! `AUDIT_EDITS=10000 cargo test -p db --release edits -- --nocapture` is the long proof (security goal 13).

use std::collections::BTreeMap;

use base::{OrgId, random};
use chrono::{Duration, SecondsFormat};
use db::audit::{Line, Root, export, export_chain, line_hash, seal_roots_across_orgs, verify};
use db::testing::TestDb;
use sea_orm::ConnectionTrait as _;

use crate::support::{append, tamper};

const TABLES: [&str; 3] = ["audit_line", "audit_head", "audit_root"];
const SEALED: [&str; 5] = ["", "pat-1", "pat-2", "pat-3", "pat-4"];
const NEVER_SEALED: &str = "pat-new";

/// A log worth attacking: three roots, chains with and without an unsealed end, one never sealed, a
/// bystander.
struct Scene {
    test: TestDb,
    org: OrgId,
    chains: BTreeMap<String, Vec<Line>>,
    roots: Vec<Root>,
    draws: Draws,
}

/// SplitMix64: small, and the same edits again for the same seed.
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }

    fn bytes(&mut self, n: usize) -> Vec<u8> {
        (0..n).map(|_| self.next().to_le_bytes()[0]).collect()
    }
}

impl Scene {
    async fn new(seed: u64) -> Self {
        let test = TestDb::new().await;
        let [org, bystander] = test.orgs;
        append(&test.db, bystander, Some("pat-1")).await;
        for (round, chains) in [&SEALED[..3], &SEALED[..], &SEALED[1..4]].into_iter().enumerate() {
            for (n, chain) in chains.iter().enumerate() {
                for _ in 0..=(n + round) % 3 {
                    append(&test.db, org, Some(*chain).filter(|chain| !chain.is_empty())).await;
                }
            }
            seal_roots_across_orgs(&test.db).await.unwrap();
        }
        for chain in ["pat-2", "pat-4", NEVER_SEALED] {
            append(&test.db, org, Some(chain)).await;
            append(&test.db, org, Some(chain)).await;
        }
        let tx = test.db.read(org).await.unwrap();
        let mut lines = BTreeMap::new();
        for chain in SEALED.into_iter().chain([NEVER_SEALED]) {
            lines.insert(chain.to_owned(), export_chain(&tx, chain, 0, 100).await.unwrap());
        }
        let roots = export(&tx, 0, 100).await.unwrap();
        assert_eq!(roots.len(), 3);
        drop(tx);
        for table in TABLES {
            tamper(&test.db, &format!("CREATE TABLE keep_{table} AS SELECT * FROM {table}")).await;
        }
        Self { test, org, chains: lines, roots, draws: Draws(seed) }
    }

    /// Runs statements in one transaction; gives how many rows they changed.
    async fn run(&self, statements: &[String]) -> u64 {
        let tx = self.test.db.across_orgs().write().await.unwrap();
        let mut rows = 0;
        for sql in statements {
            rows += tx.conn().execute_unprepared(sql).await.unwrap().rows_affected();
        }
        tx.commit().await.unwrap();
        rows
    }

    async fn restore(&self) {
        let mut statements = Vec::new();
        for table in TABLES {
            statements.push(format!("DELETE FROM {table}"));
            statements.push(format!("INSERT INTO {table} SELECT * FROM keep_{table}"));
        }
        self.run(&statements).await;
    }

    fn blob(&self, bytes: &[u8]) -> String {
        let hex = hex::encode(bytes);
        if self.test.db.is_sqlite() { format!("X'{hex}'") } else { format!("'\\x{hex}'::bytea") }
    }

    fn id(&self, org: OrgId) -> String {
        if self.test.db.is_sqlite() { self.blob(org.0.as_bytes()) } else { format!("'{org}'") }
    }

    fn here(&self) -> String {
        format!("org_id = {}", self.id(self.org))
    }

    fn of(&self, chain: &str) -> String {
        format!("{} AND chain = '{chain}'", self.here())
    }

    fn at(&self, line: &Line) -> String {
        format!("{} AND seq = {}", self.of(&line.chain), line.seq)
    }

    fn any_chain(&mut self) -> String {
        let n = self.draws.below(self.chains.len());
        self.chains.keys().nth(n).unwrap().clone()
    }

    fn any_line(&mut self) -> Line {
        let chain = self.any_chain();
        let lines = &self.chains[&chain];
        let n = self.draws.below(lines.len());
        lines[n].clone()
    }

    /// One statement that changes one field of one line.
    fn change_line(&mut self) -> Vec<String> {
        let line = self.any_line();
        let texts = ["actor_kind", "action", "outcome", "request_id", "detail"];
        let optional = ["actor_id", "target_type", "target_id"];
        let set = match self.draws.below(7) {
            0 => {
                let other = line.at + Duration::milliseconds(1 + self.draws.below(5_000) as i64);
                format!("at = '{}'", other.to_rfc3339_opts(SecondsFormat::Micros, false))
            }
            1 => {
                let column = texts[self.draws.below(texts.len())];
                format!("{column} = {column} || ' '")
            }
            2 => format!("{} = NULL", optional[self.draws.below(optional.len())]),
            3 => format!("{} = ''", optional[self.draws.below(optional.len())]),
            4 => ["count = count + 1", "count = NULL", "count = 0", "count = -count"][self.draws.below(4)]
                .to_owned(),
            5 => {
                let hash = self.draws.bytes(32);
                format!("hash = {}", self.blob(&hash))
            }
            _ => {
                let elsewhere = ["seq = seq + 1000", "seq = -seq", "chain = 'pat-other'"];
                let other_org = format!("org_id = {}, chain = 'moved'", self.id(self.test.orgs[1]));
                elsewhere.get(self.draws.below(4)).map_or(other_org, |set| (*set).to_owned())
            }
        };
        vec![format!("UPDATE audit_line SET {set} WHERE {}", self.at(&line))]
    }

    /// Lines removed, swapped or cut off, with and without the head following.
    fn move_lines(&mut self) -> Vec<String> {
        let line = self.any_line();
        let lines = self.chains[&line.chain].clone();
        let after = format!("DELETE FROM audit_line WHERE {} AND seq >= {}", self.of(&line.chain), line.seq);
        match self.draws.below(5) {
            0 => vec![format!("DELETE FROM audit_line WHERE {}", self.at(&line))],
            1 => vec![after],
            2 => vec![after, self.head_to(lines.iter().rfind(|other| other.seq < line.seq), &line.chain)],
            3 => {
                let n = self.draws.below(lines.len());
                self.swap(&line, &lines[n])
            }
            _ => {
                let other = self.any_line();
                self.swap(&line, &other)
            }
        }
    }

    fn head_to(&self, last: Option<&Line>, chain: &str) -> String {
        let (seq, hash) = last.map_or((0, vec![0; 32]), |line| (line.seq, line.hash.clone()));
        format!("UPDATE audit_head SET seq = {seq}, hash = {} WHERE {}", self.blob(&hash), self.of(chain))
    }

    /// Two lines change places; the same line twice is removed instead.
    fn swap(&self, one: &Line, other: &Line) -> Vec<String> {
        if one == other {
            return vec![format!("DELETE FROM audit_line WHERE {}", self.at(one))];
        }
        let to = |line: &Line| format!("UPDATE audit_line SET chain = '{}', seq = {}", line.chain, line.seq);
        vec![
            format!("UPDATE audit_line SET chain = 'aside', seq = 0 WHERE {}", self.at(one)),
            format!("{} WHERE {}", to(one), self.at(other)),
            format!("{} WHERE {} AND seq = 0", to(other), self.of("aside")),
        ]
    }

    /// The careful attacker: changes, removes or adds a line, computes every later hash anew, and moves the
    /// head.
    fn rewrite(&mut self) -> Vec<String> {
        let line = self.any_line();
        let chain = line.chain.clone();
        let mut lines = self.chains[&chain].clone();
        let at = lines.iter().position(|other| other.seq == line.seq).unwrap();
        match self.draws.below(3) {
            0 => lines[at].outcome = "denied".to_owned(),
            1 => drop(lines.remove(at)),
            _ => lines.insert(at, Line { action: "forged".to_owned(), ..line }),
        }
        let mut previous = [0; 32];
        let mut sql = vec![format!("DELETE FROM audit_line WHERE {}", self.of(&chain))];
        for (seq, line) in (1..).zip(&mut lines) {
            line.seq = seq;
            previous = line_hash(line, &previous);
            line.hash = previous.to_vec();
            sql.push(self.insert(line));
        }
        sql.push(self.head_to(lines.last(), &chain));
        sql
    }

    fn insert(&self, line: &Line) -> String {
        let text = |text: &str| format!("'{}'", text.replace('\'', "''"));
        let maybe = |value: &Option<String>| value.as_deref().map_or("NULL".to_owned(), text);
        let (org, hash) = (self.id(self.org), self.blob(&line.hash));
        // The time as the database itself writes it, copied from a kept line.
        let at = line.at.to_rfc3339_opts(SecondsFormat::AutoSi, false);
        let values = [
            org,
            text(&line.chain),
            line.seq.to_string(),
            text(&at),
            text(&line.actor_kind),
            maybe(&line.actor_id),
            text(&line.action),
            maybe(&line.target_type),
            maybe(&line.target_id),
            text(&line.outcome),
            line.count.map_or("NULL".to_owned(), |count| count.to_string()),
            text(&line.request_id),
            text(&line.detail),
            hash,
        ];
        format!("INSERT INTO audit_line VALUES ({})", values.join(", "))
    }

    /// A whole sealed chain disappears, with its head.
    fn remove_chain(&mut self) -> Vec<String> {
        let n = self.draws.below(SEALED.len());
        let chain = self.of(SEALED[n]);
        vec![format!("DELETE FROM audit_line WHERE {chain}"), format!("DELETE FROM audit_head WHERE {chain}")]
    }

    fn change_head(&mut self) -> Vec<String> {
        let chain = self.any_chain();
        let random = self.draws.bytes(32);
        let random = self.blob(&random);
        let of = self.of(&chain);
        let not = if self.test.db.is_sqlite() { "1 - unsealed" } else { "NOT unsealed" };
        let leaf = "leaf = CASE WHEN leaf IS NULL THEN 0 ELSE leaf + 1 END";
        let set = match self.draws.below(11) {
            0 => "seq = seq + 1".to_owned(),
            1 => "seq = seq - 1".to_owned(),
            2 => format!("hash = {random}"),
            3 => format!("unsealed = {not}"),
            4 => leaf.to_owned(),
            5 => format!("leaf_hash = {random}"),
            6 => "sealed_root = sealed_root + 1".to_owned(),
            7 => "sealed_root = sealed_root - 1".to_owned(),
            8 => format!("mark = {random}"),
            9 => "chain = 'pat-other'".to_owned(),
            _ => return vec![format!("DELETE FROM audit_head WHERE {of}")],
        };
        vec![format!("UPDATE audit_head SET {set} WHERE {of}")]
    }

    fn change_root(&mut self) -> Vec<String> {
        let number = 1 + self.draws.below(self.roots.len());
        let this = format!("{} AND number = {number}", self.here());
        let root = self.roots[number - 1].clone();
        let other = self.roots[number % self.roots.len()].clone();
        let mut leaves = root.leaves.clone();
        let bit = self.draws.below(leaves.len() * 8);
        leaves[bit / 8] ^= 1 << (bit % 8);
        let later = (root.at + Duration::milliseconds(1)).to_rfc3339_opts(SecondsFormat::Millis, false);
        let random = self.draws.bytes(32);
        let random = self.blob(&random);
        let set = match self.draws.below(12) {
            0 => format!("at = '{later}'"),
            1 => "leaf_count = leaf_count + 1".to_owned(),
            2 => format!("tree_hash = {random}"),
            3 => format!("leaves = {}", self.blob(&leaves)),
            4 => format!("leaves = {}", self.blob(&[])),
            5 => format!("previous_hash = {random}"),
            6 => "key_id = key_id + 1".to_owned(),
            7 => format!("hash = {random}"),
            8 => format!("signature = {}", self.blob(&other.signature)),
            9 => "number = number + 100".to_owned(),
            10 => return vec![format!("DELETE FROM audit_root WHERE {this}")],
            _ => {
                // From here on, every later root is gone as well.
                return vec![format!("DELETE FROM audit_root WHERE {} AND number >= {number}", self.here())];
            }
        };
        vec![format!("UPDATE audit_root SET {set} WHERE {this}")]
    }

    fn edit(&mut self) -> Vec<String> {
        match self.draws.below(10) {
            0..=2 => self.change_line(),
            3 | 4 => self.move_lines(),
            5 => self.rewrite(),
            6 => self.remove_chain(),
            7 | 8 => self.change_head(),
            _ => self.change_root(),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_random_edit_is_found() {
    let number = |name: &str, otherwise: u64| std::env::var(name).map_or(otherwise, |n| n.parse().unwrap());
    let edits = number("AUDIT_EDITS", 300);
    let seed = number("AUDIT_SEED", u64::from_le_bytes(random::bytes()));
    let mut scene = Scene::new(seed).await;
    let (mut made, mut found, mut missed) = (0, 0, Vec::new());
    while made < edits {
        let edit = scene.edit();
        scene.run(&edit).await;
        // An edit that sets what is there already is none: it is drawn again.
        if changed(&scene).await {
            made += 1;
            let sound = [verify(&scene.test.db, scene.org), verify(&scene.test.db, scene.test.orgs[1])];
            let [here, there] = sound;
            if here.await.unwrap().is_sound() && there.await.unwrap().is_sound() {
                missed.push(edit);
            } else {
                found += 1;
            }
        }
        scene.restore().await;
        if made % 100 == 0 {
            let restored = verify(&scene.test.db, scene.org).await.unwrap();
            assert_eq!(restored.problems, [], "a sound log is called sound");
        }
    }
    println!("audit edits={edits} found={found} db={} seed={seed}", scene.test.kind());
    assert!(missed.is_empty(), "seed {seed}: not found: {missed:#?}");
}

/// Whether any row differs from the kept ones.
async fn changed(scene: &Scene) -> bool {
    for table in TABLES {
        for (one, other) in
            [(table.to_owned(), format!("keep_{table}")), (format!("keep_{table}"), table.to_owned())]
        {
            let differing =
                format!("SELECT 1 FROM (SELECT * FROM {one} EXCEPT SELECT * FROM {other}) d LIMIT 1");
            let everywhere = scene.test.db.across_orgs();
            let statement =
                sea_orm::Statement::from_string(everywhere.conn().get_database_backend(), differing);
            if everywhere.conn().query_one_raw(statement).await.unwrap().is_some() {
                return true;
            }
        }
    }
    false
}
