//! `trapline levels`: what container and platform can reach, a row for each configuration.

use serde::Serialize;

use crate::cli::args::{Format, Levels};
use crate::cli::console::{Console, print_json};
use crate::cli::error::{CliError, Exit};
use crate::cli::input;
use crate::cli::reach::write_verdict;
use crate::reach;

const HEADINGS: [&str; 3] = ["container->internet", "container->services", "platform->S3"];

pub(in crate::cli) fn run(args: &Levels, console: Console) -> Result<Exit, CliError> {
    let mut rows = Vec::new();
    for path in &args.configs {
        let config = input::read_config(path, console)?;
        rows.push((path.display().to_string(), reach::levels(&config)));
    }
    match args.format {
        Format::Text => print_table(&rows, console)?,
        Format::Json => {
            let rows: Vec<_> = rows.iter().map(|(config, levels)| Row::of(config, *levels)).collect();
            print_json(&rows)?;
        }
    }
    Ok(Exit::Clean)
}

fn print_table(rows: &[(String, reach::Levels)], console: Console) -> Result<(), CliError> {
    let width = rows.iter().map(|(config, _)| config.chars().count()).max().unwrap_or(0).max(6);
    let mut text = console.text();
    text.strong(&format!("{:width$}", "config"));
    for heading in HEADINGS {
        text.strong(&format!("  {heading}"));
    }
    text.plain("\n");
    for (config, levels) in rows {
        text.plain(&format!("{config:width$}"));
        let cells = [levels.container_internet, levels.container_services, levels.platform_s3];
        for (at, (verdict, heading)) in cells.into_iter().zip(HEADINGS).enumerate() {
            text.plain("  ");
            write_verdict(&mut text, verdict);
            if at + 1 < cells.len() {
                text.plain(&" ".repeat(heading.len().saturating_sub(verdict.as_str().len())));
            }
        }
        text.plain("\n");
    }
    text.print()
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    config: &'a str,
    container: Container,
    platform: Platform,
}

#[derive(Debug, Serialize)]
struct Container {
    internet: &'static str,
    aws_services: &'static str,
}

#[derive(Debug, Serialize)]
struct Platform {
    s3: &'static str,
}

impl<'a> Row<'a> {
    fn of(config: &'a str, levels: reach::Levels) -> Self {
        Self {
            config,
            container: Container {
                internet: levels.container_internet.as_str(),
                aws_services: levels.container_services.as_str(),
            },
            platform: Platform { s3: levels.platform_s3.as_str() },
        }
    }
}
