//! How long until something is due.

use crate::components::badge::{Badge, Tone};
use jiff::civil::Date;
use maud::{Markup, Render, html};

/// Days before a deadline from which it is said louder.
const SOON: i32 = 7;

/// A deadline, seen from a day.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    /// The last day.
    pub due: Date,
    /// The day it is seen from.
    pub today: Date,
}

impl Deadline {
    /// Days left; negative once it is past.
    #[must_use]
    pub fn days_left(self) -> i32 {
        // The calendar has fewer than 2^23 days.
        i32::try_from(self.due.duration_since(self.today).as_hours() / 24).unwrap_or(0)
    }

    /// How it stands, in words.
    #[must_use]
    pub fn words(self) -> String {
        match self.days_left() {
            0 => "due today".to_owned(),
            1 => "due tomorrow".to_owned(),
            -1 => "1 day late".to_owned(),
            left if left < 0 => format!("{} days late", left.unsigned_abs()),
            left => format!("{left} days left"),
        }
    }
}

impl Render for Deadline {
    fn render(&self) -> Markup {
        let (tone, mark) = match self.days_left() {
            ..0 => (Tone::Bad, "!"),
            0..=SOON => (Tone::Warn, "◷"),
            _ => (Tone::Plain, "◷"),
        };
        let words = self.words();
        html! {
            span.deadline {
                time datetime=(self.due.to_string()) { (self.due.to_string()) }
                " " (Badge::of(tone, mark, &words))
            }
        }
    }
}
