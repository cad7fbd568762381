//! Accelerators that are nearly in a class: just under a line, or over the lines and kept out by something else.

use crate::atlas::part::Held;
use crate::atlas::words::{measure, number, test_words};
use portcullis_catalog::{Exact, Figure};
use portcullis_law::{Bound, Class, Subject, Test};

/// How far under a line counts as just under it: 10 percent, as a share of the limit that must be reached.
const WITHIN: (u64, u64) = (9, 10);

/// A limit that an item does not reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Miss {
    /// The figure.
    pub figure: Figure,
    /// What the item has.
    pub value: Exact,
    /// What it would need.
    pub limit: Exact,
}

impl Miss {
    /// How far it lies under the limit, in percent with one place, cut off.
    #[must_use]
    pub fn under(&self) -> String {
        let gap = self.limit.distance(self.value).and_then(|(_, gap)| gap.times(Exact::whole(100))?.over(self.limit));
        gap.map_or_else(|| "–".to_owned(), |percent| format!("{}%", percent.to_decimal(1)))
    }

    /// The miss in words.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{}: {} is {} under {}", self.figure.title(), number(self.value), self.under(), number(self.limit))
    }
}

/// An accelerator just under a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// Its place among the parts.
    pub part: usize,
    /// The code of the class.
    pub id: String,
    /// The paragraph whose lines it nearly reaches.
    pub paragraph: String,
    /// The limits it does not reach, each by less than a tenth.
    pub misses: Vec<Miss>,
}

/// An accelerator over the lines of a class on both axes, kept out of it by something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOut {
    /// Its place among the parts.
    pub part: usize,
    /// The code of the class.
    pub id: String,
    /// The paragraph.
    pub paragraph: String,
    /// What keeps it out, in words.
    pub by: Vec<String>,
}

fn paragraph(class: &Class) -> String {
    class.paragraph.clone().unwrap_or_else(|| class.id.clone())
}

/// The classes that could still take an item: those that do not hold it.
fn open<'a>(held: &'a [Held], classes: &'a [Class]) -> impl Iterator<Item = &'a Class> {
    classes.iter().filter(|class| !held.iter().any(|held| held.id == class.id))
}

/// The classes that an item is just under: of each code the paragraph with the fewest limits to go.
pub(crate) fn near(part: usize, held: &[Held], subject: Subject<'_>, classes: &[Class]) -> Vec<Near> {
    let mut all: Vec<Near> = Vec::new();
    for class in open(held, classes) {
        let Some(misses) = misses(class, subject) else { continue };
        let near = Near { part, id: class.id.clone(), paragraph: paragraph(class), misses };
        match all.iter_mut().find(|known| known.id == near.id) {
            Some(known) if near.misses.len() < known.misses.len() => *known = near,
            Some(_) => {}
            None => all.push(near),
        }
    }
    all
}

/// The lower limits of a class that an item does not reach by less than a tenth each; `None` where anything else
/// keeps it out.
fn misses(class: &Class, subject: Subject<'_>) -> Option<Vec<Miss>> {
    let mut misses = Vec::new();
    for test in &class.all {
        if test.evaluate(subject).is_true() {
            continue;
        }
        let Test::Figure(figure, Bound::AtLeast | Bound::Above, limit) = test else { return None };
        let value = subject.figures.get(*figure).known()?;
        let (part, whole) = WITHIN;
        if value.times(Exact::whole(whole))? < limit.times(Exact::whole(part))? {
            return None;
        }
        misses.push(Miss { figure: *figure, value, limit: *limit });
    }
    (!misses.is_empty() && !is_excluded(class, subject)).then_some(misses)
}

fn is_excluded(class: &Class, subject: Subject<'_>) -> bool {
    !class.not_if_all.is_empty() && class.not_if_all.iter().all(|test| test.evaluate(subject).is_true())
}

/// The classes whose lines on the plane an item passes, and which certainly do not hold it: one of each code.
pub(crate) fn kept_out(part: usize, held: &[Held], subject: Subject<'_>, classes: &[Class]) -> Vec<KeptOut> {
    let mut all: Vec<KeptOut> = Vec::new();
    for class in open(held, classes) {
        let drawn = |test: &&Test| matches!(test, Test::Figure(Figure::Tpp | Figure::PerformanceDensity, ..));
        let mut lines = class.all.iter().filter(drawn).peekable();
        let inside = lines.peek().is_some() && lines.all(|test| test.evaluate(subject).is_true());
        if !inside || all.iter().any(|known| known.id == class.id) {
            continue;
        }
        let failed = class.all.iter().filter(|test| test.evaluate(subject).is_false()).map(|test| match test {
            Test::Figure(figure, ..) => {
                format!("{}, and it has {}", test_words(test), measure(subject.figures.get(*figure)))
            }
            other => test_words(other),
        });
        let mut by: Vec<String> = failed.map(|words| format!("asks for {words}")).collect();
        if is_excluded(class, subject) {
            let words: Vec<String> = class.not_if_all.iter().map(test_words).collect();
            by.push(format!("leaves out what is {}", words.join(" and ")));
        }
        if !by.is_empty() {
            all.push(KeptOut { part, id: class.id.clone(), paragraph: paragraph(class), by });
        }
    }
    all
}
