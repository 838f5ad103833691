#[steps]
trait Mail {
    #[step(integration = "aws-sdk:sesv2:sendEmail", timeout_seconds = 5)]
    async fn send(&self, letter: &Letter) -> Result<Sent, MailUnavailable>;
}
