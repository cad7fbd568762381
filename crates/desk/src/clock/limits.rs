//! How long each clock may run: data, so that another authority can have its own, and so that a case of last year keeps the limits of last year.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::ClockName;
use crate::course::StopCause;
use crate::mistake::{Mistake, check_evidence};

const FILE: &str = "clocks";

/// The longest limit, in days: a century.
const MOST_DAYS: u32 = 36_525;

static UNITED_STATES: LazyLock<Limits> =
    LazyLock::new(|| Limits::parse(include_str!("../../data/clocks.toml")).unwrap_or_default());

/// The limits of an authority. It has the clocks that its file has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    rows: Vec<Limit>,
}

/// A limit.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Of which clock.
    pub name: ClockName,
    /// What is to happen within it.
    pub title: String,
    /// Calendar days.
    pub days: u32,
    /// What it means that the days are over.
    pub passing: Passing,
    /// What follows by law when they are, in words.
    pub on_expiry: String,
    /// What makes it stand still.
    pub stopped_by: Vec<StopCause>,
    /// The section that sets it.
    pub citation: String,
    /// From where that is known.
    pub evidence: String,
    /// It holds for applications registered on this day or later.
    pub from: Date,
    /// And on this day or earlier; left out, it still holds.
    #[serde(default)]
    pub until: Option<Date>,
}

/// What it means that the days are over.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Passing {
    /// Somebody had to act and is late.
    Overdue,
    /// Somebody could act, or all had to wait: the time is over, and what the law attaches to that has happened.
    Expires,
}

/// The unit of all limits. Working days would need the holidays of each year, and days that were worked in their place.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Unit {
    CalendarDays,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "unit")]
    _unit: Unit,
    clock: Vec<Limit>,
}

impl Limits {
    /// The limits of the United States' export administration (15 CFR 750.4 and 750.6). They are part of the program and tested to be whole; were they not,
    /// there would be no clock, and nobody would be taken to agree.
    #[must_use]
    pub fn united_states() -> &'static Self {
        &UNITED_STATES
    }

    /// Reads the limits of an authority.
    ///
    /// # Errors
    /// [`Mistake`] where the text is not TOML, has fields or words that are not known, a limit without citation or evidence, or two limits of one clock
    /// for the same day.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let written: Written = toml::from_str(text).map_err(|error| Mistake::toml(FILE, &error))?;
        let rows = written.clock;
        for (index, row) in rows.iter().enumerate() {
            row.check()?;
            let earlier = rows.iter().take(index);
            if let Some(other) = earlier.filter(|other| other.name == row.name).find(|other| other.overlaps(row)) {
                let what = format!(
                    "the limits from {} and from {} overlap: give the earlier an `until`",
                    other.from, row.from
                );
                return Err(Mistake::new(FILE, row.name.word(), what));
            }
        }
        Ok(Self { rows })
    }

    /// The limit of a clock for an application registered on a day, if the authority has one.
    #[must_use]
    pub fn get(&self, name: ClockName, registered: Date) -> Option<&Limit> {
        self.rows.iter().find(|row| row.name == name && row.holds(registered))
    }

    /// Every limit, in the order of the file.
    #[must_use]
    pub fn rows(&self) -> &[Limit] {
        &self.rows
    }
}

impl Limit {
    fn holds(&self, registered: Date) -> bool {
        self.from <= registered && self.until.is_none_or(|until| registered <= until)
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.holds(other.from) || other.holds(self.from)
    }

    fn check(&self) -> Result<(), Mistake> {
        let wrong = |what: &str| Err(Mistake::new(FILE, self.name.word(), what));
        if !(1..=MOST_DAYS).contains(&self.days) {
            return wrong("`days` must be from 1 to 36525");
        }
        if self.title.trim().is_empty() || self.on_expiry.trim().is_empty() {
            return wrong("`title` and `on_expiry` must say something");
        }
        if self.until.is_some_and(|until| until < self.from) {
            return wrong("`until` lies before `from`: no application could have this limit");
        }
        check_evidence(FILE, self.name.word(), &self.citation, &self.evidence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE_TEXT: &str = include_str!("../../data/clocks.toml");

    #[test]
    fn the_file_has_every_clock_and_nothing_falls_back_to_an_empty_one() {
        let limits = Limits::parse(FILE_TEXT).unwrap();
        let day = Date::constant(2026, 1, 1);
        assert!(ClockName::ALL.iter().all(|name| limits.get(*name, day).is_some()));
        assert_eq!(&limits, Limits::united_states());
        assert_eq!(limits.get(ClockName::Resolution, Date::constant(1996, 2, 3)), None, "the procedure is younger");
    }

    #[test]
    fn a_changed_limit_holds_for_later_registrations() {
        let (old, new) = (r#"from = "1996-02-04""#, "from = \"1996-02-04\"\nuntil = \"2025-12-31\"");
        let row = FILE_TEXT.split("[[clock]]").nth(1).unwrap();
        let changed = row.replace("days = 90", "days = 60").replace("1996-02-04", "2026-01-01");
        let text = format!("{}\n[[clock]]{changed}", FILE_TEXT.replacen(old, new, 1));
        let limits = Limits::parse(&text).unwrap();
        let days = |day| limits.get(ClockName::Resolution, day).unwrap().days;
        assert_eq!(days(Date::constant(2025, 12, 31)), 90);
        assert_eq!(days(Date::constant(2026, 1, 1)), 60);
        let overlapping = format!("{FILE_TEXT}\n[[clock]]{changed}");
        assert!(Limits::parse(&overlapping).unwrap_err().to_string().contains("overlap"));
    }

    #[test]
    fn what_it_cannot_keep_is_refused_with_its_place() {
        for (written, wrong, says) in [
            ("calendar_days", "working_days", "unknown variant `working_days`"),
            ("days = 90", "days = 0", "resolution: `days`"),
            ("days = 90", "days = 90\ngrace = 3", "unknown field `grace`"),
            ("evidence = \"sourced:", "evidence = \"rumored:", "`evidence` must begin with"),
            ("multilateral", "plebiscite", "unknown variant `plebiscite`"),
        ] {
            let text = FILE_TEXT.replacen(written, wrong, 1);
            let said = Limits::parse(&text).unwrap_err().to_string();
            assert!(said.contains(says), "{said}");
        }
    }
}
