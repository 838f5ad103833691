#[workflow(express)]
async fn sell(shop: &impl Shop, order: Order) -> Result<u32, DepotClosed> {
    let the_customer_waits_for_the_article_at_the_counter_of_the_shop_and_will_not_come_back_before_next_week = order.urgent;
    #[state("IfSomebodyWaits")]
    if the_customer_waits_for_the_article_at_the_counter_of_the_shop_and_will_not_come_back_before_next_week {
        shop.ship(&order.article).await?;
    }
    Ok(order.pieces)
}
