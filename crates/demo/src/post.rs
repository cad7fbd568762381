//! What houses say to each other, handed over without a wire: the same messages, in the same chains.

use portcullis_counter::says::Letters;
use portcullis_counter::{Clerk, note};
use portcullis_journal::Submission;

use crate::error::{DemoError, broken};
use crate::open::{NoLetters, Open};

/// The most that can follow from one another at one moment; more than that never ends.
const MOST_ROUNDS: usize = 10_000;

/// Lets everything that is due be said and heard, until nothing is.
pub(crate) fn exchange(
    authority: &mut Open<'_>,
    providers: &mut [Open<'_>],
    letters: &dyn Letters,
) -> Result<(), DemoError> {
    for _ in 0..MOST_ROUNDS {
        let mut moved = work_through(authority, letters, |clerk, _| clerk.due())?;
        for provider in providers.iter_mut() {
            moved |= work_through(provider, &NoLetters, |clerk, _| clerk.due())?;
            moved |= hand_over(authority, provider)?;
            moved |= hand_over(provider, authority)?;
        }
        if !moved {
            return Ok(());
        }
    }
    Err(broken("two houses do not come to an end of what they say"))
}

/// Records what is due in a house until nothing is; whether anything was.
pub(crate) fn work_through(
    house: &mut Open<'_>,
    letters: &dyn Letters,
    due: impl Fn(&Clerk<'_>, &Open<'_>) -> Option<Submission>,
) -> Result<bool, DemoError> {
    for round in 0..MOST_ROUNDS {
        let clerk = Clerk { counter: house.counter(), letters, now: house.moment() };
        match due(&clerk, house) {
            Some(submission) => house.record(submission)?,
            None => return Ok(round > 0),
        }
    }
    Err(broken(format!("the clerk of {} does not come to an end", house.us())))
}

/// Hands over what one house said and the other has not taken yet; whether there was anything.
fn hand_over(from: &Open<'_>, to: &mut Open<'_>) -> Result<bool, DemoError> {
    let Some(said) = from.counter().mail(to.us()) else { return Ok(false) };
    let taken = to.counter().mail(from.us()).map_or(0, |mail| mail.taken().len() as u64);
    let sent = said.sent().count;
    for number in taken + 1..=sent {
        let message = said.message(number);
        let message = message.ok_or_else(|| broken(format!("message {number} of {} is gone", from.us())))?;
        to.record(note::of_taken(&message).map_err(broken)?)?;
    }
    Ok(taken < sent)
}
