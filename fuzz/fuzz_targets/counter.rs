//! Whatever comes over the wire, or is kept of a case: messages, replies, applications, events. What is read is written as it was.
//!
//! The first byte chooses the reader; the rest is what it reads.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_desk::event::Entry;
use portcullis_exchange::{Body, Message, Reply, Side, parse};
use portcullis_letter::{Text, csv};

fuzz_target!(|bytes: &[u8]| {
    let Some((chosen, rest)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    match chosen % 6 {
        0 => drop(parse(rest)),
        1 => {
            if let Ok(message) = Message::parse(&text) {
                assert_eq!(Message::parse(message.text()).as_ref(), Ok(&message));
                let _ = Body::read(&message, Side::Provider);
                let _ = Body::read(&message, Side::Authority);
            }
        }
        2 => {
            if let Ok(reply) = Reply::parse(&text) {
                assert_eq!(reply.text().as_deref(), Ok(&*text));
            }
        }
        3 => {
            if let Ok(application) = portcullis_application::from_json(rest) {
                let _ = portcullis_application::gaps(&application);
                assert!(portcullis_application::diff(&application, &application).is_empty());
            }
        }
        4 => {
            if let Ok(entry) = Entry::read(&text) {
                let written = serde_json::to_string(&entry).expect("an entry is written");
                assert_eq!(Entry::read(&written), Ok(entry));
            }
        }
        _ => {
            let shown = Text::new(&text);
            let hostile = |letter: char| letter.is_control() && letter != '\n';
            assert!(!shown.to_string().contains(hostile), "{shown}");
            let mut table = csv::Table::new(&["a"]);
            if table.push(vec![csv::Cell::text(&text)]).is_ok() {
                let written = table.to_csv().expect("a table is written");
                let cell = written.strip_prefix("a\r\n").expect("the head comes first");
                let cell = cell.strip_prefix('"').unwrap_or(cell);
                assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
            }
        }
    }
});
