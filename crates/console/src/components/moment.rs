//! A moment: its date and time with the zone, and the exact form for machines.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use maud::{Markup, Render, html};
use portcullis_license::Instant;

/// A moment, shown in a zone.
#[derive(Debug, Clone)]
pub struct Moment<'a> {
    at: Instant,
    zone: Option<(TimeZone, &'a str)>,
}

impl<'a> Moment<'a> {
    /// In Coordinated Universal Time.
    #[must_use]
    pub fn utc(at: Instant) -> Self {
        Self { at, zone: None }
    }

    /// In a zone, with the name that is shown: `Europe/Brussels`.
    #[must_use]
    pub fn in_zone(at: Instant, zone: TimeZone, name: &'a str) -> Self {
        Self { at, zone: Some((zone, name)) }
    }
}

impl Render for Moment<'_> {
    fn render(&self) -> Markup {
        let Ok(moment) = Timestamp::from_millisecond(self.at.0) else {
            return html! { span { (self.at.to_string()) } };
        };
        let (zone, name) = self.zone.clone().unwrap_or((TimeZone::UTC, "UTC"));
        let local = moment.to_zoned(zone).datetime();
        // Seconds are for machines and for the title.
        let (hour, minute) = (local.hour(), local.minute());
        html! {
            time datetime=(moment.to_string()) title=(moment.to_string()) {
                (local.date().to_string()) " " (format!("{hour:02}:{minute:02}")) " " span.quiet { (name) }
            }
        }
    }
}
