//! The console as people use it: Debian's Chromium, driven through chromedriver, on services that really run.
//!
//! What these tests need is installed by `./test`: `chromium` and `chromium-driver` (Debian), and `axe-core` (npm) in `target/tools`. Where they are
//! missing the tests are left out, and say so. Pictures of each step are left in `target/screenshots`; those of the README are written anew with
//! `PORTCULLIS_WRITE_PICTURES=1`.
#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on ends there")]
#![expect(clippy::print_stderr, reason = "why a test was left out is worth a line")]

#[path = "../serve/asks.rs"]
#[expect(dead_code, reason = "other tests ask more")]
mod asks;
#[path = "../serve/caller.rs"]
#[expect(dead_code, reason = "other tests call otherwise, too")]
mod caller;
#[path = "../serve/fixture.rs"]
#[expect(dead_code, reason = "other tests make more of a register")]
mod fixture;
#[path = "../serve/houses.rs"]
mod houses;
#[path = "../serve/process.rs"]
#[expect(dead_code, reason = "other tests stop and kill services")]
mod process;
#[path = "../serve/waiting.rs"]
#[expect(dead_code, reason = "other tests wait otherwise, too")]
mod waiting;

mod axe;
mod browser;
mod demo;
mod driver;
mod keyboard;
mod life;
mod page;
mod pictures;
mod walk;

use waiting::wait_until;
