//! Two houses with several nodes each, and a wire that loses, repeats, delays, reorders and damages what it carries.
//!
//! What a house has durably is its journal; everything else is lost whenever a node restarts, which it may do between any
//! two steps, also between the commit of a record and the reply. In the end the wire heals, and then every message was
//! taken once and in order, both houses agree on both chains, and reconciliation finds nothing. Where a house forges its
//! history, somebody notices; and where the inbox is broken on purpose, the simulation notices.
//!
//! `PORTCULLIS_SEEDS` is how many histories there are; left out, a few seconds' worth.

mod draw;
mod forge;
mod histories;
mod house;
mod model;
mod network;
mod reconcile;
mod world;
