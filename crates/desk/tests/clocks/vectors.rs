//! The public vectors. Set `PORTCULLIS_WRITE_VECTORS` to write their clocks anew, by the implementation that walks.

use std::path::Path;

use jiff::civil::Date;
use portcullis_desk::clock::{Clock, Limits, clocks};
use portcullis_desk::course::Course;
use serde::{Deserialize, Serialize};

use crate::walked;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vectors {
    about: String,
    vectors: Vec<Vector>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    shows: String,
    course: Course,
    on: Date,
    clocks: Vec<Clock>,
}

#[test]
fn both_implementations_give_the_clocks_of_the_vectors() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/clocks.json");
    let mut file: Vectors = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    if std::env::var_os("PORTCULLIS_WRITE_VECTORS").is_some() {
        for vector in &mut file.vectors {
            vector.clocks = walked::clocks(Limits::united_states(), &vector.course, vector.on);
        }
        let text = serde_json::to_string_pretty(&file).unwrap() + "\n";
        std::fs::write(&path, text).unwrap();
    }
    for Vector { shows, course, on, clocks: expected } in &file.vectors {
        assert!(!expected.is_empty(), "{shows}");
        assert_eq!(&clocks(course, *on), expected, "{shows}");
        assert_eq!(&walked::clocks(Limits::united_states(), course, *on), expected, "{shows}, walked");
    }
}
