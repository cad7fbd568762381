//! One accelerator on the atlas: what holds it on the date.

use crate::atlas::launch::Launch;
use jiff::civil::Date;
use portcullis_catalog::Accelerator;
use portcullis_law::{Class, Subject};

/// A class that holds an accelerator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The code of the class.
    pub id: String,
    /// The first paragraph of the law that puts it there.
    pub paragraph: String,
    /// Whether that is certain; something that would decide is not known where it is not.
    pub certain: bool,
}

/// An accelerator.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// Its row of the catalog.
    pub accelerator: &'a Accelerator,
    /// How its launch lies to the date.
    pub launch: Launch,
    /// The paragraphs of the control list that hold it, with moved lines: one of each class.
    pub held: Vec<Held>,
    /// The same by the law as it stands.
    pub held_by_law: Vec<Held>,
    /// Other classes of the law it falls in: letters by name, lanes of review, bands of duty.
    pub others: Vec<Held>,
}

impl<'a> Part<'a> {
    pub(crate) fn of(
        accelerator: &'a Accelerator,
        on: Date,
        written: &[&Class],
        moved: &[Class],
        others: &[&Class],
    ) -> Self {
        let subject = Subject::of(accelerator);
        Self {
            accelerator,
            launch: Launch::seen_from(&accelerator.launch_date, on),
            held: held(subject, moved.iter()),
            held_by_law: held(subject, written.iter().copied()),
            others: held(subject, others.iter().copied()),
        }
    }

    /// The class that holds it, a certain one before a possible one.
    #[must_use]
    pub fn first_held(&self) -> Option<&Held> {
        self.held.iter().find(|held| held.certain).or(self.held.first())
    }
}

/// The classes that hold an item: of each code the first paragraph that certainly does, else the first that may.
fn held<'a>(subject: Subject<'_>, classes: impl Iterator<Item = &'a Class>) -> Vec<Held> {
    let mut all: Vec<Held> = Vec::new();
    for class in classes {
        let result = class.evaluate(subject);
        if !result.can_be_true() {
            continue;
        }
        let paragraph = class.paragraph.clone().unwrap_or_else(|| class.id.clone());
        let held = Held { id: class.id.clone(), paragraph, certain: result.is_true() };
        match all.iter_mut().find(|known| known.id == held.id) {
            Some(known) if !known.certain && held.certain => *known = held,
            Some(_) => {}
            None => all.push(held),
        }
    }
    all
}
