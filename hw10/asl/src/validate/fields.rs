//! Judges the fields of one object by a table: which may stand there in which language, which must, and their forms.

use super::forms::Form;
use super::place::Place;
use super::rules::structure;
use super::variables::Known;
use super::{Fields, Validator};
use crate::model::QueryLanguage;

/// A field that an object may have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    name: &'static str,
    form: Form,
    /// The only language that has it; `None`: both.
    language: Option<QueryLanguage>,
    is_required: bool,
}

/// A field of both languages.
pub(super) const fn always(name: &'static str, form: Form) -> Field {
    Field {
        name,
        form,
        language: None,
        is_required: false,
    }
}

/// A field of JSONPath.
pub(super) const fn jsonpath(name: &'static str, form: Form) -> Field {
    Field {
        language: Some(QueryLanguage::JsonPath),
        ..always(name, form)
    }
}

/// A field of JSONata.
pub(super) const fn jsonata(name: &'static str, form: Form) -> Field {
    Field {
        language: Some(QueryLanguage::Jsonata),
        ..always(name, form)
    }
}

impl Field {
    pub(super) const fn required(self) -> Field {
        Field {
            is_required: true,
            ..self
        }
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }
}

/// What JSONata has instead of a field of JSONPath.
const INSTEAD: &[(&str, &str)] = &[
    ("InputPath", "read `$states.input`"),
    ("OutputPath", "use `Output`"),
    ("ResultPath", "use `Output`, or `Assign`"),
    ("ResultSelector", "use `Output`"),
    (
        "Parameters",
        "use `Arguments`, in a Map `ItemSelector`, in a Pass `Output`",
    ),
    ("Result", "use `Output`"),
    ("ItemsPath", "use `Items`"),
];

impl<'a> Validator<'a> {
    /// The fields of an object, by the tables of what may stand there.
    pub(super) fn fields(
        &mut self,
        object: &'a Fields,
        place: &Place,
        tables: &[&[Field]],
        language: QueryLanguage,
        known: &Known<'a>,
    ) {
        let table = || tables.iter().copied().flatten();
        for field in table().filter(|it| it.is_required && !object.contains_key(it.name)) {
            if field.language.is_none_or(|it| it == language) {
                let message = format!("the field `{}` is missing", field.name);
                self.report(&structure::MISSING_FIELD, place, message);
            }
        }
        for (name, value) in object {
            let place = place.field(name);
            match table().find(|it| it.name == name) {
                None => self.unknown(name, &place),
                Some(field) if field.language.is_some_and(|it| it != language) => self.foreign(field, &place),
                Some(field) => self.form(field.form, value, &place, language, known),
            }
        }
    }

    fn unknown(&mut self, name: &str, place: &Place) {
        let message =
            format!("`{name}` is not a field that can stand here; is it misspelt, or of another kind of state?");
        self.report(&structure::UNKNOWN_FIELD, place, message);
    }

    fn foreign(&mut self, field: &Field, place: &Place) {
        let name = field.name;
        let message = match field.language {
            Some(QueryLanguage::JsonPath) => {
                let own = name
                    .strip_suffix("Path")
                    .map(|it| format!("use an expression in `{it}`"));
                let instead = INSTEAD
                    .iter()
                    .find(|(it, _)| *it == name)
                    .map(|(_, it)| (*it).to_owned());
                let instead = instead.or(own).unwrap_or_else(|| "leave it out".to_owned());
                format!("`{name}` belongs to JSONPath; in JSONata, {instead}")
            }
            Some(QueryLanguage::Jsonata) | None => {
                format!("`{name}` belongs to JSONata; set `\"QueryLanguage\": \"JSONata\"`, or leave it out")
            }
        };
        self.report(&structure::OTHER_LANGUAGE, place, message);
    }

    /// Two fields of which an object may have one.
    pub(super) fn exclusive(&mut self, object: &Fields, place: &Place, pairs: &[(&str, &str)]) {
        for (one, other) in pairs {
            if object.contains_key(*one) && object.contains_key(*other) {
                let message = format!("`{one}` and `{other}` say the same thing; keep one of the two");
                self.report(&structure::EXCLUSIVE_FIELDS, &place.field(other), message);
            }
        }
    }
}
