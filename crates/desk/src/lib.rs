//! The authority's side of the counter.
//!
//! A case is what happened to one application, in order: every event has somebody who did it and a moment. Nothing else is kept; where a case stands, which
//! clocks run, who may see what and what is to be done next follow from the events. What is public of an event (what kind it is, who, when, about what)
//! decides where the case goes, and stays in the log for ever; what was said is withheld there and can be erased when its time is over.
//!
//! Reading order: [`agency`] (who is asked), [`advice`] (what they say), [`decision`] (what is decided), [`course`] (the days that clocks are counted
//! from), [`clock`] (what they show on a date), [`routing`] (who is asked about what), [`attachment`] (who may see which document),
//! [`event`] (what happens), [`case`] (what follows from it), [`audience`] (who sees what of it), [`precedent`] (cases like it), [`statistics`] (all of
//! them counted).

pub mod advice;
pub mod agency;
pub mod attachment;
pub mod audience;
pub mod case;
pub mod clock;
pub mod course;
pub mod decision;
pub mod event;
pub mod mistake;
pub mod precedent;
pub mod routing;
pub mod statistics;
