//! Lines: the limits that classes set on figures, and moving them to see what that would catch.

use crate::atlas::controls;
use crate::atlas::words::number;
use jiff::civil::Date;
use portcullis_catalog::{Exact, Figure};
use portcullis_law::{Class, Law, Test};

/// A limit on a figure. Where several paragraphs use the same number, the floor of one and the ceiling of another, it
/// is one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The figure.
    pub figure: Figure,
    /// The limit.
    pub limit: Exact,
    /// The paragraphs that use it.
    pub paragraphs: Vec<String>,
}

impl Line {
    /// The parameter that moves it: `line-tpp-4800`.
    #[must_use]
    pub fn parameter(&self) -> String {
        format!("line-{}-{}", self.figure.field(), self.limit)
    }
}

/// A line that is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The figure.
    pub figure: Figure,
    /// The limit in the law.
    pub from: Exact,
    /// The limit to try.
    pub to: Exact,
}

/// A line that could not be moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotMoved {
    /// The parameter.
    pub parameter: String,
    /// What was asked for.
    pub asked: String,
    /// What is wrong, and the mend.
    pub says: String,
}

/// The limits of some classes, by figure, the greatest first.
pub(crate) fn lines(classes: &[&Class]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for class in classes {
        let paragraph = class.paragraph.as_ref().unwrap_or(&class.id);
        for test in &class.all {
            let Test::Figure(figure, _, limit) = test else { continue };
            match lines.iter_mut().find(|line| line.figure == *figure && line.limit == *limit) {
                Some(line) if line.paragraphs.contains(paragraph) => {}
                Some(line) => line.paragraphs.push(paragraph.clone()),
                None => lines.push(Line { figure: *figure, limit: *limit, paragraphs: vec![paragraph.clone()] }),
            }
        }
    }
    lines.sort_by(|a, b| a.figure.cmp(&b.figure).then_with(|| b.limit.cmp(&a.limit)));
    lines
}

/// A class with its limits moved.
pub(crate) fn moved(class: &Class, moves: &[Moved]) -> Class {
    let move_test = |test: &mut Test| {
        if let Test::Figure(figure, _, limit) = test
            && let Some(moved) = moves.iter().find(|moved| moved.figure == *figure && moved.from == *limit)
        {
            *limit = moved.to;
        }
    };
    let mut class = class.clone();
    class.all.iter_mut().chain(&mut class.not_if_all).for_each(move_test);
    class
}

/// Reads from the parameters of an address which lines of a date are to be moved. A parameter that is empty or says
/// what the law says moves nothing; one of a line that the date does not have is left alone.
#[must_use]
pub fn read_moves(law: &Law, on: Date, query: &[(String, String)]) -> (Vec<Moved>, Vec<NotMoved>) {
    let classes: Vec<&Class> =
        law.classes.items().iter().filter(|class| class.holds_on(on) && controls(class)).collect();
    let (mut moves, mut wrong) = (Vec::new(), Vec::new());
    for line in lines(&classes) {
        let parameter = line.parameter();
        let Some((_, text)) = query.iter().find(|(name, _)| *name == parameter) else { continue };
        let text = text.trim().replace(',', "");
        match text.parse::<Exact>() {
            _ if text.is_empty() => {}
            Ok(to) if to == line.limit => {}
            Ok(to) if to > Exact::ZERO => moves.push(Moved { figure: line.figure, from: line.limit, to }),
            _ => {
                let title = line.figure.title();
                let limit = number(line.limit);
                let says = format!("{title}: write a number above zero, such as {limit}");
                wrong.push(NotMoved { parameter, asked: text.chars().take(60).collect(), says });
            }
        }
    }
    (moves, wrong)
}
