//! Classes: dated tests on figures.
//!
//! Thresholds are data (`classes.toml`), compared exactly; provisions name only the class. An unknown figure
//! gives an unknown class, never a false one. A class of items is an ECCN paragraph or another test on an item;
//! a class of amounts is a test on how much one transaction moves.

use crate::codes::{CodeType, Codes};
use crate::error::LawError;
use crate::facts::Bits;
use crate::instrument::{date, optional_date};
use crate::possible::Possible;
use jiff::civil::Date;
use portcullis_catalog::{Accelerator, Exact, Figure, Figures, Measure};
use serde::Deserialize;
use std::cmp::Ordering;

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// A chip that computes.
    Accelerator,
    /// High-bandwidth memory.
    Hbm,
}

/// Figures of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountFigure {
    /// TPP of all accelerators of this transaction.
    TotalTpp,
    /// The same, with what went before to the same consignee in the calendar year.
    YearTpp,
    /// Operations used to train a model.
    TrainingOperations,
    /// How many accelerators.
    Accelerators,
}

/// The amounts of one transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amounts {
    /// See [`AmountFigure::TotalTpp`].
    pub total_tpp: Measure,
    /// See [`AmountFigure::YearTpp`].
    pub year_tpp: Measure,
    /// See [`AmountFigure::TrainingOperations`].
    pub training_operations: Measure,
    /// See [`AmountFigure::Accelerators`].
    pub accelerators: Measure,
}

impl Amounts {
    fn get(&self, figure: AmountFigure) -> Measure {
        match figure {
            AmountFigure::TotalTpp => self.total_tpp,
            AmountFigure::YearTpp => self.year_tpp,
            AmountFigure::TrainingOperations => self.training_operations,
            AmountFigure::Accelerators => self.accelerators,
        }
    }
}

/// How a figure is held against a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// `>=`
    AtLeast,
    /// `>`
    Above,
    /// `<`
    Below,
    /// `<=`
    AtMost,
}

impl Bound {
    /// The sign.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::Above => ">",
            Self::Below => "<",
            Self::AtMost => "<=",
        }
    }

    fn holds(self, value: Exact, limit: Exact) -> bool {
        let order = value.cmp(&limit);
        match self {
            Self::AtLeast => order != Ordering::Less,
            Self::Above => order == Ordering::Greater,
            Self::Below => order == Ordering::Less,
            Self::AtMost => order != Ordering::Greater,
        }
    }

    /// Whether a measure keeps the bound; a measure without meaning keeps none.
    fn test(self, measure: Measure, limit: Exact) -> Possible {
        match measure {
            Measure::Known(value) => Possible::of(self.holds(value, limit)),
            Measure::Undefined => Possible::FALSE,
            Measure::Unknown => Possible::UNKNOWN,
            // A larger value keeps a lower bound that the least value keeps, and breaks an upper bound
            // that the least value breaks; otherwise it is open.
            Measure::AtLeast(least) => match (self, self.holds(least, limit)) {
                (Self::AtLeast | Self::Above, true) => Possible::TRUE,
                (Self::Below | Self::AtMost, false) => Possible::FALSE,
                _ => Possible::UNKNOWN,
            },
        }
    }
}

/// The item that is classified.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// What is measured of it.
    pub figures: &'a Figures,
    /// Whose design it is, where that is known.
    pub vendor: Option<&'a str>,
    /// Its name in the catalog, where it has one.
    pub name: Option<&'a str>,
    /// What it is.
    pub form: Form,
}

impl<'a> Subject<'a> {
    /// An accelerator of the catalog.
    #[must_use]
    pub fn of(accelerator: &'a Accelerator) -> Self {
        Self {
            figures: &accelerator.figures,
            vendor: Some(&accelerator.vendor),
            name: Some(&accelerator.name),
            form: Form::Accelerator,
        }
    }
}

/// One condition of a class of items.
#[derive(Debug, Clone)]
pub enum Test {
    /// A figure keeps a bound.
    Figure(Figure, Bound, Exact),
    /// Designed or marketed for data centers, or not.
    DataCenter(bool),
    /// Designed by this company.
    Vendor(String),
    /// One of these items of the catalog.
    Named(Vec<String>),
    /// Of this form.
    Form(Form),
}

impl Test {
    /// Whether an item meets it.
    #[must_use]
    pub fn evaluate(&self, subject: Subject<'_>) -> Possible {
        match self {
            Self::Figure(figure, bound, limit) => bound.test(subject.figures.get(*figure), *limit),
            Self::DataCenter(expected) => {
                subject.figures.data_center.map_or(Possible::UNKNOWN, |known| Possible::of(known == *expected))
            }
            // An item given by figures alone is nobody's named product.
            Self::Vendor(vendor) => Possible::of(subject.vendor == Some(vendor)),
            Self::Named(names) => {
                Possible::of(subject.name.is_some_and(|name| names.iter().any(|known| known == name)))
            }
            Self::Form(form) => Possible::of(subject.form == *form),
        }
    }
}

/// A dated class of items, or one of several ways into it.
#[derive(Debug, Clone)]
pub struct Class {
    /// Its code.
    pub id: String,
    /// Its bit among the classes.
    pub bit: u64,
    /// The ECCN, where it is one.
    pub eccn: Option<String>,
    /// The paragraph.
    pub paragraph: Option<String>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Option<Date>,
    /// Where it is set.
    pub citation: String,
    /// The evidence for it.
    pub evidence: String,
    /// What must hold.
    pub all: Vec<Test>,
    /// Excluded when all of these hold.
    pub not_if_all: Vec<Test>,
}

impl Class {
    /// Whether it applies on a date.
    #[must_use]
    pub fn holds_on(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|to| on <= to)
    }

    /// Whether an item falls in it.
    #[must_use]
    pub fn evaluate(&self, subject: Subject<'_>) -> Possible {
        let all = |tests: &[Test]| tests.iter().fold(Possible::TRUE, |met, test| met.and(|| test.evaluate(subject)));
        let excluded = if self.not_if_all.is_empty() { Possible::FALSE } else { all(&self.not_if_all) };
        all(&self.all).and(|| excluded.not())
    }
}

/// A dated class of amounts.
#[derive(Debug, Clone)]
pub struct Amount {
    /// Its code.
    pub id: String,
    /// Its bit among the amounts.
    pub bit: u64,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Option<Date>,
    /// Where it is set.
    pub citation: String,
    /// The evidence for it.
    pub evidence: String,
    /// What must hold.
    pub all: Vec<(AmountFigure, Bound, Exact)>,
}

impl Amount {
    /// Whether it asks for more than the operations of a training run.
    #[must_use]
    pub fn counts_items(&self) -> bool {
        self.all.iter().any(|(figure, ..)| *figure != AmountFigure::TrainingOperations)
    }
}

/// All classes of all regimes.
#[derive(Debug, Default)]
pub struct Classes {
    items: Vec<Class>,
    amounts: Vec<Amount>,
}

impl Classes {
    /// Every class of items.
    #[must_use]
    pub fn items(&self) -> &[Class] {
        &self.items
    }

    /// Every class of amounts.
    #[must_use]
    pub fn amounts(&self) -> &[Amount] {
        &self.amounts
    }

    /// The classes an item falls in on a date.
    #[must_use]
    pub fn classify(&self, subject: Subject<'_>, on: Date) -> Bits {
        let in_force = self.items.iter().filter(|class| class.holds_on(on));
        collect(in_force.map(|class| (class.bit, class.evaluate(subject))))
    }

    /// The classes an amount falls in on a date, of those that are `wanted`.
    #[must_use]
    pub fn measure(&self, amounts: &Amounts, on: Date, wanted: u64) -> Bits {
        let wanted = self.amounts.iter().filter(|amount| amount.bit & wanted != 0);
        let in_force = wanted.filter(|amount| amount.from <= on && amount.to.is_none_or(|to| on <= to));
        collect(in_force.map(|amount| {
            let tests = amount.all.iter();
            let met = tests.fold(Possible::TRUE, |met, (figure, bound, limit)| {
                met.and(|| bound.test(amounts.get(*figure), *limit))
            });
            (amount.bit, met)
        }))
    }

    /// Every date on which a class begins or ends.
    pub(crate) fn change_dates(&self) -> impl Iterator<Item = Date> {
        let items = self.items.iter().map(|class| (class.from, class.to));
        let amounts = self.amounts.iter().map(|amount| (amount.from, amount.to));
        items
            .chain(amounts)
            .flat_map(|(from, to)| [Some(from), to.and_then(|to| to.tomorrow().ok())].into_iter().flatten())
    }

    pub(crate) fn load(&mut self, text: &str, file: &str, codes: &mut Codes) -> Result<(), LawError> {
        let read: ClassFile = toml::from_str(text).map_err(|error| LawError::file(file, error.to_string()))?;
        for row in read.class {
            let title = row.paragraph.clone().unwrap_or_else(|| row.id.clone());
            codes.add(CodeType::Class, &row.id, &title, file)?;
            let bit = codes.bit(CodeType::Class, &row.id).unwrap_or(0);
            let parse = |tests: Vec<WrittenTest>| -> Result<Vec<Test>, LawError> {
                let read = tests.into_iter().map(WrittenTest::item);
                read.collect::<Result<_, _>>()
                    .map_err(|error| LawError::file(file, format!("class `{}`: {error}", row.id)))
            };
            let (all, not_if_all) = (parse(row.all)?, parse(row.not_if_all)?);
            self.items.push(Class {
                id: row.id,
                bit,
                eccn: row.eccn,
                paragraph: row.paragraph,
                from: row.from,
                to: row.to,
                citation: row.citation,
                evidence: row.evidence,
                all,
                not_if_all,
            });
        }
        for row in read.amount {
            codes.add(CodeType::Amount, &row.id, &row.id, file)?;
            let bit = codes.bit(CodeType::Amount, &row.id).unwrap_or(0);
            let all = row.all.into_iter().map(WrittenTest::amount).collect::<Result<_, _>>();
            let all = all.map_err(|error| LawError::file(file, format!("amount `{}`: {error}", row.id)))?;
            let (citation, evidence) = (row.citation, row.evidence);
            self.amounts.push(Amount { id: row.id, bit, from: row.from, to: row.to, citation, evidence, all });
        }
        Ok(())
    }
}

/// Several ways into a class: one that certainly holds is enough.
fn collect(results: impl Iterator<Item = (u64, Possible)>) -> Bits {
    let (mut certain, mut possible) = (0, 0);
    for (bit, result) in results {
        if result.is_true() {
            certain |= bit;
        }
        if result.can_be_true() {
            possible |= bit;
        }
    }
    Bits::between(certain, possible)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassFile {
    #[serde(default)]
    class: Vec<ClassRow>,
    #[serde(default)]
    amount: Vec<AmountRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassRow {
    id: String,
    eccn: Option<String>,
    paragraph: Option<String>,
    #[serde(deserialize_with = "date")]
    from: Date,
    #[serde(default, deserialize_with = "optional_date")]
    to: Option<Date>,
    citation: String,
    evidence: String,
    all: Vec<WrittenTest>,
    #[serde(default)]
    not_if_all: Vec<WrittenTest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AmountRow {
    id: String,
    #[serde(deserialize_with = "date")]
    from: Date,
    #[serde(default, deserialize_with = "optional_date")]
    to: Option<Date>,
    citation: String,
    evidence: String,
    all: Vec<WrittenTest>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenTest {
    figure: Option<String>,
    at_least: Option<String>,
    above: Option<String>,
    below: Option<String>,
    at_most: Option<String>,
    data_center: Option<bool>,
    vendor: Option<String>,
    named: Option<Vec<String>>,
    form: Option<Form>,
}

impl WrittenTest {
    fn bound(&self) -> Result<(Bound, Exact), String> {
        let written = [
            (Bound::AtLeast, &self.at_least),
            (Bound::Above, &self.above),
            (Bound::Below, &self.below),
            (Bound::AtMost, &self.at_most),
        ];
        let mut given = written.into_iter().filter_map(|(bound, limit)| limit.as_ref().map(|limit| (bound, limit)));
        match (given.next(), given.next()) {
            (Some((bound, limit)), None) => {
                Ok((bound, limit.parse().map_err(|error: portcullis_catalog::ParseExactError| error.to_string())?))
            }
            _ => Err("a figure takes exactly one of at_least, above, below, at_most".to_owned()),
        }
    }

    fn item(self) -> Result<Test, String> {
        if let Some(name) = &self.figure {
            let figure = Figure::from_field(name).ok_or_else(|| format!("`{name}` is not a figure of an item"))?;
            let (bound, limit) = self.bound()?;
            return Ok(Test::Figure(figure, bound, limit));
        }
        match (self.data_center, self.vendor, self.named, self.form) {
            (Some(expected), None, None, None) => Ok(Test::DataCenter(expected)),
            (None, Some(vendor), None, None) => Ok(Test::Vendor(vendor)),
            (None, None, Some(names), None) => Ok(Test::Named(names)),
            (None, None, None, Some(form)) => Ok(Test::Form(form)),
            _ => Err("a test is a figure with its bound, or one of data_center, vendor, named, form".to_owned()),
        }
    }

    fn amount(self) -> Result<(AmountFigure, Bound, Exact), String> {
        let figure = match self.figure.as_deref() {
            Some("total_tpp") => AmountFigure::TotalTpp,
            Some("year_tpp") => AmountFigure::YearTpp,
            Some("training_operations") => AmountFigure::TrainingOperations,
            Some("accelerators") => AmountFigure::Accelerators,
            other => {
                return Err(format!("`{}` is not a figure of an amount", other.unwrap_or("(none)")));
            }
        };
        let (bound, limit) = self.bound()?;
        Ok((figure, bound, limit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// A lower bound says no more than every value above it allows.
        #[test]
        fn a_lower_bound_is_sound(least in 0_u64..100, more in 0_u64..100, limit in 0_u64..200) {
            for bound in [Bound::AtLeast, Bound::Above, Bound::Below, Bound::AtMost] {
                let limit = Exact::whole(limit);
                let open = bound.test(Measure::AtLeast(Exact::whole(least)), limit);
                let settled = bound.test(Measure::Known(Exact::whole(least + more)), limit);
                prop_assert!(open.covers(settled));
            }
        }
    }
}
