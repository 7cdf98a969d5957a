//! The shell, through the door: who is attacked how ([`isolation`]), which routes there are
//! ([`inventory`]), and what every request meets before its handler ([`edge`], [`gates`], [`input`],
//! [`sessions`], [`tenants`]).

mod edge;
mod gates;
mod input;
mod inventory;
mod isolation;
mod sessions;
mod stream;
mod tenants;
