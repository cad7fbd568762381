//! A caller: one lease after another, each with an end that is drawn.

use portcullis_journal::{Submission, Writer};
use portcullis_license::{Operation, OperationId, Reply};
use portcullis_testing::draw::Draw;
use portcullis_testing::load::Options;

use crate::ask::ask;
use crate::{Failure, now, samples};

/// What a slice lasts: an hour of one chip.
const SLICE: i64 = 3_600_000;
/// What is posted at most: so little that a tight license lasts.
const MOST_POSTED: u64 = 1_000;

/// Asks for ever.
pub fn run(writer: &Writer, options: &Options, number: u64) -> Result<(), Failure> {
    let mut draw = Draw(number);
    for count in 0_u64.. {
        let lease = format!("{}/{number}/{count}", options.prefix);
        let asking = Asking { writer, options, lease };
        let license = samples::number(draw.below(options.licenses))?;
        let operation = Operation::Reserve { license, line: None, asked: samples::asked()?, until: now().plus(SLICE) };
        if let Reply::Reserved { .. } = asking.ask("", operation)? {
            asking.end(&mut draw)?;
        }
    }
    Ok(())
}

struct Asking<'a> {
    writer: &'a Writer,
    options: &'a Options,
    lease: String,
}

impl Asking<'_> {
    fn end(&self, draw: &mut Draw) -> Result<(), Failure> {
        let first = self.id("")?;
        match draw.below(8) {
            0 | 1 => {
                let reason = "nothing ran".to_owned();
                self.ask("/void", Operation::Void { reservation: first.clone(), reason })?;
            }
            2..=4 => {
                let until = now().plus(2 * SLICE);
                let renewed = self.ask("/renew", Operation::Renew { reservation: first.clone(), until })?;
                self.ask("/post", post(first.clone(), draw))?;
                if let Reply::Reserved { .. } = renewed {
                    self.ask("/renew/post", post(self.id("/renew")?, draw))?;
                }
            }
            _ => {
                self.ask("/post", post(first.clone(), draw))?;
            }
        }
        // Said twice under two ids, the second is refused, also where the node has let the reservation go meanwhile.
        if draw.below(8) == 0 {
            self.ask("/late", post(first, draw))?;
        }
        Ok(())
    }

    fn ask(&self, what: &str, operation: Operation) -> Result<Reply, Failure> {
        let reply = ask(self.writer, Submission::operation(self.id(what)?, operation))?;
        std::thread::sleep(self.options.rest);
        Ok(reply)
    }

    fn id(&self, what: &str) -> Result<OperationId, Failure> {
        OperationId::new(&format!("{}{what}", self.lease)).map_err(|error| error.to_string())
    }
}

fn post(reservation: OperationId, draw: &mut Draw) -> Operation {
    Operation::Post { reservation, chip_milliseconds: draw.below(MOST_POSTED) }
}
