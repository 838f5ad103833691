//! A trip of two stays: booking a stay is a workflow of its own. The first is booked inline, the second as an execution
//! of its own; if that one is sold out, the first is given back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::{Contract, Fault, execution, steps, workflow};

/// Where to stay, and for how long.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Stay {
    /// The town.
    pub town: String,
    /// How many nights.
    pub nights: u32,
}

/// Two stays, one after the other.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Trip {
    /// The first.
    pub first: Stay,
    /// The second.
    pub second: Stay,
}

/// A booked stay.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Room {
    /// Its number.
    pub number: String,
    /// What all nights cost, in cents.
    pub cents: u32,
}

/// A booked trip.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Booking {
    /// The rooms.
    pub rooms: Vec<Room>,
    /// What all of it costs, in cents.
    pub cents: u32,
}

/// There is no room.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "There is no room in {town}.")]
pub struct SoldOut {
    /// The town.
    pub town: String,
}

/// Nobody stays for no night.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 422, detail = "{nights} nights cannot be booked.")]
pub struct BadNights {
    /// How many.
    pub nights: u32,
}

/// How a booking fails.
#[derive(Debug, Clone, PartialEq, Fault)]
pub enum BookingError {
    /// There is no room.
    SoldOut(SoldOut),
    /// Nobody stays for no night.
    BadNights(BadNights),
}

/// What a booking needs.
#[steps]
pub trait Hotels {
    /// What a night costs, in cents.
    #[step(idempotent)]
    async fn price(&self, town: &String) -> Result<u32, SoldOut>;
    /// Books a room.
    async fn book(&self, town: &String, nights: u32, cents: u32) -> Result<Room, SoldOut>;
    /// Gives a room back.
    #[step(idempotent)]
    async fn give_back(&self, room: &Room) -> Result<(), SoldOut>;
}

/// The most nights that can be booked at once.
const NIGHTS_MAX: u32 = 30;

/// Books a stay.
#[workflow(standard)]
pub async fn book_stay(hotels: &impl Hotels, stay: Stay) -> Result<Room, BookingError> {
    if stay.nights == 0 || stay.nights > NIGHTS_MAX {
        return Err(BadNights { nights: stay.nights }.into());
    }
    let price = hotels.price(&stay.town).await?;
    let room = hotels.book(&stay.town, stay.nights, price * stay.nights).await?;
    Ok(room)
}

/// Books a trip, or nothing.
#[workflow(standard)]
pub async fn book_trip(hotels: &impl Hotels, trip: Trip) -> Result<Booking, BookingError> {
    let first = book_stay(hotels, trip.first).await?;
    match execution(book_stay(hotels, trip.second)).await {
        Ok(second) => {
            let cents = first.cents + second.cents;
            Ok(Booking {
                rooms: vec![first, second],
                cents,
            })
        }
        Err(BookingError::SoldOut(fault)) => {
            hotels.give_back(&first).await?;
            Err(fault.into())
        }
        Err(other) => Err(other),
    }
}

/// Hotels in memory.
#[derive(Debug, Default)]
pub struct Inns {}

impl Hotels for Inns {
    async fn price(&self, town: &String) -> Result<u32, SoldOut> {
        Ok(if town == "Oslo" { 12_000 } else { 8_000 })
    }

    async fn book(&self, town: &String, _nights: u32, cents: u32) -> Result<Room, SoldOut> {
        if town == "Bergen" {
            return Err(SoldOut { town: town.clone() });
        }
        Ok(Room {
            number: format!("{town}-12"),
            cents,
        })
    }

    async fn give_back(&self, _room: &Room) -> Result<(), SoldOut> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use stepwright::native::{Failure, Observed, Run, Script, run};

    use super::*;

    fn booked(first: (&str, u32), second: (&str, u32)) -> Run<Booking, BookingError> {
        let stay = |(town, nights): (&str, u32)| Stay {
            town: town.to_owned(),
            nights,
        };
        let trip = Trip {
            first: stay(first),
            second: stay(second),
        };
        run(&Script::new(), book_trip(&Observed::new(Inns {}), trip))
    }

    #[test]
    fn two_stays_are_booked() {
        let booking = booked(("Oslo", 2), ("Trondheim", 3)).result.expect("there are rooms");
        assert_eq!(booking.cents, 2 * 12_000 + 3 * 8_000);
    }

    #[test]
    fn a_second_stay_that_is_sold_out_gives_the_first_back() {
        let run = booked(("Oslo", 2), ("Bergen", 1));
        assert_eq!(
            run.result,
            Err(Failure::Fault(
                SoldOut {
                    town: "Bergen".to_owned()
                }
                .into()
            ))
        );
        assert_eq!(run.calls.last().map(|call| call.step), Some("give_back"));
    }

    #[test]
    fn what_a_stay_refuses_the_trip_refuses() {
        let run = booked(("Oslo", 0), ("Bergen", 1));
        assert_eq!(run.result, Err(Failure::Fault(BadNights { nights: 0 }.into())));
    }
}
