//! Regions: what a class covers on the plane, and what it asks for besides.

use crate::atlas::words::test_words;
use jiff::civil::Date;
use portcullis_catalog::{Exact, Figure};
use portcullis_law::{Bound, Class, Form, Test};

/// What a class asks of one figure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Span {
    /// Not less, or more, than this.
    pub from: Option<Exact>,
    /// Less, or not more, than this.
    pub to: Option<Exact>,
}

impl Span {
    fn narrow(&mut self, bound: Bound, limit: Exact) {
        match bound {
            Bound::AtLeast | Bound::Above => self.from = Some(self.from.map_or(limit, |from| from.max(limit))),
            Bound::Below | Bound::AtMost => self.to = Some(self.to.map_or(limit, |to| to.min(limit))),
        }
    }
}

/// What a class covers on the plane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// The code of the class.
    pub id: String,
    /// The paragraph.
    pub paragraph: String,
    /// Total processing performance.
    pub tpp: Span,
    /// Performance density.
    pub density: Span,
    /// What it asks for besides, in words: a region with these catches some of what lies in it.
    pub beside: Vec<String>,
    /// What it leaves out, in words.
    pub but: Option<String>,
    /// Its first day.
    pub since: Date,
    /// Where it is set.
    pub citation: String,
    /// The evidence for it.
    pub evidence: String,
}

impl Region {
    /// The region of a class; `None` where it sets no limit on either axis.
    #[must_use]
    pub fn of(class: &Class) -> Option<Self> {
        let (mut tpp, mut density, mut beside) = (Span::default(), Span::default(), Vec::new());
        for test in &class.all {
            match test {
                Test::Figure(Figure::Tpp, bound, limit) => tpp.narrow(*bound, *limit),
                Test::Figure(Figure::PerformanceDensity, bound, limit) => density.narrow(*bound, *limit),
                Test::Form(Form::Accelerator) => {}
                other => beside.push(test_words(other)),
            }
        }
        if tpp == Span::default() && density == Span::default() {
            return None;
        }
        let but = class.not_if_all.iter().map(test_words).collect::<Vec<_>>().join(" and ");
        Some(Self {
            id: class.id.clone(),
            paragraph: class.paragraph.clone().unwrap_or_else(|| class.id.clone()),
            tpp,
            density,
            beside,
            but: (!but.is_empty()).then_some(but),
            since: class.from,
            citation: class.citation.clone(),
            evidence: class.evidence.clone(),
        })
    }
}
