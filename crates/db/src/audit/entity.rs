//! Tables `audit_line`, `audit_head` and `audit_root`.

pub mod line {
    //! Table `audit_line`.
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// One line of the audit log, as stored, as exported, and as [`crate::audit::verify_chain`] reads it.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "audit_line")]
    pub struct Model {
        /// Whose line it is.
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        /// The patient's FHIR id; empty for lines without a patient.
        #[sea_orm(primary_key, auto_increment = false)]
        pub chain: String,
        /// The place in its chain, from 1.
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        /// When it was written, to the millisecond.
        pub at: DateTimeUtc,
        /// Who acted: see [`crate::audit::ActorKind`].
        pub actor_kind: String,
        /// The actor's opaque id, where there is one.
        pub actor_id: Option<String>,
        /// What was done.
        pub action: String,
        /// The type of what it was done to.
        pub target_type: Option<String>,
        /// The opaque id of what it was done to.
        pub target_id: Option<String>,
        /// How it ended.
        pub outcome: String,
        /// How many things were shown or changed.
        pub count: Option<i64>,
        /// The request, as in the request log and on error pages.
        pub request_id: String,
        /// Opaque ids and counts as JSON text; the hash covers these bytes.
        pub detail: String,
        /// SHA-256 over this line and the hash before; hexadecimal when exported.
        #[serde(with = "super::hexadecimal")]
        pub hash: Vec<u8>,
    }

    /// None: chains refer to nothing.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod head {
    //! Table `audit_head`: where each chain ends.
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_head")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub chain: String,
        pub seq: i64,
        pub hash: Vec<u8>,
        /// Whether lines came after the root that sealed this head last.
        pub unsealed: bool,
        /// The chain's place in the organisation's tree, once it was sealed.
        pub leaf: Option<i64>,
        /// The leaf's hash when it was sealed last.
        pub leaf_hash: Option<Vec<u8>>,
        /// The root that sealed it last; 0 for none.
        pub sealed_root: i64,
        /// HMAC over all of the above.
        pub mark: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod root {
    //! Table `audit_root`.
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    /// A signed Merkle root over all chain heads of an organisation, as stored and as exported.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "audit_root")]
    pub struct Model {
        /// Whose root it is.
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        /// From 1, without gaps.
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        /// When it was sealed.
        pub at: DateTimeUtc,
        /// How many chains the tree has.
        pub leaf_count: i64,
        /// The Merkle tree hash (RFC 6962 §2.1) over all leaves.
        #[serde(with = "super::hexadecimal")]
        pub tree_hash: Vec<u8>,
        /// The leaves that are new or changed since the root before.
        #[serde(with = "super::hexadecimal")]
        pub leaves: Vec<u8>,
        /// The hash of the root before; 32 zero bytes for the first.
        #[serde(with = "super::hexadecimal")]
        pub previous_hash: Vec<u8>,
        /// The master key whose derived key signed it.
        pub key_id: i64,
        /// SHA-256 over everything above.
        #[serde(with = "super::hexadecimal")]
        pub hash: Vec<u8>,
        /// Ed25519 over the hash.
        #[serde(with = "super::hexadecimal")]
        pub signature: Vec<u8>,
    }

    /// None: roots refer to nothing.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod hexadecimal {
    //! Bytes as hexadecimal text in exports.
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        hex::decode(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
