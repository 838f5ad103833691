#[steps]
trait Mail {
    #[step(integration = "aws-sdk:sesv2:sendLetter", timeout_seconds = 5)] // SES has no such action
    async fn send(&self, letter: &Letter) -> Result<Sent, MailUnavailable>;
}
