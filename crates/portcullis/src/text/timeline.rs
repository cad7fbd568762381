//! The law as a picture: a line an instrument, time from left to right.

use crate::style::{FAINT, STRONG, of, paint, width};
use jiff::ToSpan;
use jiff::civil::Date;
use portcullis_law::{EnforcementState, Instrument, Law, Outcome, TextState};
use std::fmt::Write as _;

/// Columns that the names of instruments take.
const NAME_COLUMNS: usize = 34;

/// First day of the picture: before it nothing here was in motion.
const FIRST: Date = jiff::civil::date(2022, 7, 1);

/// The instruments of the chosen regimes, from 2022 to one quarter past the last change or `today`.
pub(crate) fn timeline(law: &Law, chosen: impl Fn(&str) -> bool, today: Date) -> String {
    let last_change = law.change_dates().into_iter().next_back().unwrap_or(today);
    let last = last_change.max(today).checked_add(3.months()).unwrap_or(today);
    let columns = width().saturating_sub(NAME_COLUMNS + 1).max(20);
    let axis = Axis { first: FIRST, last, columns };
    let mut text = axis.years();
    for regime in law.regimes.iter().filter(|regime| chosen(&regime.id)) {
        let _ = writeln!(text, "{}", paint(STRONG, &regime.id));
        for instrument in &regime.instruments {
            let name: String = instrument.id.chars().take(NAME_COLUMNS - 3).collect();
            let _ = writeln!(text, "  {name:<width$} {}", axis.line(instrument), width = NAME_COLUMNS - 3);
        }
    }
    let marker = axis.column(today);
    let _ = writeln!(text, "{:indent$}^ {today}", "", indent = NAME_COLUMNS + marker);
    let _ = writeln!(
        text,
        "{}",
        paint(
            FAINT,
            "█ in force  ▒ in force, publicly not enforced  ? not verified  ░ suspended  · published or reported, not in force"
        )
    );
    text
}

struct Axis {
    first: Date,
    last: Date,
    columns: usize,
}

impl Axis {
    fn days(&self, date: Date) -> i64 {
        date.since(self.first).map_or(0, |span| i64::from(span.get_days()))
    }

    fn column(&self, date: Date) -> usize {
        let (day, days) = (self.days(date).max(0), self.days(self.last).max(1));
        let columns = i64::try_from(self.columns).unwrap_or(1);
        usize::try_from(day * columns / days).unwrap_or(0).min(self.columns.saturating_sub(1))
    }

    /// The first day that a column stands for.
    fn date(&self, column: usize) -> Date {
        let column = i64::try_from(column).unwrap_or(0);
        let columns = i64::try_from(self.columns).unwrap_or(1).max(1);
        let day = (column * self.days(self.last) + columns - 1) / columns;
        self.first.checked_add(day.days()).unwrap_or(self.last)
    }

    fn years(&self) -> String {
        let mut line: Vec<char> = vec![' '; self.columns];
        for year in self.first.year() + 1..=self.last.year() {
            let start = self.column(jiff::civil::date(year, 1, 1));
            for (offset, character) in format!("|{year}").chars().enumerate() {
                if let Some(place) = line.get_mut(start + offset) {
                    *place = character;
                }
            }
        }
        format!("{:NAME_COLUMNS$}{}\n", "", line.into_iter().collect::<String>().trim_end())
    }

    fn line(&self, instrument: &Instrument) -> String {
        let line: String = (0..self.columns).map(|column| symbol(instrument, self.date(column))).collect();
        colored(line.trim_end())
    }
}

/// The same line with each stretch in the color of what it means.
fn colored(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|character| character != first).unwrap_or(rest.len());
        let (stretch, after) = rest.split_at(end);
        text.push_str(&match first {
            '█' => paint(of(Outcome::NotRequired), stretch),
            '▒' | '?' => paint(of(Outcome::Depends), stretch),
            '░' | '·' => paint(FAINT, stretch),
            _ => stretch.to_owned(),
        });
        rest = after;
    }
    text
}

fn symbol(instrument: &Instrument, on: Date) -> char {
    let unenforced = instrument.enforcement.iter().take_while(|period| period.from <= on).last();
    match instrument.text_on(on).map(|period| period.state) {
        Some(TextState::Effective) => match unenforced.map(|period| period.state) {
            Some(EnforcementState::AnnouncedNonenforcement | EnforcementState::Stayed) => '▒',
            Some(EnforcementState::Normal) | None => '█',
        },
        Some(TextState::Suspended) => '░',
        Some(TextState::Unverified) => '?',
        Some(TextState::NotYetEffective) => '·',
        Some(TextState::Rescinded | TextState::Superseded | TextState::Expired) => ' ',
        None if instrument.first_date().is_some_and(|date| date <= on) => '·',
        None => ' ',
    }
}
