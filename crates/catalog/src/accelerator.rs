//! One accelerator: a row of `accelerators.csv`, and what is computed from it.

use crate::exact::Exact;
use crate::figures::{Figures, Measure};
use crate::table::{CatalogError, Row};

/// How far the figures of a row can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Inferred, reported or derived.
    Low,
    /// One good source, or several that nearly agree.
    Medium,
    /// Published by the vendor and confirmed elsewhere.
    High,
}

impl Confidence {
    /// The word used in the table.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    pub(crate) fn read(row: Row<'_>) -> Result<Self, CatalogError> {
        row.word("confidence", &[("low", Self::Low), ("medium", Self::Medium), ("high", Self::High)])
    }
}

/// What is known of a die area, in square millimeters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DieArea {
    /// Exactly this.
    Exactly(Exact),
    /// This or less.
    AtMost(Exact),
}

/// A dense rate at one number format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// The format: `fp16`, `int8`, `MXFP6`.
    pub format: String,
    /// The largest bit length of the inputs to the multiply.
    pub bits: u64,
    /// Dense tera-operations per second, a multiply-accumulate counted as two.
    pub tera_ops: Exact,
}

impl Rate {
    /// Rate times bit length.
    #[must_use]
    pub fn tpp(&self) -> Option<Exact> {
        self.tera_ops.times(Exact::whole(self.bits))
    }
}

/// The number formats with columns of their own, and their bit lengths.
///
/// TF32 multiplies inputs of 19 significant bits (1 sign, 8 exponent, 10 mantissa).
const FORMATS: [(&str, u64); 9] = [
    ("fp64", 64),
    ("fp32", 32),
    ("tf32", 19),
    ("fp16", 16),
    ("bf16", 16),
    ("fp8", 8),
    ("int8", 8),
    ("fp4", 4),
    ("int4", 4),
];

/// An accelerator of the catalog.
#[derive(Debug, Clone)]
pub struct Accelerator {
    /// The company whose design it is.
    pub vendor: String,
    /// The name that requests use.
    pub name: String,
    /// As far as it is known: a year, or a day.
    pub launch_date: String,
    /// SXM, OAM, PCIe, and what else the row says.
    pub form_factor: String,
    /// Dense rates, in the order of the table.
    pub rates: Vec<Rate>,
    /// Area of the logic dies, in square millimeters.
    pub die_area_mm2: Option<DieArea>,
    /// What that area is the area of, or why there is none.
    pub die_area_basis: String,
    /// Whether the logic dies use non-planar transistors.
    pub nonplanar: bool,
    /// Memory size in gigabytes, as written.
    pub memory: String,
    /// How far the row can be relied on.
    pub confidence: Confidence,
    /// Where the figures come from.
    pub source: String,
    /// What a reader should know.
    pub notes: String,
    /// What is computed from the above.
    pub figures: Figures,
}

impl Accelerator {
    pub(crate) fn read(row: Row<'_>) -> Result<Self, CatalogError> {
        let rates = read_rates(row)?;
        let nonplanar = row.word("nonplanar", &[("yes", true), ("no", false)])?;
        let die_area_mm2 = read_die_area(row)?;
        let link = row.exact("link_gb_s")?;
        let host_link = row.exact("host_link_gb_s")?;
        let tpp = maximum_tpp(&rates);
        let figures = Figures {
            tpp: tpp.into(),
            performance_density: density(tpp, die_area_mm2, nonplanar),
            io_gb_s: aggregate_io(link, host_link),
            memory_bandwidth_gb_s: row.exact("memory_bandwidth_gb_s")?.into(),
            memory_bandwidth_density: Measure::Undefined,
            data_center: row.word("data_center", &[("yes", Some(true)), ("no", Some(false)), ("disputed", None)])?,
        };
        Ok(Self {
            vendor: row.required("vendor")?.to_owned(),
            name: row.required("name")?.to_owned(),
            launch_date: row.text("launch_date")?.to_owned(),
            form_factor: row.text("form_factor")?.to_owned(),
            rates,
            die_area_mm2,
            die_area_basis: row.text("die_area_basis")?.to_owned(),
            nonplanar,
            memory: [row.text("memory_gb")?, row.text("memory_type")?].join(" GB "),
            confidence: Confidence::read(row)?,
            source: row.required("source")?.to_owned(),
            notes: row.text("notes")?.to_owned(),
            figures,
        })
    }

    /// The rate that gives the TPP.
    #[must_use]
    pub fn deciding_rate(&self) -> Option<&Rate> {
        self.rates.iter().max_by_key(|rate| rate.tpp())
    }
}

fn read_rates(row: Row<'_>) -> Result<Vec<Rate>, CatalogError> {
    let mut rates = Vec::new();
    for (format, bits) in FORMATS {
        if let Some(tera_ops) = row.exact(format)? {
            rates.push(Rate { format: format.to_owned(), bits, tera_ops });
        }
    }
    // `MXFP6:6=9227.5;MX9:9=1500`
    for other in row.text("other_formats")?.split(';').filter(|other| !other.is_empty()) {
        let rate = other.split_once(':').and_then(|(format, rest)| {
            let (bits, tera_ops) = rest.split_once('=')?;
            let bits = bits.parse().ok().filter(|bits| (1..=64).contains(bits))?;
            Some(Rate { format: format.trim().to_owned(), bits, tera_ops: tera_ops.parse().ok()? })
        });
        rates.push(rate.ok_or_else(|| row.error("other_formats", format!("`{other}` is not NAME:BITS=RATE")))?);
    }
    Ok(rates)
}

/// The maximum over bit lengths; unknown where no rate is known.
fn maximum_tpp(rates: &[Rate]) -> Option<Exact> {
    rates.iter().map(Rate::tpp).collect::<Option<Vec<_>>>()?.into_iter().max()
}

fn read_die_area(row: Row<'_>) -> Result<Option<DieArea>, CatalogError> {
    let text = row.text("die_area_mm2")?;
    let Some(bound) = text.strip_prefix('<') else {
        return Ok(row.exact("die_area_mm2")?.map(DieArea::Exactly));
    };
    let bound = bound.strip_prefix('=').unwrap_or(bound);
    let area = bound.parse().map_err(|error: crate::ParseExactError| row.error("die_area_mm2", error.to_string()))?;
    Ok(Some(DieArea::AtMost(area)))
}

/// The aggregate covers every input and output: a part alone is a lower bound.
fn aggregate_io(link: Option<Exact>, host_link: Option<Exact>) -> Measure {
    match (link, host_link) {
        (Some(link), Some(host)) => link.plus(host).into(),
        (Some(part), None) | (None, Some(part)) => Measure::AtLeast(part),
        (None, None) => Measure::Unknown,
    }
}

fn density(tpp: Option<Exact>, die_area_mm2: Option<DieArea>, nonplanar: bool) -> Measure {
    if !nonplanar {
        return Measure::Undefined;
    }
    match (tpp, die_area_mm2) {
        (Some(tpp), Some(DieArea::Exactly(area))) => tpp.over(area).into(),
        (Some(tpp), Some(DieArea::AtMost(area))) => tpp.over(area).map_or(Measure::Unknown, Measure::AtLeast),
        (None, _) | (_, None) => Measure::Unknown,
    }
}
