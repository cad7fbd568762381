//! Signing in to the console with an identity provider: a real one, by its own pages, and what tries to come in beside it.

mod browser;
mod coming_back;
mod house;
mod whole;
