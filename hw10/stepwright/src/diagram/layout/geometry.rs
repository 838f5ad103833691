//! Points, sizes and rectangles, in pixels; x grows to the right, y downwards.

use super::super::model::Direction;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Point {
    pub x: f64,
    pub y: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(in super::super) struct Size {
    pub width: f64,
    pub height: f64,
}

/// A rectangle, by its upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Point {
    pub(in super::super) fn new(x: f64, y: f64) -> Point {
        Point { x, y }
    }
}

impl Rect {
    pub(super) fn around(center: Point, size: Size) -> Rect {
        Rect {
            x: center.x - size.width / 2.0,
            y: center.y - size.height / 2.0,
            width: size.width,
            height: size.height,
        }
    }

    pub(in super::super) fn right(&self) -> f64 {
        self.x + self.width
    }

    pub(in super::super) fn bottom(&self) -> f64 {
        self.y + self.height
    }

    pub(in super::super) fn center(&self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    pub(super) fn shift(&mut self, dx: f64, dy: f64) {
        self.x += dx;
        self.y += dy;
    }
}

/// All is laid out as if edges ran downwards; where they run to the right, x and y change places before and after.
impl Direction {
    pub(super) fn turn(self, point: Point) -> Point {
        match self {
            Direction::Down => point,
            Direction::Right => Point::new(point.y, point.x),
        }
    }

    pub(super) fn turn_size(self, size: Size) -> Size {
        match self {
            Direction::Down => size,
            Direction::Right => Size {
                width: size.height,
                height: size.width,
            },
        }
    }
}

/// A length in tenths of a pixel: all that is ever written of it.
pub(in super::super) fn tenths(length: f64) -> i64 {
    (length * 10.0).round() as i64
}
