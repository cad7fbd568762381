//! The atlas: every accelerator of the catalog on the plane of performance and performance density, with the lines
//! that the law draws on a date.
//!
//! Nothing here is written a second time: regions, lines and what falls in them come from the law's own classes
//! ([`portcullis_law::Classes`]) and are evaluated by it, so the picture and an answer cannot disagree. A line can be
//! moved to see what that would catch; moving changes copies of the classes and nothing else.

mod axes;
mod cluster;
mod date_form;
mod labels;
mod launch;
mod legend;
mod line;
mod lists;
mod near;
mod part;
mod plane;
mod region;
mod words;

pub use launch::Launch;
pub use line::{Line, Moved, NotMoved, read_moves};
pub use near::{KeptOut, Miss, Near};
pub use part::{Held, Part};
pub use region::{Region, Span};

use date_form::Mark;
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_catalog::Catalog;
use portcullis_law::{Class, Form, Law, Subject, Test};

/// The atlas of a date.
pub struct Atlas<'a> {
    /// The date.
    pub on: Date,
    /// The lines in force, with their limits in the law.
    pub lines: Vec<Line>,
    /// Which of them are moved.
    pub moves: Vec<Moved>,
    /// The regions that are drawn, with moved lines.
    pub regions: Vec<Region>,
    /// Every accelerator, in the order of the catalog.
    pub parts: Vec<Part<'a>>,
    /// Accelerators just under a line that would put them into a class.
    pub near: Vec<Near>,
    /// Accelerators over the lines that are drawn, kept out of the class by something else.
    pub kept_out: Vec<KeptOut>,
    marks: Vec<Mark>,
}

/// Whether a class controls accelerators: a paragraph of a control list, and not of memory.
pub(crate) fn controls(class: &Class) -> bool {
    class.eccn.is_some() && !class.all.iter().any(|test| matches!(test, Test::Form(Form::Hbm)))
}

impl<'a> Atlas<'a> {
    /// The atlas of a date, with some lines moved.
    #[must_use]
    pub fn of(catalog: &'a Catalog, law: &Law, on: Date, moves: &[Moved]) -> Self {
        let in_force = || law.classes.items().iter().filter(|class| class.holds_on(on));
        let written: Vec<&Class> = in_force().filter(|class| controls(class)).collect();
        let others: Vec<&Class> = in_force().filter(|class| class.eccn.is_none()).collect();
        let classes: Vec<Class> = written.iter().map(|class| line::moved(class, moves)).collect();
        let parts: Vec<Part<'a>> =
            catalog.accelerators().iter().map(|part| Part::of(part, on, &written, &classes, &others)).collect();
        let subjects = || parts.iter().enumerate().map(|(place, part)| (place, part, Subject::of(part.accelerator)));
        let near = subjects().flat_map(|(place, part, subject)| near::near(place, &part.held, subject, &classes));
        let kept_out =
            subjects().flat_map(|(place, part, subject)| near::kept_out(place, &part.held, subject, &classes));
        let (near, kept_out) = (near.collect(), kept_out.collect());
        Self {
            on,
            lines: line::lines(&written),
            moves: moves.to_vec(),
            regions: classes.iter().filter_map(Region::of).collect(),
            near,
            kept_out,
            parts,
            marks: date_form::marks(law),
        }
    }

    /// The codes of the classes drawn, the first of the law first.
    pub(crate) fn class_ids(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        for region in &self.regions {
            if !ids.contains(&region.id.as_str()) {
                ids.push(&region.id);
            }
        }
        ids
    }

    /// The accelerators that the moved lines put into other classes.
    pub fn changed(&self) -> impl Iterator<Item = &Part<'a>> {
        self.parts.iter().filter(|part| part.held != part.held_by_law)
    }
}

impl Render for Atlas<'_> {
    fn render(&self) -> Markup {
        html! {
            (date_form::form(self))
            div #atlas aria-live="polite" {
                (lists::changed(self))
                (plane::plane(self))
                (lists::lines(self))
                (lists::near(self))
                (lists::kept_out(self))
                (lists::off_the_plane(self))
                (lists::parts(self))
            }
        }
    }
}
