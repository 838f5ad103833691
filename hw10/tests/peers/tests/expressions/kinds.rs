//! Which types expressions have, and the ways to make one of each.

use stepwright::Json;

use crate::data::{Event, Level, Line, Reply, Shape};
use crate::generator::{Generator, Kind};
use crate::structures::part;
use crate::{booleans, integers, lists, options, structures, texts};

/// A field of the data.
macro_rules! field {
    ($name:ident) => {
        |g: &mut Generator| g.field(stringify!($name), |data| data.$name.clone(), |data| data.$name.clone())
    };
}

/// A part of a value of another type.
macro_rules! part {
    ($of:ty, $name:tt) => {
        |g: &mut Generator| part::<$of, _>(g, stringify!($name), |it| it.$name, |view| view.$name.clone())
    };
}

macro_rules! kinds {
    ($($type:ty: $leaves:expr, $forms:expr;)*) => {$(
        impl Kind for $type {
            const LEAVES: &'static [crate::generator::Form<Self>] = &$leaves;
            const FORMS: &'static [crate::generator::Form<Self>] = &$forms;
        }
    )*};
}

kinds! {
    i8: [field!(tiny), integers::literal], [integers::arithmetic, integers::arithmetic, integers::negative, integers::lesser];
    u8: [field!(byte), integers::literal],
        [integers::arithmetic, integers::arithmetic, integers::greater, integers::sum, lists::indexed];
    i16: [field!(short), integers::literal], [integers::arithmetic, integers::literal_on_the_left, integers::widened::<i8, _>];
    u16: [field!(port), integers::literal], [integers::arithmetic, integers::literal_on_the_left, integers::widened::<u8, _>];
    i32: [field!(count), integers::literal],
        [
            integers::arithmetic, integers::arithmetic, integers::arithmetic, integers::literal_on_the_left,
            integers::negative, integers::lesser, integers::greater, integers::widened::<i16, _>, integers::sum,
            integers::sum_of::<String, _>, integers::sum_of::<Vec<i32>, _>,
            Generator::conditional, options::unwrap_or, options::unwrap_or_default, options::map_or::<String, _>,
            options::map_or::<Vec<i32>, _>, lists::indexed, part!((i32, Vec<i32>), 0), structures::moved_by,
        ];
    u32: [field!(size), integers::literal],
        [integers::arithmetic, integers::arithmetic, part!(Line, pieces), integers::sum_of::<Line, _>, integers::widened::<u16, _>];
    i64: [field!(wide), integers::literal],
        [
            integers::arithmetic, integers::arithmetic, integers::arithmetic, integers::negative, integers::sum,
            integers::widened::<i32, _>, integers::widened::<u32, _>, options::unwrap_or, integers::lesser,
            integers::sum_of::<i32, _>, Generator::conditional, lists::indexed,
        ];
    u64: [field!(far), integers::literal],
        [integers::arithmetic, integers::arithmetic, integers::greater, integers::widened::<u32, _>, Generator::conditional];
    usize: [field!(index), integers::literal],
        [
            integers::arithmetic, lists::len::<String>, lists::len::<Vec<i32>>, lists::len::<Line>, lists::count::<i32>,
            lists::count::<Vec<i32>>, lists::count::<Option<String>>, lists::len::<Json>,
        ];
    bool: [field!(flag), booleans::literal],
        [
            booleans::not, booleans::and, booleans::or, booleans::and, booleans::or, booleans::equal::<i32>,
            booleans::equal::<String>, booleans::unequal::<String>, booleans::unequal::<i64>, booleans::equal::<bool>,
            booleans::unequal::<Level>, booleans::ordered::<i8>, booleans::ordered::<i32>, booleans::ordered::<i64>,
            booleans::ordered::<u64>, booleans::ordered::<usize>, booleans::matched::<i32>, booleans::matched::<Level>,
            booleans::matched::<String>, texts::asked, texts::asked, texts::is_empty,
            options::is_some::<i32>, options::is_some::<String>, options::is_some::<Vec<i32>>, options::is_some::<Line>,
            options::is_none::<i32>, options::is_none::<(i32, Vec<i32>)>, options::is_none::<bool>,
            options::is_some_and::<i32>, options::is_some_and::<bool>, options::is_none_or::<String>,
            options::is_none_or::<Vec<i32>>, options::is_some_and::<Level>, options::map_or::<i32, _>, options::unwrap_or,
            options::unwrap_or_default, lists::any::<i32>, lists::any::<Vec<i32>>, lists::any::<bool>, lists::all::<i32>,
            lists::all::<Option<String>>, lists::all::<Line>, lists::any_mapped::<i32, i32>,
            lists::any_mapped::<String, Vec<i32>>, lists::is_empty::<String>, lists::is_empty::<Vec<i32>>,
            lists::is_empty::<Option<Vec<i32>>>, lists::contains::<i32>, lists::contains::<String>,
            lists::contains::<bool>, lists::contains::<Level>, lists::indexed, part!((Option<i32>, Vec<String>, bool), 2),
            structures::is_flat, structures::is_round, structures::has_begun, Generator::conditional,
        ];
    String: [field!(text), field!(word), texts::literal],
        [
            texts::displayed::<i32>, texts::displayed::<u32>, texts::displayed::<bool>, texts::displayed::<i8>,
            texts::displayed::<String>, texts::formatted::<String>, texts::formatted::<i32>, texts::formatted::<bool>,
            Generator::conditional, options::unwrap_or, options::unwrap_or_default, options::map_or::<String, _>,
            options::map_or::<i32, _>, lists::indexed,
        ];
    Level: [field!(level), structures::level], [Generator::conditional, options::unwrap_or, lists::indexed];
    Json: [field!(json)], [Generator::conditional, lists::indexed];
    f64: [field!(fraction)], [Generator::conditional];
    Line: [field!(line)], [structures::line, structures::line, Generator::conditional, options::unwrap_or, lists::indexed];
    (i32, Vec<i32>): [field!(pair)],
        [structures::pair, Generator::conditional, options::unwrap_or, lists::indexed, structures::yes_inside];
    (Option<i32>, Vec<String>, bool): [field!(triple)], [structures::triple, Generator::conditional];
    Shape: [field!(shape)], [structures::shape, Generator::conditional, lists::indexed];
    Event: [field!(event)], [structures::event, Generator::conditional];
    Reply: [field!(reply)], [structures::reply, Generator::conditional];

    Option<i32>: [field!(maybe), options::none],
        [
            options::some, options::map::<i32, _>, options::map::<String, _>, options::and_then::<Vec<i32>, _>,
            options::and_then::<i32, _>, options::or, options::filter, options::filter, lists::get, lists::first, lists::last,
            Generator::conditional, part!((Option<i32>, Vec<String>, bool), 0),
        ];
    Option<i64>: [field!(wide_maybe)], [options::some, options::or, options::filter, options::map::<i32, _>];
    Option<String>: [field!(note), options::none],
        [
            options::some, options::map::<i32, _>, options::and_then::<Line, _>, options::or, options::filter, lists::get,
            lists::first, lists::indexed, part!(Line, article), structures::square_inside, Generator::conditional,
        ];
    Option<bool>: [field!(sure)], [options::some, options::map::<bool, _>, options::filter, options::or];
    Option<Line>: [field!(other)], [options::some, options::filter, options::or, lists::get, lists::last, options::map::<i32, _>];
    Option<Vec<i32>>: [field!(some_numbers), options::none],
        [
            options::some, options::map::<Vec<i32>, _>, options::filter, options::or, lists::get, lists::first, lists::last,
            lists::indexed, options::map::<String, _>, options::and_then::<(i32, Vec<i32>), _>,
        ];
    Option<(i32, Vec<i32>)>: [field!(some_pair)], [options::some, options::filter, lists::get, lists::last, options::map::<Vec<i32>, _>];
    Option<Level>: [field!(some_level)], [options::some, lists::first, options::filter];

    Vec<i32>: [field!(numbers)],
        [
            lists::written, lists::appended, lists::mapped::<i32, _>, lists::mapped::<Vec<i32>, _>,
            lists::mapped::<String, _>, lists::filtered, lists::filtered_and_mapped::<Line, _>, lists::filtered_and_mapped::<i32, _>,
            options::unwrap_or, options::unwrap_or_default, lists::indexed, part!((i32, Vec<i32>), 1),
            structures::round_inside, Generator::conditional,
        ];
    Vec<u8>: [field!(bytes)], [lists::written, lists::filtered, lists::mapped::<u8, _>];
    Vec<i64>: [field!(wides)], [lists::written, lists::filtered, lists::mapped::<i32, _>, lists::appended];
    Vec<bool>: [field!(flags)], [lists::written, lists::filtered, lists::mapped::<Vec<i32>, _>];
    Vec<String>: [field!(words)],
        [
            lists::written, lists::appended, lists::mapped::<Line, _>, lists::mapped::<i32, _>, lists::filtered,
            part!(Line, tags), part!((Option<i32>, Vec<String>, bool), 1), Generator::conditional,
        ];
    Vec<Vec<i32>>: [field!(rows)],
        [
            lists::written, lists::appended, lists::mapped::<i32, _>, lists::mapped::<Vec<i32>, _>, lists::filtered,
            lists::filtered_and_mapped::<Vec<i32>, _>, lists::mapped::<(i32, Vec<i32>), _>,
        ];
    Vec<Line>: [field!(lines)],
        [lists::written, lists::appended, lists::mapped::<String, _>, lists::filtered, lists::filtered_and_mapped::<Line, _>];
    Vec<Option<String>>: [field!(notes)], [lists::written, lists::appended, lists::mapped::<Line, _>, lists::filtered];
    Vec<Option<Vec<i32>>>: [field!(maybe_rows)], [lists::written, lists::appended, lists::mapped::<Vec<i32>, _>, lists::filtered];
    Vec<(i32, Vec<i32>)>: [field!(pairs)], [lists::written, lists::appended, lists::mapped::<i32, _>, lists::filtered];
    Vec<Level>: [field!(levels)], [lists::written, lists::filtered];
    Vec<Shape>: [field!(shapes)], [lists::written, lists::filtered, lists::mapped::<Vec<i32>, _>];
    Vec<Json>: [field!(jsons)], [lists::written, lists::appended, lists::filtered, lists::mapped::<Json, _>];
}
