//! The shell, through the door: who is attacked how ([`isolation`]), which routes there are
//! ([`inventory`]), what every request meets before its handler ([`edge`], [`gates`], [`input`],
//! [`sessions`], [`tenants`]), how much of it there may be ([`load`]), pages that come in parts
//! ([`stream`]), and what a collector is told of it ([`traces`]).

mod edge;
mod gates;
mod input;
mod inventory;
mod isolation;
mod load;
mod sessions;
mod stream;
mod tenants;
mod traces;
