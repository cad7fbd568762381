//! The axes of the plane, and where regions and accelerators lie on them.

use crate::atlas::part::Part;
use crate::atlas::region::{Region, Span};
use crate::log_scale::{LogScale, ticks};
use portcullis_catalog::{Exact, Figure, Measure};

pub(super) const SIZE: (i64, i64) = (1080, 690);
pub(super) const LEFT: i64 = 62;
/// Room for the names of lines on the right.
pub(super) const RIGHT: i64 = 1036;
pub(super) const TOP: i64 = 28;
pub(super) const BOTTOM: i64 = 560;
/// The strip under the plane for accelerators whose density is not known.
pub(super) const STRIP: (i64, i64) = (584, 632);

/// Both axes. They cover every accelerator, whatever the date, so that dates can be compared by eye.
pub(super) struct Axes {
    pub(super) x: LogScale,
    pub(super) y: LogScale,
    pub(super) tpp: (Exact, Exact),
    pub(super) density: (Exact, Exact),
}

impl Axes {
    pub(super) fn of(parts: &[Part<'_>]) -> Option<Self> {
        let (tpp, density) = (covering(parts, Figure::Tpp)?, covering(parts, Figure::PerformanceDensity)?);
        let x = LogScale::between(tpp.0, tpp.1, LEFT, RIGHT)?;
        let y = LogScale::between(density.0, density.1, BOTTOM, TOP)?;
        Some(Self { x, y, tpp, density })
    }

    /// Left, top, width, height of what two spans cover.
    pub(super) fn rectangle(&self, region: &Region) -> [i64; 4] {
        let ends = |span: Span, scale: &LogScale, (low, high): (Exact, Exact)| {
            (scale.at(span.from.unwrap_or(low)), scale.at(span.to.unwrap_or(high)))
        };
        let (left, right) = ends(region.tpp, &self.x, self.tpp);
        let (bottom, top) = ends(region.density, &self.y, self.density);
        [left, top, (right - left).max(0), (bottom - top).max(0)]
    }

    /// Where an accelerator stands; `None` where its performance is not known.
    pub(super) fn place(&self, part: &Part<'_>) -> Option<(i64, i64)> {
        let figures = &part.accelerator.figures;
        let x = self.x.at(bound(figures.tpp)?);
        Some((
            x,
            bound(figures.performance_density).map_or(i64::midpoint(STRIP.0, STRIP.1), |density| self.y.at(density)),
        ))
    }
}

fn bound(measure: Measure) -> Option<Exact> {
    match measure {
        Measure::Known(value) | Measure::AtLeast(value) => Some(value),
        Measure::Unknown | Measure::Undefined => None,
    }
}

/// The nearest of 1, 2 and 5 times powers of ten that have all values of a figure between them.
fn covering(parts: &[Part<'_>], figure: Figure) -> Option<(Exact, Exact)> {
    let known = || parts.iter().filter_map(|part| bound(part.accelerator.figures.get(figure)));
    let (least, most) = (known().min()?, known().max()?);
    let all = ticks(Exact::ZERO, Exact::whole(u64::MAX));
    let low = all.iter().rev().find(|tick| **tick < least).copied().unwrap_or(least);
    Some((low, all.iter().find(|tick| **tick > most).copied().unwrap_or(most)))
}
