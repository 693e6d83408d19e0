//! What a call of a service's API is about, when the question does not name it.

use crate::aws::pattern::{Pattern, Suffix, classes};
use crate::aws::{Config, Service, Vocabulary};
use crate::reach::foreign::Target;

/// How the ARNs of what an action applies to begin.
enum Beginning {
    /// The action applies to nothing in particular: its resource is `*`.
    Nothing,
    /// In the Region and the account.
    Of(&'static str, String),
    /// In the account.
    Global(&'static str, &'static str),
    /// In the Region, of nobody's account.
    Shared(&'static str, &'static str),
}

/// The resource that the question names, or every kind of resource of the own account that the policies
/// tell apart.
pub(in crate::reach) fn targets(
    config: &Config,
    vocabulary: &Vocabulary,
    service: Service,
    action: &str,
    named: Option<&str>,
) -> Vec<Target> {
    let organization = config.organization().map(str::to_owned);
    let own = |arn: String| Target {
        arn,
        account: config.account().to_owned(),
        organization: organization.clone(),
    };
    if let Some(arn) = named {
        let account = arn.split(':').nth(4).filter(|account| !account.is_empty());
        return match account {
            Some(account) if account != config.account() => {
                vec![Target { arn: arn.to_owned(), account: account.to_owned(), organization: None }]
            }
            _ => vec![own(arn.to_owned())],
        };
    }
    let (region, account) = (config.region(), config.account());
    let start = match beginning(service, action) {
        Beginning::Nothing => return vec![own("*".to_owned())],
        Beginning::Of(name, kind) => format!("arn:aws:{name}:{region}:{account}:{kind}"),
        Beginning::Global(name, kind) => format!("arn:aws:{name}::{account}:{kind}"),
        Beginning::Shared(name, kind) => format!("arn:aws:{name}:{region}::{kind}"),
    };
    let telling: Vec<Pattern> =
        vocabulary.resources.iter().filter_map(|pattern| pattern.after(&start)).collect();
    classes(&Suffix, &telling).into_iter().map(|class| own(format!("{start}{}", class.text))).collect()
}

/// From the tables of resource types in the Service Authorization Reference.
fn beginning(service: Service, action: &str) -> Beginning {
    let verb = action.split_once(':').map_or(action, |(_, verb)| verb);
    let of = |name: &'static str, kind: &str| Beginning::Of(name, kind.to_owned());
    if verb.starts_with("List") || is_about_nothing(action) {
        return Beginning::Nothing;
    }
    match service.short_name() {
        "sagemaker.runtime" => of("sagemaker", "endpoint/"),
        "sagemaker.featurestore-runtime" => of("sagemaker", "feature-group/"),
        "sagemaker.api" | "studio" | "notebook" => Beginning::Of("sagemaker", sagemaker_kind(verb)),
        "kms" => of("kms", "key/"),
        "logs" => of("logs", "log-group:"),
        "secretsmanager" => of("secretsmanager", "secret:"),
        "ssm" => of("ssm", "parameter/"),
        "lambda" => of("lambda", "function:"),
        "dynamodb" => of("dynamodb", "table/"),
        "athena" => of("athena", "workgroup/"),
        "events" => of("events", "event-bus/"),
        "ecr.api" | "ecr.dkr" => of("ecr", "repository/"),
        "elasticfilesystem" => of("elasticfilesystem", "file-system/"),
        "codeartifact.api" | "codeartifact.repositories" => of("codeartifact", "repository/"),
        "git-codecommit" => of("codecommit", ""),
        "sts" => Beginning::Global("iam", "role/"),
        "bedrock-runtime" => Beginning::Shared("bedrock", "foundation-model/"),
        _ => of(service.action_prefix(), ""),
    }
}

fn is_about_nothing(action: &str) -> bool {
    const WITHOUT_RESOURCE: [&str; 5] = [
        "cloudwatch:PutMetricData",
        "ecr:GetAuthorizationToken",
        "sts:GetCallerIdentity",
        "sts:GetSessionToken",
        "logs:DescribeLogGroups",
    ];
    action.to_ascii_lowercase().starts_with("ec2:describe")
        || WITHOUT_RESOURCE.iter().any(|known| known.eq_ignore_ascii_case(action))
}

/// `training-job/` for `CreateTrainingJob`; nothing where the name of the action does not say.
fn sagemaker_kind(verb: &str) -> String {
    const VERBS: [&str; 6] = ["Create", "Describe", "Update", "Delete", "Stop", "Start"];
    let Some(noun) = VERBS.iter().find_map(|known| verb.strip_prefix(known)) else { return String::new() };
    let mut kind = String::new();
    for c in noun.chars() {
        if c.is_ascii_uppercase() && !kind.is_empty() {
            kind.push('-');
        }
        kind.push(c.to_ascii_lowercase());
    }
    kind.push('/');
    kind
}
