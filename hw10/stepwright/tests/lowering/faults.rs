//! What is done about faults: handlers, conversions, rethrowing, and what the platform does.

use insta::assert_snapshot;
use stepwright::platform::PlatformFault;
use stepwright::{CatchPlatform, Caught, steps, workflow};

use crate::outline::{machine, outline};
use crate::shop::{DepotClosed, Order, OutOfStock, Shop, ShopError, Ticket};

#[test]
fn a_match_on_a_result_catches_by_the_faults_name() {
    #[workflow(express)]
    async fn reserve(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        match shop.reserve(&order.article, order.pieces).await {
            Ok(ticket) => Ok(ticket),
            Err(ShopError::OutOfStock(fault)) =>
            {
                #[state("ReserveFewer")]
                shop.reserve(&order.article, fault.pieces).await
            }
            Err(other) => Err(other),
        }
    }
    assert_snapshot!(outline::<reserve>(), @"
    Reserve
      call {article: $states.input.article, pieces: $states.input.pieces}
      output $states.result.Payload
      catch OutOfStock -> ReserveFewer
        $fault := $states.errorOutput
        $order := $states.input
    ReserveFewer
      call {article: $order.article, pieces: ($c := $parse($fault.Cause); $exists($c.errorType) ? $parse($c.errorMessage) : $c).pieces}
      output $states.result.Payload
    ");
}

#[test]
fn a_match_on_a_result_may_be_a_value() {
    #[workflow(express)]
    async fn pieces(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let left = match shop.count().await {
            Ok(left) => left,
            Err(_) => 1,
        };
        shop.reserve(&order.article, left).await
    }
    assert_snapshot!(outline::<pieces>(), @"
    Count
      call {}
      $left := $states.result.Payload
      $order := $states.input
      -> Reserve
      catch DepotClosed -> Reserve
        $left := 1
        $order := $states.input
    Reserve
      call {article: $order.article, pieces: $left}
      output $states.result.Payload
    ");
}

#[test]
fn a_fault_becomes_another_by_map_err() {
    #[workflow(express)]
    async fn count(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        let left = shop.count().await.map_err(|_| OutOfStock { pieces: order.pieces })?;
        Ok(left)
    }
    assert_snapshot!(outline::<count>(), @"
    Count
      call {}
      output $states.result.Payload
      catch DepotClosed -> OutOfStock
        $order := $states.input
    OutOfStock
      fail OutOfStock $string({'pieces': $order.pieces})
    ");
}

#[test]
fn ok_or_raises_where_there_is_nothing() {
    #[workflow(express)]
    async fn note(_shop: &impl Shop, order: Order) -> Result<String, ShopError> {
        let note = order.note.ok_or(OutOfStock { pieces: 0 })?;
        Ok(note)
    }
    assert_snapshot!(outline::<note>(), @"
    MatchNote
      if $states.input.note != null -> MatchNoteSome
        $order := $states.input
      else -> OutOfStock
    MatchNoteSome
      output $order.note
    OutOfStock
      fail OutOfStock $string({'pieces': 0})
    ");
}

#[test]
fn err_with_a_question_mark_leaves_the_workflow() {
    #[workflow(express)]
    async fn close(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        if order.urgent {
            Err(DepotClosed {})?;
        }
        Ok(shop.count().await?)
    }
    assert_snapshot!(outline::<close>(), @"
    IfUrgent
      if $states.input.urgent -> DepotClosed
      else -> Count
    DepotClosed
      fail DepotClosed $string({})
    Count
      call {}
      output $states.result.Payload
    ");
}

#[test]
fn if_let_and_let_else_look_at_results() {
    #[workflow(express)]
    async fn look(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        if let Err(ShopError::OutOfStock(fault)) = shop.reserve(&order.article, 1).await {
            #[state("ReserveOther")]
            shop.reserve(&order.article, fault.pieces).await?;
        }
        let Ok(left) = shop.count().await else {
            return Err(OutOfStock { pieces: 0 }.into());
        };
        #[state("ReserveLeft")]
        shop.reserve(&order.article, left).await
    }
    assert_snapshot!(outline::<look>(), @"
    Reserve
      call {article: $states.input.article, pieces: 1}
      $order := $states.input
      -> Count
      catch OutOfStock -> ReserveOther
        $fault := $states.errorOutput
        $order := $states.input
      catch DepotClosed -> Count
        $order := $states.input
    Count
      call {}
      $left := $states.result.Payload
      -> ReserveLeft
      catch DepotClosed -> OutOfStock
    ReserveLeft
      call {article: $order.article, pieces: $left}
      output $states.result.Payload
    OutOfStock
      fail OutOfStock $string({'pieces': 0})
    ReserveOther
      call {article: $order.article, pieces: ($c := $parse($fault.Cause); $exists($c.errorType) ? $parse($c.errorMessage) : $c).pieces}
      -> Count
    ");
}

#[test]
fn is_ok_ok_and_unwrap_or_are_values() {
    #[workflow(express)]
    async fn look(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let there = shop.wrap(&order.ticket).await.is_ok();
        let left = shop.count().await.unwrap_or(7);
        let drawn = shop.draw(&order.ticket).await.ok();
        shop.reserve(&order.article, left).await?;
        if there && drawn.is_some() {
            return shop.ship(&order.ticket, order.note).await;
        }
        Ok(order.ticket)
    }
    assert_snapshot!(outline::<look>(), @"
    Wrap
      call {ticket: $states.input.ticket}
      $order := $states.input
      $there := true
      -> Count
      catch OutOfStock -> Count
        $order := $states.input
        $there := false
    Count
      call {}
      $left := $states.result.Payload
      -> Draw
      catch DepotClosed -> Draw
        $left := 7
    Draw
      call {ticket: $order.ticket}
      $drawn := $states.result.Payload
      -> Reserve
      catch OutOfStock -> Reserve
        $drawn := null
    Reserve
      call {article: $order.article, pieces: $left}
      -> IfThereAndDrawnIsSome
    IfThereAndDrawnIsSome
      if $there and ($drawn != null) -> Ship
      else -> IfThereAndDrawnIsSomeElse
    Ship
      call {note: $exists($order.note) ? $order.note : null, ticket: $order.ticket}
      output $states.result.Payload
    IfThereAndDrawnIsSomeElse
      output $order.ticket
    ");
}

#[test]
fn what_the_platform_does_is_caught_by_awss_names() {
    #[workflow(express)]
    async fn count(shop: &impl Shop, _order: Order) -> Result<u32, ShopError> {
        match shop.count().catch_platform().await {
            Ok(left) => Ok(left),
            Err(Caught::Platform(PlatformFault::Timeout(_))) => Ok(1),
            Err(Caught::Platform(PlatformFault::Throttled(_) | PlatformFault::LambdaService(_))) => Ok(2),
            Err(Caught::Platform(_)) => Ok(3),
            Err(Caught::Fault(fault)) => Err(fault.into()),
        }
    }
    assert_snapshot!(outline::<count>(), @"
    Count
      call {}
      output $states.result.Payload
      catch States.Timeout, States.HeartbeatTimeout -> CountTimeout
      catch Lambda.TooManyRequestsException, Lambda.ServiceException, Lambda.AWSLambdaException, Lambda.SdkClientException, Lambda.ClientExecutionTimeoutException -> CountThrottledOrLambdaService
      catch DepotClosed -> DepotClosed
        $fault := $states.errorOutput
      catch States.ALL -> CountPlatform
    CountTimeout
      output 1
    CountThrottledOrLambdaService
      output 2
    DepotClosed
      fail $fault.Error $fault.Cause
    CountPlatform
      output 3
    ");
}

#[test]
fn a_fault_thrown_in_a_block_comes_to_the_handler_around_it() {
    #[workflow(express)]
    async fn order_or_not(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        match async {
            let left = shop.count().await?;
            if left == 0 {
                return Err(OutOfStock { pieces: left }.into());
            }
            Ok::<Ticket, ShopError>(shop.reserve(&order.article, left).await?)
        }
        .await
        {
            Ok(ticket) => Ok(ticket),
            Err(ShopError::OutOfStock(_)) => Ok(shop.ship(&order.ticket, None).await?),
            Err(ShopError::DepotClosed(_)) => Ok(order.ticket),
        }
    }
    assert_snapshot!(outline::<order_or_not>(), @"
    Count
      call {}
      $left := $states.result.Payload
      $order := $states.input
      -> IfLeftIs0
      catch DepotClosed -> BlockDepotClosed
        $order := $states.input
    IfLeftIs0
      if $left = 0 -> Ship
      else -> Reserve
    Ship
      call {note: null, ticket: $order.ticket}
      output $states.result.Payload
    Reserve
      call {article: $order.article, pieces: $left}
      output $states.result.Payload
      catch OutOfStock -> Ship
      catch DepotClosed -> BlockDepotClosed
    BlockDepotClosed
      output $order.ticket
    ");
}

#[test]
fn arms_look_into_the_fault_that_they_catch() {
    #[workflow(express)]
    async fn reserve(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        match shop.reserve(&order.article, order.pieces).await {
            Ok(_) => Ok(order.pieces),
            Err(ShopError::OutOfStock(OutOfStock { pieces: 0 })) => Ok(0),
            Err(ShopError::OutOfStock(OutOfStock { pieces })) if pieces < 3 => Ok(pieces),
            Err(ShopError::OutOfStock(fault)) => Err(fault)?,
            Err(other) => Err(other),
        }
    }
    assert_snapshot!(outline::<reserve>(), @"
    Reserve
      call {article: $states.input.article, pieces: $states.input.pieces}
      output $states.input.pieces
      catch OutOfStock -> MatchReserveOutOfStock
        $caught := $states.errorOutput
    MatchReserveOutOfStock
      if ($c := $parse($caught.Cause); $exists($c.errorType) ? $parse($c.errorMessage) : $c).pieces = 0 -> MatchReserveOutOfStockOutOfStock0
      if ($c := $parse($caught.Cause); $exists($c.errorType) ? $parse($c.errorMessage) : $c).pieces < 3 -> MatchReserveOutOfStockOutOfStockIfPiecesBelow3
      else -> OutOfStock
    MatchReserveOutOfStockOutOfStock0
      output 0
    MatchReserveOutOfStockOutOfStockIfPiecesBelow3
      output ($c := $parse($caught.Cause); $exists($c.errorType) ? $parse($c.errorMessage) : $c).pieces
    OutOfStock
      fail $caught.Error $caught.Cause
    ");
}

#[test]
fn a_step_with_one_fault_needs_no_variant() {
    #[workflow(express)]
    async fn wrap(shop: &impl Shop, order: Order) -> Result<Ticket, OutOfStock> {
        match shop.wrap(&order.ticket).await {
            Ok(ticket) => Ok(ticket),
            Err(OutOfStock { pieces: 0 }) => Ok(order.ticket),
            Err(fault) if order.urgent => Err(fault),
            Err(_) =>
            {
                #[state("NotUrgent")]
                Err(OutOfStock { pieces: 1 })
            }
        }
    }
    assert_snapshot!(outline::<wrap>(), @"
    Wrap
      call {ticket: $states.input.ticket}
      output $states.result.Payload
      catch OutOfStock -> MatchWrapOutOfStock
        $caught := $states.errorOutput
        $order := $states.input
    MatchWrapOutOfStock
      if ($c := $parse($caught.Cause); $exists($c.errorType) ? $parse($c.errorMessage) : $c).pieces = 0 -> MatchWrapOutOfStockOutOfStock0
      if $order.urgent -> OutOfStock
      else -> NotUrgent
    MatchWrapOutOfStockOutOfStock0
      output $order.ticket
    OutOfStock
      fail $caught.Error $caught.Cause
    NotUrgent
      fail OutOfStock $string({'pieces': 1})
    ");
}

#[test]
fn else_is_for_whatever_else_came() {
    #[workflow(express)]
    async fn reserve(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        let left = if let Err(ShopError::OutOfStock(OutOfStock { pieces })) = shop.reserve(&order.article, 1).await
            && pieces > 0
        {
            pieces
        } else {
            shop.count().await?
        };
        #[state("CountAgain")]
        if let Ok(1) = shop.count().await {
            Ok(1)
        } else {
            Ok(left)
        }
    }
    assert_snapshot!(outline::<reserve>(), @"
    Reserve
      call {article: $states.input.article, pieces: 1}
      -> Count
      catch OutOfStock -> IfPiecesAbove0
        $caught := $states.errorOutput
      catch DepotClosed -> Count
    Count
      call {}
      $left := $states.result.Payload
      -> CountAgain
    CountAgain
      call {}
      $result_3 := $states.result.Payload
      -> MatchCountAgain
      catch DepotClosed -> CountAgainFailed
    MatchCountAgain
      if $result_3 = 1 -> MatchCountAgain1
      else -> MatchCountAgainOtherwise
    MatchCountAgain1
      output 1
    MatchCountAgainOtherwise
      output $left
    CountAgainFailed
      output $left
    IfPiecesAbove0
      if ($c := $parse($caught.Cause); $exists($c.errorType) ? $parse($c.errorMessage) : $c).pieces > 0 -> CountAgain
        $left := ($c := $parse($caught.Cause); $exists($c.errorType) ? $parse($c.errorMessage) : $c).pieces
      else -> Count
    ");
}

#[test]
fn a_while_may_look_at_a_result() {
    #[workflow(standard)]
    async fn drain(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        while let Ok(pieces) = shop.count().await
            && pieces > 0
        {
            shop.reserve(&order.article, pieces).await?;
        }
        Ok(order.ticket)
    }
    assert_snapshot!(outline::<drain>(), @"
    Start
      $order := $states.input
      -> Count
    Count
      call {}
      $result := $states.result.Payload
      -> IfPiecesAbove0
      catch DepotClosed -> CountFailed
    IfPiecesAbove0
      if $result > 0 -> Reserve
      else -> IfPiecesAbove0Else
    Reserve
      call {article: $order.article, pieces: $result}
      -> Count
    IfPiecesAbove0Else
      output $order.ticket
    CountFailed
      output $order.ticket
    ");
}

#[test]
fn what_fails_alike_is_one_state() {
    #[workflow(express)]
    async fn note(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        let note = order.note.ok_or(DepotClosed {})?;
        let gift = order.gift.ok_or(ShopError::DepotClosed(DepotClosed {}))?;
        shop.reserve(&note, 1).await.map_err(|_| DepotClosed {})?;
        #[state("ReserveCard")]
        shop.reserve(&gift.wrapping, 1).await?;
        shop.print(&crate::shop::Label {
            text: note.clone(),
            copies: 1,
            note: None,
        })
        .await
        .map_err(ShopError::from)?;
        Ok(1)
    }
    assert_snapshot!(outline::<note>(), @"
    MatchNote
      if $states.input.note != null -> MatchGift
        $note := $states.input.note
        $order := $states.input
      else -> DepotClosed
    MatchGift
      if $order.gift != null -> Reserve
        $gift := $order.gift
      else -> DepotClosed
    Reserve
      call {article: $note, pieces: 1}
      -> ReserveCard
      catch OutOfStock, DepotClosed -> DepotClosed
    ReserveCard
      call {article: $gift.wrapping, pieces: 1}
      -> Print
    Print
      call {label: {copies: 1, note: null, text: $note}}
      output 1
    DepotClosed
      fail DepotClosed $string({})
    ");
}

#[test]
fn what_cannot_be_computed_is_caught_by_nobody() {
    #[workflow(express)]
    async fn more(shop: &impl Shop, pieces: u32) -> Result<u32, ShopError> {
        match shop.count().catch_platform().await {
            Ok(count) => Ok(count + pieces),
            Err(Caught::Fault(fault)) => Err(fault.into()),
            Err(Caught::Platform(_)) => Ok(0),
        }
    }
    assert_snapshot!(outline::<more>(), @"
    Count
      call {}
      output ($_n := $states.result.Payload + $states.input; $_n >= 0 and $_n <= 4294967295 ? $_n : $error('attempt to add with overflow'))
      catch States.QueryEvaluationError -> ComputationFailed
      catch DepotClosed -> DepotClosed
        $fault := $states.errorOutput
      catch States.ALL -> CountPlatform
    ComputationFailed
      fail $states.input.Error $states.input.Cause
    DepotClosed
      fail $fault.Error $fault.Cause
    CountPlatform
      output 0
    ");
}

#[test]
fn a_call_whose_answer_cannot_be_computed_with_is_not_made_again() {
    #[workflow(express)]
    async fn more(till: &impl Till, pieces: u32) -> Result<u32, ShopError> {
        let count = till.count_again().await?;
        Ok(count + pieces)
    }
    let machine = machine::<more>();
    let retriers = &machine["States"]["CountAgain"]["Retry"];
    assert_eq!(
        retriers[0]["ErrorEquals"],
        serde_json::json!(["States.QueryEvaluationError"])
    );
    assert_eq!(retriers[0]["MaxAttempts"], 0);
    assert_eq!(retriers[1]["ErrorEquals"], serde_json::json!(["States.ALL"]));
}

#[steps]
trait Till {
    #[step(idempotent, retry(errors("States.ALL"), attempts = 2))]
    async fn count_again(&self) -> Result<u32, DepotClosed>;
}

#[test]
fn what_is_passed_on_is_not_caught() {
    #[derive(Debug, stepwright::Fault)]
    enum Wide {
        Shop(ShopError),
        Platform(PlatformFault),
    }
    #[workflow(express)]
    async fn count(shop: &impl Shop, order: Order) -> Result<u32, Wide> {
        match shop.reserve(&order.article, 1).catch_platform().await {
            Ok(_) => Ok(1),
            Err(Caught::Platform(PlatformFault::Timeout(_))) => Ok(0),
            Err(Caught::Platform(fault)) => Err(Wide::Platform(fault)),
            Err(Caught::Fault(fault)) => Err(fault)?,
        }
    }
    assert_snapshot!(outline::<count>(), @"
    Reserve
      call {article: $states.input.article, pieces: 1}
      output 1
      catch States.Timeout, States.HeartbeatTimeout -> ReserveTimeout
    ReserveTimeout
      output 0
    ");
}
