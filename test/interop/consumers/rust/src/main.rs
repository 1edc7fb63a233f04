//! Without words one call, and what it says; with "loop SECONDS INTERVAL" a call again and again, and a line for each.
use std::error::Error;
use std::time::{Duration, Instant};

/// An error with all that caused it, in one line.
fn whole(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(each) = cause {
        text.push_str(&format!(": {each}"));
        cause = each.source();
    }
    text.replace('\n', " ")
}

async fn call(client: &aws_sdk_sts::Client) -> Result<String, String> {
    match client.get_caller_identity().send().await {
        Ok(answer) => Ok(answer.arn().unwrap_or_default().to_string()),
        Err(error) => Err(whole(&error)),
    }
}

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().collect();
    let http = aws_smithy_http_client::Builder::new().build_http();
    let version = aws_config::BehaviorVersion::latest();
    let config = aws_config::defaults(version).http_client(http).load().await;
    let client = aws_sdk_sts::Client::new(&config);
    if words.get(1).is_some_and(|word| word == "loop") {
        let seconds: f64 = words[2].parse().unwrap();
        let interval: f64 = words[3].parse().unwrap();
        let start = Instant::now();
        while start.elapsed().as_secs_f64() < seconds {
            match call(&client).await {
                Ok(arn) => println!("ok {arn}"),
                Err(text) => println!("FAIL {text}"),
            }
            tokio::time::sleep(Duration::from_secs_f64(interval)).await;
        }
        return;
    }
    match call(&client).await {
        Ok(arn) => println!("{arn}"),
        Err(text) => {
            eprintln!("{text}");
            std::process::exit(1)
        }
    }
}
