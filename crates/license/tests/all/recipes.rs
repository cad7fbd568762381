//! Stories, each named for what it shows.

mod leases;
mod licenses;
mod limits;
