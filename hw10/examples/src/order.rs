//! An order: stock is reserved, the card is charged, a courier is booked. When one of these fails, what has been done
//! before is undone, in reverse. A charge that nobody answered for may have happened: it is refunded too.

use std::sync::Mutex;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::{CatchPlatform, Caught, Contract, Fault, steps, workflow};

/// What a customer wants.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Order {
    /// The number under which everything about the order is known.
    pub number: String,
    /// The article.
    pub article: String,
    /// How many.
    pub pieces: u32,
    /// The card to charge.
    pub card: String,
    /// Where it goes.
    pub address: String,
}

/// Pieces that nobody else can buy.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Reservation {
    /// What is reserved.
    pub article: String,
    /// How many.
    pub pieces: u32,
    /// What they cost, in cents.
    pub cents: u32,
}

/// What the customer is told.
#[derive(Debug, Clone, PartialEq, Contract, Serialize, Deserialize, JsonSchema)]
pub struct Confirmation {
    /// The order's number.
    pub number: String,
    /// What was charged, in cents.
    pub cents: u32,
    /// Where the parcel can be followed.
    pub tracking: String,
}

/// The shelf is empty.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 409, detail = "There are only {left} pieces of {article} left.")]
pub struct OutOfStock {
    /// The article.
    pub article: String,
    /// How many there are.
    pub left: u32,
}

/// The bank does not pay.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 402, detail = "The card was refused: {reason}.")]
pub struct CardRefused {
    /// The bank's words.
    pub reason: String,
}

/// Nobody drives there.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 422, detail = "No courier goes to {address}.")]
pub struct NoCourier {
    /// Where to.
    pub address: String,
}

/// A service does not answer; trying again helps.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 503, detail = "The warehouse does not answer.", transient)]
pub struct WarehouseClosed {}

/// It is not known whether the card was charged.
#[derive(Debug, Clone, PartialEq, Contract, Fault, Serialize, Deserialize, JsonSchema)]
#[fault(status = 504, detail = "The bank did not answer; order {number} was taken back.")]
pub struct PaymentUnknown {
    /// The order's number.
    pub number: String,
}

/// Why an order comes to nothing.
#[derive(Debug, Clone, PartialEq, Fault)]
pub enum OrderError {
    /// There is not enough.
    OutOfStock(OutOfStock),
    /// The bank does not pay.
    CardRefused(CardRefused),
    /// The bank did not answer.
    PaymentUnknown(PaymentUnknown),
    /// Nobody drives there.
    NoCourier(NoCourier),
    /// The warehouse does not answer.
    WarehouseClosed(WarehouseClosed),
}

/// What an order needs. Every step goes by the order's number, so that it can be called twice.
#[steps]
pub trait OrderSteps {
    /// Takes the pieces off the shelf.
    #[step(timeout_seconds = 5, idempotent)]
    async fn reserve(&self, order: &Order) -> Result<Reservation, OutOfStock>;
    /// Puts them back.
    #[step(timeout_seconds = 5, idempotent)]
    async fn release(&self, number: &String, reservation: &Reservation) -> Result<(), WarehouseClosed>;
    /// Charges the card.
    #[step(timeout_seconds = 20)]
    async fn charge(&self, number: &String, card: &String, cents: u32) -> Result<(), CardRefused>;
    /// Pays back what was charged for the order, if anything was.
    #[step(timeout_seconds = 20, idempotent)]
    async fn refund(&self, number: &String) -> Result<(), WarehouseClosed>;
    /// Finds somebody who brings it there.
    #[step(timeout_seconds = 5, idempotent)]
    async fn book_courier(&self, number: &String, address: &String) -> Result<String, NoCourier>;
}

/// Sells, or leaves everything as it was.
#[workflow(standard)]
pub async fn place_order(shop: &impl OrderSteps, order: Order) -> Result<Confirmation, OrderError> {
    let reservation = shop.reserve(&order).await?;
    match shop
        .charge(&order.number, &order.card, reservation.cents)
        .catch_platform()
        .await
    {
        Ok(()) => {}
        Err(Caught::Fault(refused)) => {
            #[state("ReleaseUnpaid")]
            shop.release(&order.number, &reservation).await?;
            return Err(refused.into());
        }
        Err(Caught::Platform(_)) => {
            #[state("RefundUnknown")]
            shop.refund(&order.number).await?;
            #[state("ReleaseUnknown")]
            shop.release(&order.number, &reservation).await?;
            return Err(PaymentUnknown { number: order.number }.into());
        }
    }
    match shop.book_courier(&order.number, &order.address).await {
        Ok(tracking) => Ok(Confirmation {
            number: order.number,
            cents: reservation.cents,
            tracking,
        }),
        Err(fault) => {
            #[state("RefundUndeliverable")]
            shop.refund(&order.number).await?;
            #[state("ReleaseUndeliverable")]
            shop.release(&order.number, &reservation).await?;
            Err(fault.into())
        }
    }
}

/// A shop in memory.
#[derive(Debug, Default)]
pub struct Shop {
    /// How many pieces are on the shelf.
    pub pieces: Mutex<u32>,
    /// What the cards were charged, in cents.
    pub earned: Mutex<u32>,
    charges: Mutex<Vec<(String, u32)>>,
}

/// What a piece costs, in cents.
const PRICE_CENTS: u32 = 250;

impl Shop {
    /// A shop with so many pieces.
    pub fn with_pieces(pieces: u32) -> Shop {
        Shop {
            pieces: Mutex::new(pieces),
            ..Shop::default()
        }
    }

    /// How many pieces are left, and what was earned.
    pub fn books(&self) -> (u32, u32) {
        (*lock(&self.pieces), *lock(&self.earned))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl OrderSteps for Shop {
    async fn reserve(&self, order: &Order) -> Result<Reservation, OutOfStock> {
        let mut pieces = lock(&self.pieces);
        let left = *pieces;
        *pieces = left.checked_sub(order.pieces).ok_or(OutOfStock {
            article: order.article.clone(),
            left,
        })?;
        let cents = order.pieces.saturating_mul(PRICE_CENTS);
        Ok(Reservation {
            article: order.article.clone(),
            pieces: order.pieces,
            cents,
        })
    }

    async fn release(&self, _number: &String, reservation: &Reservation) -> Result<(), WarehouseClosed> {
        *lock(&self.pieces) += reservation.pieces;
        Ok(())
    }

    async fn charge(&self, number: &String, card: &String, cents: u32) -> Result<(), CardRefused> {
        if card.starts_with('0') {
            return Err(CardRefused {
                reason: "the card is blocked".to_owned(),
            });
        }
        lock(&self.charges).push((number.clone(), cents));
        *lock(&self.earned) += cents;
        Ok(())
    }

    async fn refund(&self, number: &String) -> Result<(), WarehouseClosed> {
        lock(&self.charges).retain(|(of, cents)| {
            let is_it = of == number;
            *lock(&self.earned) -= if is_it { *cents } else { 0 };
            !is_it
        });
        Ok(())
    }

    async fn book_courier(&self, number: &String, address: &String) -> Result<String, NoCourier> {
        if address.contains("island") {
            return Err(NoCourier {
                address: address.clone(),
            });
        }
        Ok(format!("track-{number}"))
    }
}

#[cfg(test)]
mod tests {
    use stepwright::native::{Call, Failure, Observed, Run, Script, run};

    use super::*;

    fn order(card: &str, address: &str) -> Order {
        let [number, article] = ["o-1", "tea"].map(str::to_owned);
        Order {
            number,
            article,
            pieces: 2,
            card: card.to_owned(),
            address: address.to_owned(),
        }
    }

    fn placed(script: &Script, order: Order) -> (Run<Confirmation, OrderError>, (u32, u32)) {
        let shop = Observed::new(Shop::with_pieces(5));
        let run = run(script, place_order(&shop, order));
        let books = Observed::steps(&shop).books();
        (run, books)
    }

    fn steps(run: &Run<Confirmation, OrderError>) -> Vec<&'static str> {
        run.calls.iter().map(|call| call.step).collect()
    }

    #[test]
    fn what_is_there_is_sold() {
        let (run, books) = placed(&Script::new(), order("4111", "Main Street"));
        assert_eq!(run.result.expect("it is sold").tracking, "track-o-1");
        assert_eq!(books, (3, 500));
    }

    #[test]
    fn a_refused_card_puts_the_pieces_back() {
        let (run, books) = placed(&Script::new(), order("0000", "Main Street"));
        assert!(matches!(run.result, Err(Failure::Fault(OrderError::CardRefused(_)))));
        assert_eq!(books, (5, 0));
    }

    #[test]
    fn without_a_courier_everything_is_taken_back_in_reverse() {
        let (run, books) = placed(&Script::new(), order("4111", "an island"));
        assert_eq!(steps(&run), ["reserve", "charge", "book_courier", "refund", "release"]);
        assert_eq!(books, (5, 0));
    }

    #[test]
    fn a_charge_that_nobody_answers_for_is_refunded() {
        let script = Script::new().on(Call::number("charge", 1).times_out());
        let (run, books) = placed(&script, order("4111", "Main Street"));
        assert_eq!(steps(&run), ["reserve", "charge", "refund", "release"]);
        assert!(matches!(run.result, Err(Failure::Fault(OrderError::PaymentUnknown(_)))));
        assert_eq!(books, (5, 0));
    }
}
