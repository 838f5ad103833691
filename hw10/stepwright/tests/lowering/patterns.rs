//! Patterns: variants with data, nested, ranges, guards, tuples, `if let`, `let .. else`, `matches!`.

use insta::assert_snapshot;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::{Contract, steps, workflow};

use crate::outline::outline;
use crate::shop::{DepotClosed, Order, OutOfStock, Shop, ShopError, Ticket};

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Payment {
    Cash,
    Card {
        number: String,
        #[serde(rename = "limit-cents")]
        limit_cents: Option<u32>,
    },
    GiftCard(Voucher),
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Voucher {
    pub(crate) code: String,
    pub(crate) cents: u32,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "status", rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Progress {
    NotStarted,
    Running { percent: u32 },
    Done { ticket: Ticket },
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "data")]
pub(crate) enum Answer {
    Yes(u32),
    No { why: String },
    Later,
}

#[steps]
pub(crate) trait Till {
    async fn pay(&self, number: &String) -> Result<Payment, DepotClosed>;
    async fn redeem(&self, code: &String, cents: u32) -> Result<Progress, DepotClosed>;
    async fn ask(&self, progress: &Progress) -> Result<Answer, DepotClosed>;
    async fn note(&self, payment: &Payment, answer: &Answer) -> Result<(), DepotClosed>;
}

#[test]
fn a_match_takes_variants_apart() {
    #[workflow(express)]
    async fn pay(till: &impl Till, payment: Payment) -> Result<Progress, DepotClosed> {
        match payment {
            Payment::Cash => Ok(Progress::NotStarted),
            Payment::Card {
                number,
                limit_cents: Some(limit),
            } => till.redeem(&number, limit).await,
            Payment::Card { number, .. } => {
                let paid = till.pay(&number).await?;
                Ok(match paid {
                    Payment::Cash => Progress::NotStarted,
                    _ => Progress::Running { percent: 50 },
                })
            }
            Payment::GiftCard(Voucher { code, cents: 1..=500 }) =>
            {
                #[state("RedeemSmall")]
                till.redeem(&code, 1).await
            }
            Payment::GiftCard(voucher) =>
            {
                #[state("RedeemVoucher")]
                till.redeem(&voucher.code, voucher.cents).await
            }
        }
    }
    assert_snapshot!(outline::<pay>(), @r#"
    MatchPayment
      if $states.input = 'cash' -> MatchPaymentCash
      if $exists($states.input.card) and ($states.input.card.`limit-cents` != null) -> Redeem
        $payment := $states.input
      if $exists($states.input.card) -> Pay
        $payment := $states.input
      if ($exists($states.input.gift_card) and ($states.input.gift_card.cents >= 1)) and ($states.input.gift_card.cents <= 500) -> RedeemSmall
        $payment := $states.input
      if $exists($states.input.gift_card) -> RedeemVoucher
        $payment := $states.input
      else -> ContractViolation
    MatchPaymentCash
      output {status: "NOT_STARTED"}
    Redeem
      call {cents: $payment.card.`limit-cents`, code: $payment.card.number}
      output $states.result.Payload
    Pay
      call {number: $payment.card.number}
      output ($states.result.Payload = 'cash') ? {'status': 'NOT_STARTED'} : {'status': 'RUNNING', 'percent': 50}
    RedeemSmall
      call {cents: 1, code: $payment.gift_card.code}
      output $states.result.Payload
    RedeemVoucher
      call {cents: $payment.gift_card.cents, code: $payment.gift_card.code}
      output $states.result.Payload
    "#);
}

#[test]
fn tags_within_and_beside_are_read() {
    #[workflow(express)]
    async fn ask(till: &impl Till, progress: Progress) -> Result<u32, DepotClosed> {
        let answer = till.ask(&progress).await?;
        match (progress, answer) {
            (Progress::Running { percent }, Answer::Yes(count)) if percent > 50 && count > 1 => Ok(percent),
            (Progress::Done { .. } | Progress::NotStarted, Answer::Later) => Ok(1),
            (_, Answer::No { why }) => {
                till.pay(&why).await?;
                Ok(2)
            }
            _ => Ok(3),
        }
    }
    assert_snapshot!(outline::<ask>(), @"
    Ask
      call {progress: $states.input}
      $answer := $states.result.Payload
      $progress := $states.input
      -> MatchProgressAndAnswer
    MatchProgressAndAnswer
      if (($progress.status = 'RUNNING') and ($answer.kind = 'Yes')) and (($progress.percent > 50) and ($answer.data > 1)) -> MatchProgressAndAnswerRunningAndYesIfPercentAbove50AndCountAbove1
      if (($progress.status = 'DONE') or ($progress.status = 'NOT_STARTED')) and ($answer.kind = 'Later') -> MatchProgressAndAnswerDoneOrNotStartedAndLater
      if $answer.kind = 'No' -> Pay
      else -> MatchProgressAndAnswerOtherwise
    MatchProgressAndAnswerRunningAndYesIfPercentAbove50AndCountAbove1
      output $progress.percent
    MatchProgressAndAnswerDoneOrNotStartedAndLater
      output 1
    Pay
      call {number: $answer.data.why}
      output 2
    MatchProgressAndAnswerOtherwise
      output 3
    ");
}

#[test]
fn variants_are_made_as_serde_writes_them() {
    #[workflow(express)]
    async fn note(till: &impl Till, voucher: Voucher) -> Result<Answer, DepotClosed> {
        let card = Payment::Card {
            number: voucher.code.clone(),
            limit_cents: None,
        };
        till.note(
            &card,
            &Answer::No {
                why: voucher.code.clone(),
            },
        )
        .await?;
        #[state("NoteGift")]
        till.note(&Payment::GiftCard(voucher.clone()), &Answer::Later).await?;
        Ok(Answer::Yes(voucher.cents))
    }
    assert_snapshot!(outline::<note>(), @r#"
    Note
      call {answer: {data: {why: $states.input.code}, kind: "No"}, payment: {card: {limit-cents: null, number: $states.input.code}}}
      $voucher := $states.input
      -> NoteGift
    NoteGift
      call {answer: {kind: "Later"}, payment: {gift_card: $voucher}}
      output {data: $voucher.cents, kind: "Yes"}
    "#);
}

#[test]
fn if_let_chains_and_let_else_bind_what_is_there() {
    #[workflow(express)]
    async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let Some(gift) = order.gift else {
            return Err(OutOfStock { pieces: 0 }.into());
        };
        if let Some(card) = gift.card
            && order.urgent
            && let Some(note) = order.note
        {
            return shop
                .ship(&order.ticket, if card == note { None } else { Some(note) })
                .await;
        }
        if matches!(order.pieces, 1..=3 | 7) {
            return shop.wrap(&order.ticket).await.map_err(ShopError::OutOfStock);
        }
        Ok(order.ticket)
    }
    assert_snapshot!(outline::<sell>(), @"
    LetSomeGift
      if $states.input.gift != null -> IfCardIsSomeAndUrgentAndNoteIsSome
        $order := $states.input
      else -> OutOfStock
    IfCardIsSomeAndUrgentAndNoteIsSome
      if (($order.gift.card != null) and $order.urgent) and ($order.note != null) -> Ship
      else -> IfPiecesMatches
    Ship
      call {note: ($order.gift.card = $order.note) ? null : $order.note, ticket: $order.ticket}
      output $states.result.Payload
    IfPiecesMatches
      if (($order.pieces >= 1) and ($order.pieces <= 3)) or ($order.pieces = 7) -> Wrap
      else -> IfPiecesMatchesElse
    Wrap
      call {ticket: $order.ticket}
      output $states.result.Payload
    IfPiecesMatchesElse
      output $order.ticket
    OutOfStock
      fail OutOfStock $string({'pieces': 0})
    ");
}

#[test]
fn a_struct_is_taken_apart_by_let() {
    #[workflow(express)]
    async fn sell(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let Order {
            article,
            pieces,
            address,
            ..
        } = order;
        let (first, second) = (address.zip_code, pieces);
        let left = match second {
            0 => 1,
            few @ 1..=9 => few,
            _ => 10,
        };
        shop.reserve(&article, left).await?;
        shop.ship(&order.ticket, Some(first)).await
    }
    assert_snapshot!(outline::<sell>(), @"
    Reserve
      call {article: $states.input.article, pieces: ($states.input.pieces = 0) ? 1 : ((($states.input.pieces >= 1) and ($states.input.pieces <= 9)) ? $states.input.pieces : 10)}
      $order := $states.input
      -> Ship
    Ship
      call {note: $order.address.zipCode, ticket: $order.ticket}
      output $states.result.Payload
    ");
}

#[test]
fn what_comes_after_an_arm_for_all_is_never_reached() {
    #[workflow(express)]
    #[allow(unreachable_patterns)]
    async fn sell(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        match order.pieces {
            1 => Ok(1),
            _ => Ok(2),
            3 => Ok(shop.count().await?),
        }
    }
    assert_snapshot!(outline::<sell>(), @"
    MatchPieces
      if $states.input.pieces = 1 -> MatchPieces1
      else -> MatchPiecesOtherwise
    MatchPieces1
      output 1
    MatchPiecesOtherwise
      output 2
    ");
}

#[test]
fn alternatives_bind_what_each_holds() {
    #[workflow(express)]
    async fn percent(till: &impl Till, order: Order) -> Result<u32, DepotClosed> {
        let payment = till.pay(&order.article).await?;
        match (order.pieces, payment) {
            (few @ 1 | few @ 2, _) => Ok(few),
            (cents, Payment::Cash) | (0, Payment::GiftCard(Voucher { cents, .. })) if cents > 9 => Ok(cents),
            (
                _,
                Payment::GiftCard(Voucher { cents, .. })
                | Payment::Card {
                    limit_cents: Some(cents),
                    ..
                },
            ) => Ok(cents),
            _ => Ok(0),
        }
    }
    assert_snapshot!(outline::<percent>(), @"
    Pay
      call {number: $states.input.article}
      $order := $states.input
      $payment := $states.result.Payload
      -> MatchPiecesAndPayment
    MatchPiecesAndPayment
      if ($order.pieces = 1) or ($order.pieces = 2) -> MatchPiecesAndPayment1Or2
      if (($payment = 'cash') or (($order.pieces = 0) and $exists($payment.gift_card))) and ((($payment = 'cash') ? $order.pieces : $payment.gift_card.cents) > 9) -> MatchPiecesAndPaymentCentsAndCashOr0AndGiftCardVoucherIfCentsAbove9
      if $exists($payment.gift_card) or ($exists($payment.card) and ($payment.card.`limit-cents` != null)) -> MatchPiecesAndPaymentGiftCardVoucherOrCardSome
      else -> MatchPiecesAndPaymentOtherwise
    MatchPiecesAndPayment1Or2
      output $order.pieces
    MatchPiecesAndPaymentCentsAndCashOr0AndGiftCardVoucherIfCentsAbove9
      output ($payment = 'cash') ? $order.pieces : $payment.gift_card.cents
    MatchPiecesAndPaymentGiftCardVoucherOrCardSome
      output $exists($payment.gift_card) ? $payment.gift_card.cents : $payment.card.`limit-cents`
    MatchPiecesAndPaymentOtherwise
      output 0
    ");
}

#[test]
fn what_alternatives_hold_at_the_same_place_is_read_there() {
    #[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
    #[serde(tag = "kind")]
    enum Parcel {
        Small { grams: u32 },
        Large { grams: u32, volume: u32 },
    }
    #[workflow(express)]
    async fn grams(_till: &impl Till, parcel: Parcel) -> Result<u32, DepotClosed> {
        match parcel {
            Parcel::Small { grams } | Parcel::Large { grams, .. } => Ok(grams),
        }
    }
    assert_snapshot!(outline::<grams>(), @"
    MatchParcel
      if ($states.input.kind = 'Small') or ($states.input.kind = 'Large') -> MatchParcelSmallOrLarge
        $parcel := $states.input
      else -> ContractViolation
    MatchParcelSmallOrLarge
      output $parcel.grams
    ");
}
