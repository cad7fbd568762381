//! Applications are read from TOML and JSON; what cannot be read is named with its field.

use portcullis_application::{application_schema, from_json, from_toml};
use serde_json::Value;

use crate::common::{example, example_text};

#[test]
fn toml_and_json_are_one_form() {
    let json = serde_json::to_vec(&example()).unwrap();
    assert_eq!(from_json(&json).unwrap(), example());
    let toml = toml::to_string(&example()).unwrap();
    assert_eq!(from_toml(&toml).unwrap(), example());
}

#[test]
fn errors_name_the_field() {
    let text = example_text();
    let cases = [
        (text.replace("chips = 256\nchip_hours = 1500000", "chips = \"many\""), "items[0].chips"),
        (text.replace("role = \"end_user\"", "role = \"user\""), "parties[1].role"),
        (text.replace("[contact]\nname", "[contact]\nnaem"), "contact"),
        (text.replace("line = \"1\"", "line = \" 1\""), "items[0].line"),
        (text.replace("from = 2027-01-01", "from = \"someday\""), "from"),
    ];
    for (text, place) in cases {
        let error = from_toml(&text).unwrap_err();
        assert!(error.place.starts_with(place), "{error}");
        assert!(!error.problem.is_empty() && !error.mend.is_empty());
    }
    assert!(from_toml("reference = ").unwrap_err().place.starts_with("line 1"));
    assert!(from_json(b"{\"items\": [}").unwrap_err().place.starts_with("line 1"));
    assert_eq!(
        from_json(b"{\"parties\": [{\"role\": \"end_user\", \"name\": 7}]}").unwrap_err().place,
        "parties[0].name"
    );
}

/// Every field of the example is in the schema, and the schema forbids others.
#[test]
fn the_schema_has_the_fields() {
    let schema = application_schema();
    assert_eq!(schema["additionalProperties"], Value::Bool(false));
    let fields = schema["properties"].as_object().unwrap();
    for field in serde_json::to_value(example()).unwrap().as_object().unwrap().keys() {
        assert!(fields.contains_key(field), "{field}");
    }
}
