//! The shell, through the door: who is attacked how ([`isolation`]), which routes there are
//! ([`inventory`]), what every request meets before its handler ([`edge`], [`gates`], [`input`],
//! [`sessions`], [`tenants`]), how much of it there may be ([`load`]), and pages that come in parts
//! ([`stream`]).

mod edge;
mod gates;
mod input;
mod inventory;
mod isolation;
mod load;
mod sessions;
mod stream;
mod tenants;
