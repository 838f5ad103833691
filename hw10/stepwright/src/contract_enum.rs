//! The check of a value against an enum whose variants hold data, in each form that serde writes.

use serde_json::Value;

use crate::contract::{Checker, ObjectChecker, kind};

/// How a value says which variant it is of.
#[derive(Debug, Clone, Copy)]
pub enum Tagging {
    /// By the only key of an object; a variant that holds nothing, as a text.
    External,
    /// By a field beside its own.
    Internal(&'static str),
    /// By a field beside the one that holds the content.
    Adjacent(&'static str, &'static str),
}

/// What a variant holds.
#[derive(Debug, Clone, Copy)]
pub enum VariantContent {
    /// Nothing.
    Nothing,
    /// One value.
    One(fn(&Value, &mut Checker)),
    /// Fields.
    Fields(fn(&mut ObjectChecker<'_, '_>)),
}

type Variants<'a> = &'a [(&'static str, VariantContent)];

/// Reports everything that keeps `value` from being of one of the variants.
pub fn check_variant(checker: &mut Checker, value: &Value, tagging: Tagging, variants: Variants<'_>, strict: bool) {
    match tagging {
        Tagging::External => external(checker, value, variants, strict),
        Tagging::Internal(tag) => tagged(checker, value, tag, variants, |checker, content| {
            checker.object(value, |object| {
                object.field(tag, false, |_, _| {});
                if let VariantContent::Fields(fields) = content {
                    fields(object);
                }
                if strict {
                    object.no_others();
                }
            });
        }),
        Tagging::Adjacent(tag, key) => tagged(checker, value, tag, variants, |checker, content| {
            match (value.get(key), content) {
                (None | Some(Value::Null), VariantContent::Nothing) => {}
                (Some(_), VariantContent::Nothing) => checker.at(key, |checker| {
                    checker.report("must be absent: the variant holds nothing")
                }),
                (Some(inner), content) => checker.at(key, |checker| held(checker, inner, content, strict)),
                (None, _) => checker.at(key, |checker| checker.report("is required")),
            }
        }),
    }
}

fn external(checker: &mut Checker, value: &Value, variants: Variants<'_>, strict: bool) {
    match value {
        Value::String(name) => match find(variants, name) {
            Some(VariantContent::Nothing) => {}
            Some(_) => checker.report(format!("must be an object: `{name}` holds something")),
            None => checker.report(unknown(name, variants)),
        },
        Value::Object(fields) if fields.len() == 1 => {
            for (name, inner) in fields {
                match find(variants, name) {
                    Some(VariantContent::Nothing) => {
                        checker.report(format!("must be the text `{name}`, which holds nothing"))
                    }
                    Some(content) => checker.at(name, |checker| held(checker, inner, content, strict)),
                    None => checker.report(unknown(name, variants)),
                }
            }
        }
        Value::Object(_) => checker.report(format!("must have one key, the variant: one of {}", known(variants))),
        other => checker.report(format!("must be one of {}, not {}", known(variants), kind(other))),
    }
}

fn tagged(
    checker: &mut Checker,
    value: &Value,
    tag: &'static str,
    variants: Variants<'_>,
    look: impl FnOnce(&mut Checker, VariantContent),
) {
    match (value, value.get(tag)) {
        (Value::Object(_), Some(Value::String(name))) => match find(variants, name) {
            Some(content) => look(checker, content),
            None => checker.at(tag, |checker| checker.report(unknown(name, variants))),
        },
        (Value::Object(_), Some(other)) => {
            checker.at(tag, |checker| {
                checker.report(format!("must be one of {}, not {}", known(variants), kind(other)))
            });
        }
        (Value::Object(_), None) => checker.at(tag, |checker| checker.report("is required")),
        (other, _) => checker.report(format!("must be an object, not {}", kind(other))),
    }
}

fn held(checker: &mut Checker, value: &Value, content: VariantContent, strict: bool) {
    match content {
        VariantContent::Nothing => {}
        VariantContent::One(check) => check(value, checker),
        VariantContent::Fields(fields) => checker.object(value, |object| {
            fields(object);
            if strict {
                object.no_others();
            }
        }),
    }
}

fn find(variants: Variants<'_>, name: &str) -> Option<VariantContent> {
    variants
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, content)| *content)
}

fn known(variants: Variants<'_>) -> String {
    variants
        .iter()
        .map(|(name, _)| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn unknown(name: &str, variants: Variants<'_>) -> String {
    format!("must be one of {}, not `{name}`", known(variants))
}
