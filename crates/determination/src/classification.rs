//! Classification: which paragraph an item falls in on a date, and how far it lies from each threshold.

use crate::engine::Engine;
use jiff::civil::Date;
use portcullis_catalog::{Exact, Figure, Measure};
use portcullis_law::{Bound, Possible, Subject, Test};
use serde::Serialize;
use serde_json::Number;
use std::cmp::Ordering;

/// The classification of an item on a date.
#[derive(Debug, Clone, Serialize)]
pub struct Classification {
    /// The item's name.
    pub accelerator: Option<String>,
    /// The instance type, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// How many accelerators an instance has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accelerators_per_instance: Option<Number>,
    /// The date.
    pub on: Date,
    /// The ECCNs it falls under: the chip's, and for an instance type that of the computer that holds it.
    pub eccn: Vec<String>,
    /// The paragraph, the strictest where there are several; `None` where it is under none or this is not known.
    pub paragraph: Option<String>,
    /// Every class of the law, paragraphs and others, that it certainly falls in.
    pub classes: Vec<String>,
    /// Classes it may fall in, depending on figures that are not known.
    pub open: Vec<String>,
    /// Total processing performance.
    pub tpp: Option<Number>,
    /// TPP per square millimeter.
    pub performance_density: Option<Number>,
    /// Aggregate bidirectional I/O in gigabytes per second.
    pub io_gb_s: Option<Number>,
    /// Total memory bandwidth in gigabytes per second.
    pub memory_bandwidth_gb_s: Option<Number>,
    /// Designed or marketed for data centers; `None` where it is not known or disputed.
    pub data_center: Option<bool>,
    /// The figures against each threshold of the paragraphs in force.
    pub margins: Vec<Margin>,
    /// How far the catalog's row can be relied on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<&'static str>,
    /// Where the catalog's row comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The hash of the law and of the catalog.
    pub versions: Versions,
}

/// Versions of what was used.
#[derive(Debug, Clone, Serialize)]
pub struct Versions {
    /// The law.
    pub law: String,
    /// The catalog.
    pub catalog: String,
}

/// A figure against a threshold.
#[derive(Debug, Clone, Serialize)]
pub struct Margin {
    /// The paragraph and its condition: `3A090.a.1: tpp >= 4800`.
    pub threshold: String,
    /// The figure's field name.
    pub figure: &'static str,
    /// The value; `None` where it is not known.
    pub value: Option<Number>,
    /// The least it can be, where only that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Number>,
    /// The limit.
    pub limit: Number,
    /// Value minus limit; `None` where the value is not known.
    pub margin: Option<Number>,
    /// Whether the condition holds; `None` where it is not known.
    pub holds: Option<bool>,
}

/// Digits after the point in what is shown; further ones are cut off, and comparison never uses them.
const PLACES: u32 = 6;

impl Engine {
    /// Classifies an item on a date.
    #[must_use]
    pub fn classify(&self, subject: Subject<'_>, on: Date) -> Classification {
        let classes = &self.law().classes;
        let in_force: Vec<_> = classes.items().iter().filter(|class| class.holds_on(on)).collect();
        let mut classification = Classification {
            accelerator: subject.name.map(ToOwned::to_owned),
            instance: None,
            accelerators_per_instance: None,
            on,
            eccn: Vec::new(),
            paragraph: None,
            classes: Vec::new(),
            open: Vec::new(),
            tpp: shown(subject.figures.tpp),
            performance_density: shown(subject.figures.performance_density),
            io_gb_s: shown(subject.figures.io_gb_s),
            memory_bandwidth_gb_s: shown(subject.figures.memory_bandwidth_gb_s),
            data_center: subject.figures.data_center,
            margins: Vec::new(),
            confidence: None,
            source: None,
            versions: Versions { law: self.law().version().to_owned(), catalog: self.catalog().version().to_owned() },
        };
        for class in &in_force {
            let result = class.evaluate(subject);
            if result.is_true() {
                push_new(&mut classification.classes, &class.id);
                if let Some(eccn) = &class.eccn {
                    push_new(&mut classification.eccn, eccn);
                    if classification.paragraph.is_none() {
                        classification.paragraph.clone_from(&class.paragraph);
                    }
                }
            }
        }
        for class in &in_force {
            let may = class.evaluate(subject) == Possible::UNKNOWN;
            if may && !classification.classes.contains(&class.id) {
                push_new(&mut classification.open, &class.id);
            }
            let forms = class.all.iter().filter(|test| matches!(test, Test::Form(_)));
            if class.eccn.is_none() || forms.into_iter().any(|test| test.evaluate(subject).is_false()) {
                continue;
            }
            let name = class.paragraph.as_deref().unwrap_or(&class.id);
            for test in &class.all {
                if let Test::Figure(figure, bound, limit) = test {
                    let measure = subject.figures.get(*figure);
                    classification.margins.push(margin(name, *figure, *bound, *limit, measure, test.evaluate(subject)));
                }
            }
        }
        classification
    }

    /// Classifies an accelerator of the catalog.
    #[must_use]
    pub fn classify_accelerator(&self, place: usize, on: Date) -> Option<Classification> {
        let accelerator = self.catalog().accelerators().get(place)?;
        let mut classification = self.classify(Subject::of(accelerator), on);
        classification.confidence = Some(accelerator.confidence.word());
        classification.source = Some(accelerator.source.clone());
        Some(classification)
    }

    /// Classifies an instance type: its accelerator, and the computer that holds it (4A090).
    #[must_use]
    pub fn classify_instance(&self, place: usize, on: Date) -> Option<Classification> {
        let instance = self.catalog().instances().get(place)?;
        let mut classification = match instance.accelerator {
            Some(accelerator) => self.classify_accelerator(accelerator, on)?,
            None => {
                let figures = portcullis_catalog::Figures::UNKNOWN;
                let form = portcullis_law::Form::Accelerator;
                self.classify(Subject { figures: &figures, vendor: None, name: None, form }, on)
            }
        };
        if classification.eccn.iter().any(|eccn| eccn == "3A090") {
            classification.eccn.push("4A090".to_owned());
        }
        classification.instance = Some(instance.key());
        classification.accelerators_per_instance = instance.count.map(number);
        Some(classification)
    }
}

fn push_new(list: &mut Vec<String>, value: &str) {
    if !list.iter().any(|known| known == value) {
        list.push(value.to_owned());
    }
}

/// A measure as a number; a lower bound is not a value.
fn shown(measure: Measure) -> Option<Number> {
    measure.known().map(number)
}

/// An exact number with its own digits, not through a float.
fn number(value: Exact) -> Number {
    signed("", value)
}

fn signed(sign: &str, value: Exact) -> Number {
    // Digits, and perhaps a point between them: always a JSON number.
    format!("{sign}{}", value.to_decimal(PLACES)).parse().unwrap_or_else(|_| Number::from(0))
}

fn margin(paragraph: &str, figure: Figure, bound: Bound, limit: Exact, measure: Measure, result: Possible) -> Margin {
    let distance = measure.known().and_then(|value| value.distance(limit));
    let sign = |order| if order == Ordering::Less { "-" } else { "" };
    Margin {
        threshold: format!("{paragraph}: {} {} {limit}", figure.field(), bound.sign()),
        figure: figure.field(),
        value: shown(measure),
        at_least: if let Measure::AtLeast(least) = measure { Some(number(least)) } else { None },
        limit: number(limit),
        margin: distance.map(|(order, gap)| signed(sign(order), gap)),
        holds: if result.is_true() {
            Some(true)
        } else if result.is_false() {
            Some(false)
        } else {
            None
        },
    }
}
