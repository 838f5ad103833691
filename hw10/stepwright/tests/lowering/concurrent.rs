//! What happens at once: `join!`, `try_join!` and `map`; and other workflows.

use insta::assert_snapshot;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use stepwright::{
    CatchPlatform, Caught, Context, Contract, MapResults, PlatformFault, TaskToken, callback, csv, execution, join,
    json_lines, map, steps, try_join, workflow,
};

use crate::outline::outline;
use crate::shop::{DepotClosed, Order, OutOfStock, Shop, ShopError, Ticket};

#[test]
fn try_join_is_a_parallel_whose_results_are_bound() {
    #[workflow(express)]
    async fn both(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let (left, ticket) = try_join!(shop.count(), async {
            let ticket = shop.reserve(&order.article, order.pieces).await?;
            Ok::<Ticket, ShopError>(shop.wrap(&ticket).await?)
        })?;
        #[state("ReserveLeft")]
        shop.reserve(&order.article, left).await?;
        Ok(ticket)
    }
    assert_snapshot!(outline::<both>(), @"
    Start
      $order := $states.input
      -> CountAndReserve
    CountAndReserve
      branch 1
      | Count
      |   call {}
      |   output $states.result.Payload
      branch 2
      | Reserve
      |   call {article: $order.article, pieces: $order.pieces}
      |   $ticket := $states.result.Payload
      |   -> Wrap
      | Wrap
      |   call {ticket: $ticket}
      |   output $states.result.Payload
      $left := $states.result[0]
      $ticket_2 := $states.result[1]
      -> ReserveLeft
    ReserveLeft
      call {article: $order.article, pieces: $left}
      output $ticket_2
    ");
}

#[test]
fn a_fault_of_a_branch_comes_to_the_handler_around() {
    #[workflow(express)]
    async fn either(shop: &impl Shop, order: Order) -> Result<u32, ShopError> {
        let outcome = match async {
            let (left, _) = try_join!(shop.count(), shop.reserve(&order.article, 1))?;
            Ok::<u32, ShopError>(left)
        }
        .await
        {
            Ok(left) => left,
            Err(ShopError::OutOfStock(fault)) => fault.pieces,
            Err(ShopError::DepotClosed(closed)) => return Err(closed.into()),
        };
        Ok(outcome)
    }
    assert_snapshot!(outline::<either>(), @"
    Start
      $order := $states.input
      -> CountAndReserve
    CountAndReserve
      branch 1
      | Count
      |   call {}
      |   output $states.result.Payload
      branch 2
      | Reserve
      |   call {article: $order.article, pieces: 1}
      |   output $states.result.Payload
      output $states.result[0]
      catch OutOfStock -> BlockOutOfStock
        $fault := $states.errorOutput
    BlockOutOfStock
      output ($c := $parse($fault.Cause); $exists($c.errorType) ? $parse($c.errorMessage) : $c).pieces
    ");
}

#[test]
fn join_gives_what_each_branch_came_to() {
    #[workflow(express)]
    async fn each(shop: &impl Shop, order: Order) -> Result<Ticket, ShopError> {
        let (counted, reserved) = join!(shop.count(), shop.reserve(&order.article, order.pieces));
        let left = match counted {
            Ok(left) => left,
            Err(_) => 7,
        };
        match reserved {
            Ok(ticket) => Ok(ticket),
            Err(ShopError::OutOfStock(_)) =>
            {
                #[state("ReserveLeft")]
                shop.reserve(&order.article, left).await
            }
            Err(other) => Err(other),
        }
    }
    assert_snapshot!(outline::<each>(), @"
    Start
      $order := $states.input
      -> CountAndReserve
    CountAndReserve
      branch 1
      | Count
      |   call {}
      |   output {Ok: $states.result.Payload}
      |   catch DepotClosed -> CountedFailed
      |     $caught := $states.errorOutput
      | CountedFailed
      |   output {Err: $caught}
      branch 2
      | Reserve
      |   call {article: $order.article, pieces: $order.pieces}
      |   output {Ok: $states.result.Payload}
      |   catch OutOfStock, DepotClosed -> ReservedFailed
      |     $caught_2 := $states.errorOutput
      | ReservedFailed
      |   output {Err: $caught_2}
      $counted := $states.result[0]
      $reserved := $states.result[1]
      -> MatchCounted
    MatchCounted
      if $exists($counted.Ok) -> MatchReserved
        $left := $counted.Ok
      else -> MatchReserved
        $left := 7
    MatchReserved
      if $exists($reserved.Ok) -> MatchReservedOk
      else -> MatchReservedFailedMatch
    MatchReservedOk
      output $reserved.Ok
    MatchReservedFailedMatch
      if $reserved.Err.Error = 'OutOfStock' -> ReserveLeft
      else -> MatchReservedFailed
    ReserveLeft
      call {article: $order.article, pieces: $left}
      output $states.result.Payload
    MatchReservedFailed
      fail $reserved.Err.Error $reserved.Err.Cause
    ");
}

#[steps]
pub(crate) trait Depot {
    async fn tickets(&self, article: &String) -> Result<Vec<Ticket>, DepotClosed>;
    #[step(idempotent)]
    async fn pack(&self, ticket: &Ticket, note: Option<String>) -> Result<Ticket, ShopError>;
    /// Asks somebody.
    #[step(timeout_seconds = 600, heartbeat_seconds = 60)]
    async fn ask(&self, token: TaskToken<bool, OutOfStock>, ticket: &Ticket) -> Result<(), OutOfStock>;
    async fn report(&self, batch: &Vec<Row>) -> Result<u32, DepotClosed>;
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Row {
    pub(crate) ticket: Ticket,
}

#[derive(Debug, Clone, Contract, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Night {
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) note: Option<String>,
}

#[test]
fn map_goes_through_a_list_and_sees_what_is_around() {
    #[workflow(standard)]
    async fn pack_all(depot: &impl Depot, order: Order) -> Result<Vec<Ticket>, ShopError> {
        let tickets = depot.tickets(&order.article).await?;
        let packed = map(&tickets, async |ticket| {
            let once = depot.pack(&ticket, None).await?;
            #[state("PackAgain")]
            depot.pack(&once, order.note.clone()).await
        })
        .concurrency(3)
        .await?;
        Ok(packed)
    }
    assert_snapshot!(outline::<pack_all>(), @"
    Tickets
      call {article: $states.input.article}
      $order := $states.input
      $tickets := $states.result.Payload
      -> MapTickets
    MapTickets
      Items $tickets
      MaxConcurrency 3
      each item
      | Pack
      |   call {note: null, ticket: $states.input}
      |   $once := $states.result.Payload
      |   -> PackAgain
      | PackAgain
      |   call {note: $exists($order.note) ? $order.note : null, ticket: $once}
      |   output $states.result.Payload
      output $states.result
    ");
}

#[test]
fn a_map_that_comes_first_begins_after_a_start() {
    #[workflow(standard)]
    async fn pack_each(depot: &impl Depot, order: Order) -> Result<Vec<Ticket>, ShopError> {
        let tickets = depot.tickets(&order.article).await?;
        map(&tickets, async |ticket| {
            let (packed, _) = try_join!(depot.pack(&ticket, order.note.clone()), async {
                #[state("TicketsAgain")]
                depot.tickets(&order.article).await
            })?;
            Ok::<Ticket, ShopError>(packed)
        })
        .await
    }
    assert_snapshot!(outline::<pack_each>(), @"
    Tickets
      call {article: $states.input.article}
      $order := $states.input
      $tickets := $states.result.Payload
      -> MapTickets
    MapTickets
      Items $tickets
      each item
      | MapTicketsItemStart
      |   $ticket := $states.input
      |   -> PackAndTickets
      | PackAndTickets
      |   branch 1
      |   | Pack
      |   |   call {note: $exists($order.note) ? $order.note : null, ticket: $ticket}
      |   |   output $states.result.Payload
      |   branch 2
      |   | TicketsAgain
      |   |   call {article: $order.article}
      |   |   output $states.result.Payload
      |   output $states.result[0]
      output $states.result
    ");
}

#[test]
fn a_distributed_map_takes_along_what_its_items_read() {
    #[workflow(standard)]
    async fn nightly(depot: &impl Depot, night: Night) -> Result<MapResults, ShopError> {
        let done = map(json_lines::<Row>(&night.bucket, &night.key), async |row| {
            depot.pack(&row.ticket, night.note.clone()).await
        })
        .label("nightly")
        .concurrency(100)
        .results_to(&night.bucket, "done")
        .tolerate_failures(5)
        .await?;
        Ok(done)
    }
    assert_snapshot!(outline::<nightly>(), @r#"
    MapJsonLines
      ItemReader {Resource: "arn:aws:states:::s3:getObject", Arguments: {Bucket: $states.input.bucket, Key: $states.input.key}, ReaderConfig: {InputType: "JSONL"}}
      ItemSelector {captured: {night: $states.input}, item: $states.context.Map.Item.Value}
      MaxConcurrency 100
      ToleratedFailureCount 5
      Label "nightly"
      ResultWriter {Resource: "arn:aws:states:::s3:putObject", Arguments: {Bucket: $states.input.bucket, Prefix: "done"}}
      each item
      | Pack
      |   call {note: $exists($states.input.captured.night.note) ? $states.input.captured.night.note : null, ticket: $states.input.item.ticket}
      |   output $states.result.Payload
      output {MapRunArn: $states.result.MapRunArn, ResultWriterDetails: $states.result.ResultWriterDetails}
    "#);
}

#[test]
fn batches_are_lists() {
    #[workflow(standard)]
    async fn nightly(depot: &impl Depot, night: Night) -> Result<Vec<u32>, ShopError> {
        map(csv::<Row>(&night.bucket, &night.key).batches_of(50), async |rows| {
            Ok::<u32, ShopError>(depot.report(&rows).await?)
        })
        .await
    }
    assert_snapshot!(outline::<nightly>(), @r#"
    MapCsv
      ItemReader {Resource: "arn:aws:states:::s3:getObject", Arguments: {Bucket: $states.input.bucket, Key: $states.input.key}, ReaderConfig: {InputType: "CSV", CSVHeaderLocation: "FIRST_ROW"}}
      ItemBatcher {MaxItemsPerBatch: 50}
      each item
      | Report
      |   call {batch: $states.input.Items}
      |   output $states.result.Payload
      output $states.result
    "#);
}

#[test]
fn a_callback_waits_for_its_token() {
    #[workflow(standard)]
    async fn approve(depot: &impl Depot, ticket: Ticket) -> Result<bool, ShopError> {
        match callback(|token| depot.ask(token, &ticket)).catch_platform().await {
            Ok(answer) => Ok(answer),
            Err(Caught::Platform(PlatformFault::Timeout(_))) => Ok(false),
            Err(Caught::Platform(_)) => Err(DepotClosed {}.into()),
            Err(Caught::Fault(fault)) => Err(fault.into()),
        }
    }
    assert_snapshot!(outline::<approve>(), @"
    Ask
      call {ticket: $states.input, token: $states.context.Task.Token}
      output $states.result
      catch States.Timeout, States.HeartbeatTimeout -> AskTimeout
      catch OutOfStock -> OutOfStock
        $fault := $states.errorOutput
      catch States.ALL -> DepotClosed
    AskTimeout
      output false
    OutOfStock
      fail $fault.Error $fault.Cause
    DepotClosed
      fail DepotClosed $string({})
    ");
}

#[workflow(standard)]
async fn pack_one(depot: &impl Depot, ticket: Ticket) -> Result<Ticket, ShopError> {
    let once = depot.pack(&ticket, None).await?;
    #[state("PackAgain")]
    depot.pack(&once, None).await
}

#[test]
fn another_workflow_is_inlined_or_executed() {
    #[workflow(standard)]
    async fn pack_two(depot: &impl Depot, order: Order) -> Result<Ticket, ShopError> {
        let first = pack_one(depot, order.ticket.clone()).await?;
        match execution(pack_one(depot, first)).await {
            Ok(second) => Ok(second),
            Err(ShopError::OutOfStock(_)) => Ok(order.ticket),
            Err(other) => Err(other),
        }
    }
    assert_snapshot!(outline::<pack_two>(), @r#"
    PackOnePack
      call {note: null, ticket: $states.input.ticket}
      $once := $states.result.Payload
      $order := $states.input
      -> PackOnePackAgain
    PackOnePackAgain
      call {note: null, ticket: $once}
      $first := $states.result.Payload
      -> PackOne
    PackOne
      arn:aws:states:::states:startExecution.sync:2 {Input: $first, StateMachineArn: "${PackOne}"}
      output $states.result.Output
      catch States.TaskFailed -> PackOneFailedMatch
        $caught := ($c := $states.errorOutput.Error = 'States.TaskFailed' ? $parse($states.errorOutput.Cause) : {}; $c.Error in ['OutOfStock', 'DepotClosed'] ? {'Error': $c.Error, 'Cause': $c.Cause} : $states.errorOutput)
    PackOneFailedMatch
      if $caught.Error = 'OutOfStock' -> PackOneOutOfStock
      else -> PackOneFailed
    PackOneOutOfStock
      output $order.ticket
    PackOneFailed
      fail $caught.Error $caught.Cause
    "#);
}

#[test]
fn what_runs_beside_others_changes_nothing_outside() {
    #[workflow(standard)]
    async fn last(depot: &impl Depot, order: Order) -> Result<u32, ShopError> {
        let mut left = order.pieces;
        let (_, _) = try_join!(
            async {
                left = 3;
                Ok::<(), ShopError>(())
            },
            depot.pack(&order.ticket, None)
        )?;
        Ok(left)
    }
    let problems = stepwright::lower(&<last as stepwright::flow::Record>::flow()).expect_err("changed beside others");
    assert_eq!(problems[0].code, "SW0005", "{problems:?}");
}

#[test]
fn what_a_branch_came_to_is_looked_into() {
    #[workflow(express)]
    async fn pack(depot: &impl Depot, order: Order) -> Result<u32, ShopError> {
        let (packed, kept) = join!(depot.pack(&order.ticket, None), async {
            #[state("PackAgain")]
            depot.pack(&order.ticket, order.note.clone()).await
        });
        match packed {
            Ok(_) if order.urgent => Ok(1),
            Ok(_) => Ok(2),
            Err(ShopError::OutOfStock(OutOfStock { pieces: 0 })) => Ok(3),
            Err(ShopError::OutOfStock(_)) => {
                kept?;
                Ok(4)
            }
            Err(other) => Err(other),
        }
    }
    assert_snapshot!(outline::<pack>(), @"
    Start
      $order := $states.input
      -> PackAndPack
    PackAndPack
      branch 1
      | Pack
      |   call {note: null, ticket: $order.ticket}
      |   output {Ok: $states.result.Payload}
      |   catch OutOfStock, DepotClosed -> PackedFailed
      |     $caught := $states.errorOutput
      | PackedFailed
      |   output {Err: $caught}
      branch 2
      | PackAgain
      |   call {note: $exists($order.note) ? $order.note : null, ticket: $order.ticket}
      |   output {Ok: $states.result.Payload}
      |   catch OutOfStock, DepotClosed -> KeptFailed
      |     $caught_2 := $states.errorOutput
      | KeptFailed
      |   output {Err: $caught_2}
      $kept := $states.result[1]
      $packed := $states.result[0]
      -> MatchPacked
    MatchPacked
      if $exists($packed.Ok) -> MatchPackedOk
      else -> MatchPackedFailedMatch
    MatchPackedOk
      if $order.urgent -> MatchPackedOkOtherwiseIfUrgent
      else -> MatchPackedOkOtherwise
    MatchPackedOkOtherwiseIfUrgent
      output 1
    MatchPackedOkOtherwise
      output 2
    MatchPackedFailedMatch
      if $packed.Err.Error = 'OutOfStock' -> MatchPackedOutOfStock
        $caught_3 := $packed.Err
      else -> MatchPackedFailed
    MatchPackedOutOfStock
      if ($c := $parse($caught_3.Cause); $exists($c.errorType) ? $parse($c.errorMessage) : $c).pieces = 0 -> MatchPackedOutOfStockOutOfStock0
      else -> MatchKept
    MatchPackedOutOfStockOutOfStock0
      output 3
    MatchKept
      if $exists($kept.Ok) -> MatchKeptOk
      else -> MatchKeptFailed
    MatchKeptOk
      output 4
    MatchKeptFailed
      fail $kept.Err.Error $kept.Err.Cause
    MatchPackedFailed
      fail $packed.Err.Error $packed.Err.Cause
    ");
}

#[test]
fn what_the_platform_does_to_an_execution_can_be_caught() {
    #[workflow(standard)]
    async fn pack_somehow(depot: &impl Depot, order: Order) -> Result<Ticket, ShopError> {
        match execution(pack_one(depot, order.ticket.clone())).catch_platform().await {
            Ok(ticket) => Ok(ticket),
            Err(Caught::Fault(fault)) => Err(fault),
            Err(Caught::Platform(_)) => Ok(order.ticket),
        }
    }
    assert_snapshot!(outline::<pack_somehow>(), @r#"
    PackOne
      arn:aws:states:::states:startExecution.sync:2 {Input: $states.input.ticket, StateMachineArn: "${PackOne}"}
      output $states.result.Output
      catch States.TaskFailed -> PackOneFailedMatch
        $caught := ($c := $states.errorOutput.Error = 'States.TaskFailed' ? $parse($states.errorOutput.Cause) : {}; $c.Error in ['OutOfStock', 'DepotClosed'] ? {'Error': $c.Error, 'Cause': $c.Cause} : $states.errorOutput)
        $order := $states.input
      catch States.ALL -> PackOnePlatform
        $order := $states.input
    PackOneFailedMatch
      if ($caught.Error = 'OutOfStock') or ($caught.Error = 'DepotClosed') -> PackOneFailed
      else -> PackOnePlatform
    PackOneFailed
      fail $caught.Error $caught.Cause
    PackOnePlatform
      output $order.ticket
    "#);
}

#[test]
fn an_item_knows_its_index() {
    #[workflow(express)]
    async fn number(depot: &impl Depot, tickets: Vec<Ticket>, context: Context) -> Result<Vec<u32>, ShopError> {
        let numbers = map(&tickets, async |ticket| {
            depot.pack(&ticket, None).await?;
            Ok::<u32, ShopError>(context.map.as_ref().map(|map| map.item.index).unwrap_or_default())
        })
        .await?;
        Ok(numbers)
    }
    assert_snapshot!(outline::<number>(), @"
    MapTickets
      Items $states.input
      each item
      | Pack
      |   call {note: null, ticket: $states.input}
      |   output (($states.context.Map != null) and ($states.context.Map.Item.Index != null)) ? $states.context.Map.Item.Index : 0
      output $states.result
    ");
}
