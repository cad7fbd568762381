//! Pictures of pages: of each step, for people to look at, and those of the README.

use crate::browser::{Browser, DESK, HAND};
use crate::fixture::root;
use std::fs;

/// The most that a picture of the README may have, in bytes.
const MOST_BYTES: usize = 150_000;

/// How high a picture of the README is, in CSS pixels.
const HEIGHT: u32 = 765;

/// How a page is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Look {
    Light,
    Dark,
    /// As wide as a hand.
    Narrow,
}

/// Whether somebody asks for the pictures of the README to be written.
pub fn are_written() -> bool {
    std::env::var_os("PORTCULLIS_WRITE_PICTURES").is_some()
}

impl Browser {
    /// Leaves a picture of the whole page.
    #[track_caller]
    pub fn leaves_picture(&self, name: &str, look: Look) {
        let folder = root().join("target/screenshots");
        fs::create_dir_all(&folder).unwrap();
        self.looks(look);
        fs::write(folder.join(format!("{name}.png")), self.picture("html", None)).unwrap();
        self.looks(Look::Light);
    }

    pub fn looks(&self, look: Look) {
        self.in_the_dark(look == Look::Dark);
        self.measures(if look == Look::Narrow { HAND } else { DESK });
    }

    /// Writes a picture of the README: of what begins at an element.
    #[track_caller]
    pub fn writes_picture(&self, name: &str, top: &str) {
        let picture = self.picture(top, Some(HEIGHT));
        assert!(picture.len() < MOST_BYTES, "{name}: {} bytes; make it lower", picture.len());
        let folder = root().join("docs/pictures");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{name}.png")), picture).unwrap();
    }
}
