//! What is measured of an item: the figures that thresholds are set on.

use crate::exact::Exact;

/// A figure that is known, not known, or has no meaning for this item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Known exactly.
    Known(Exact),
    /// Only a lower bound is known.
    AtLeast(Exact),
    /// Not published, or not established.
    Unknown,
    /// Undefined for this item: a planar die has no applicable die area, so no performance density.
    Undefined,
}

impl Measure {
    /// The value, where it is known.
    #[must_use]
    pub fn known(self) -> Option<Exact> {
        match self {
            Self::Known(value) => Some(value),
            Self::AtLeast(_) | Self::Unknown | Self::Undefined => None,
        }
    }
}

impl From<Option<Exact>> for Measure {
    fn from(value: Option<Exact>) -> Self {
        value.map_or(Self::Unknown, Self::Known)
    }
}

/// The kinds of figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Figure {
    /// Total processing performance: dense tera-operations per second times bit length, the maximum over
    /// bit lengths (15 CFR part 774, supp. 1, technical notes to 3A090).
    Tpp,
    /// TPP per square millimeter of die made on a non-planar process.
    PerformanceDensity,
    /// Aggregate bidirectional transfer rate over all inputs and outputs, in gigabytes per second.
    Io,
    /// Total memory bandwidth, in gigabytes per second.
    MemoryBandwidth,
    /// For memory stacks: gigabytes per second per square millimeter of package or stack.
    MemoryBandwidthDensity,
}

impl Figure {
    /// Every figure.
    pub const ALL: [Self; 5] =
        [Self::Tpp, Self::PerformanceDensity, Self::Io, Self::MemoryBandwidth, Self::MemoryBandwidthDensity];

    /// The field of a request that states it.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Tpp => "tpp",
            Self::PerformanceDensity => "performance_density",
            Self::Io => "io_gb_s",
            Self::MemoryBandwidth => "memory_bandwidth_gb_s",
            Self::MemoryBandwidthDensity => "memory_bandwidth_density",
        }
    }

    /// Its name and unit for a person.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Tpp => "TPP",
            Self::PerformanceDensity => "performance density (TPP/mm²)",
            Self::Io => "aggregate I/O (GB/s)",
            Self::MemoryBandwidth => "memory bandwidth (GB/s)",
            Self::MemoryBandwidthDensity => "memory bandwidth density (GB/s/mm²)",
        }
    }

    /// The figure with this field name.
    #[must_use]
    pub fn from_field(field: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.field() == field)
    }
}

/// Everything measured of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// See [`Figure::Tpp`].
    pub tpp: Measure,
    /// See [`Figure::PerformanceDensity`].
    pub performance_density: Measure,
    /// See [`Figure::Io`].
    pub io_gb_s: Measure,
    /// See [`Figure::MemoryBandwidth`].
    pub memory_bandwidth_gb_s: Measure,
    /// See [`Figure::MemoryBandwidthDensity`].
    pub memory_bandwidth_density: Measure,
    /// Designed or marketed for data centers; `None` where it is not known or disputed.
    pub data_center: Option<bool>,
}

impl Figures {
    /// Figures of which nothing is known.
    pub const UNKNOWN: Self = Self {
        tpp: Measure::Unknown,
        performance_density: Measure::Unknown,
        io_gb_s: Measure::Unknown,
        memory_bandwidth_gb_s: Measure::Unknown,
        memory_bandwidth_density: Measure::Unknown,
        data_center: None,
    };

    /// One figure.
    #[must_use]
    pub fn get(&self, figure: Figure) -> Measure {
        match figure {
            Figure::Tpp => self.tpp,
            Figure::PerformanceDensity => self.performance_density,
            Figure::Io => self.io_gb_s,
            Figure::MemoryBandwidth => self.memory_bandwidth_gb_s,
            Figure::MemoryBandwidthDensity => self.memory_bandwidth_density,
        }
    }
}
