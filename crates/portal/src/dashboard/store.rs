//! SQL of `home_card`: how a person arranged the cards of Home (D08). No row of an account means the order of
//! old.

use base::AccountId;
use db::{DbError, WriteTx};
use sea_orm::ActiveValue::Set;
use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use super::cards::Arrangement;

/// Table `home_card`.
pub mod home_card {
    use sea_orm::entity::prelude::*;

    /// One row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "home_card")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub card: String,
        pub position: i32,
        pub hidden: bool,
    }

    /// None are used.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use home_card::{ActiveModel, Column, Entity};

/// An account's arrangement.
pub async fn read(tx: &impl db::Door, account: AccountId) -> Result<Arrangement, DbError> {
    let rows = Entity::find()
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::AccountId.eq(account.0))
        .order_by_asc(Column::Position)
        .all(tx.conn())
        .await?;
    let kept: Vec<(String, bool)> = rows.into_iter().map(|row| (row.card, row.hidden)).collect();
    Ok(Arrangement::kept(&kept))
}

/// Keeps an arrangement in place of the one before; the order of old needs no rows.
pub async fn put(tx: &WriteTx, account: AccountId, arrangement: &Arrangement) -> Result<(), DbError> {
    Entity::delete_many()
        .filter(Column::OrgId.eq(tx.org().0))
        .filter(Column::AccountId.eq(account.0))
        .exec(tx.conn())
        .await?;
    if *arrangement == Arrangement::default() {
        return Ok(());
    }
    let mut rows = Vec::new();
    for (position, place) in (0..).zip(arrangement.places()) {
        rows.push(ActiveModel {
            org_id: Set(tx.org().0),
            account_id: Set(account.0),
            card: Set(place.card.name.to_owned()),
            position: Set(position),
            hidden: Set(place.hidden),
        });
    }
    Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}
