//! The legend of the plane.

use crate::atlas::Atlas;
use crate::atlas::cluster::Shape;
use maud::{Markup, html};

/// What the marks mean.
pub(super) fn legend(atlas: &Atlas<'_>) -> Markup {
    let sample = |class: &str, shape: Shape| {
        html! { svg.sample viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" { title { "sample" } g.(class) { (shape.draw((10, 10))) } } }
    };
    html! {
        ul.legend {
            @for (place, id) in atlas.class_ids().iter().enumerate() { li { (sample(&format!("mark in{}", place + 1), Shape::Circle)) "in " (id) } }
            li { (sample("mark in0", Shape::Circle)) "in no class drawn" }
            li { (sample("mark in0", Shape::Diamond)) "not, or not certainly, for data centers" }
            li { (sample("mark in0", Shape::Triangle)) "density at least this" }
            li { (sample("mark in0 hollow", Shape::Circle)) "launched after the date" }
            li { (sample("mark in0 open", Shape::Circle)) "launch not known to the day" }
            li { (sample("mark in1 maybe", Shape::Circle)) "only possibly in the class" }
            li {
                svg.sample viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" {
                    title { "sample" } g.mark.in0 { circle.ring cx="10" cy="10" r="9" {} circle cx="10" cy="10" r="5" {} }
                }
                "just under a line"
            }
        }
    }
}
