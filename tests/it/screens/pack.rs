//! A small pack of every kind of item, made here so that no screen depends on the shipped content.

use trapline::aws::ConfigDraft;
use trapline::bank::{
    Bloom, Blueprint, Body, CaseId, CaseStudy, Choice, ChoiceOption, Contradiction, Criterion,
    Demonstrations, ExamDefaults, Family, LearningObjective, Lesson, MatchPrompt, MatchResponse, Matching,
    Misconception, Ordering, Pack, PackId, PartId, Pool, Question, QuestionId, QuestionKind, Reflection,
    SourceRef, Step,
};
use trapline::lab::{Lab, LabId, Objective, ObjectiveId, Requirement, Setting, Wanted};

pub fn pack() -> Pack {
    Pack {
        id: PackId("fixture".into()),
        version: "1.0.0".into(),
        title: "Network security for training jobs".into(),
        description: "A small pack that the tests of the screens use.".into(),
        authors: vec!["Nobody".into()],
        language: "en".into(),
        licence: "CC-BY-4.0".into(),
        verified_on: "2026-11-24".into(),
        exam: ExamDefaults { code: "MLA-C01".into(), questions: 4, minutes: 8, simulation: None },
        blueprint: blueprint(),
        misconceptions: vec![misconception()],
        cases: vec![CaseStudy {
            id: CaseId("radiology".into()),
            title: "Radiology trainer".into(),
            scenario: "A hospital trains on **protected health information**. The subnets are private, \
                       and nothing may leave for the internet."
                .into(),
        }],
        questions: questions(),
        lessons: vec![lesson()],
        labs: vec![lab()],
        demonstrations: demonstrations(),
    }
}

fn blueprint() -> Blueprint {
    let family =
        |id: &str, title: &str| Family { id: id.into(), title: title.into(), confusable: Vec::new() };
    let objective = |id: &str, family: &str, text: &str| LearningObjective {
        id: id.into(),
        family: family.into(),
        text: text.into(),
        weight: 50,
    };
    Blueprint {
        families: vec![family("isolation", "Network isolation"), family("routing", "Routing and endpoints")],
        objectives: vec![
            objective("ISO-01", "isolation", "Predict what a container can do under network isolation"),
            objective("RTE-01", "routing", "Decide from route tables whether a packet gets out"),
        ],
    }
}

/// One of the shipped ones: a network is much to write down.
fn demonstrations() -> Demonstrations {
    let mut demonstrations = Demonstrations::default();
    demonstrations.add("isolation-blocks-data", || {
        let shipped = trapline::pack::builtin().pack?.demonstration("vpc-is-isolation")?.clone();
        Some(Lab { id: LabId("isolation-blocks-data".into()), ..shipped })
    });
    demonstrations
}

fn source() -> SourceRef {
    SourceRef {
        url: "https://docs.aws.amazon.com/sagemaker/isolation".into(),
        verified_on: "2026-11-24".into(),
    }
}

fn misconception() -> Misconception {
    Misconception {
        id: "isolation-blocks-data".into(),
        belief: "Isolation means that the job cannot get its data".into(),
        fact: "The platform moves the data, outside the container".into(),
        source: source(),
    }
}

fn question(id: &str, kind: QuestionKind, objective: &str, stem: &str, body: Body) -> Question {
    Question {
        id: QuestionId(id.into()),
        version: 1,
        kind,
        objective: objective.into(),
        bloom: Bloom::Apply,
        difficulty: 2,
        tags: Vec::new(),
        pool: Pool::Practice,
        group: None,
        enemies: Vec::new(),
        pilot: false,
        case: None,
        stem: stem.into(),
        excerpt: None,
        criterion: None,
        body,
        sources: vec![source()],
    }
}

fn option(id: &str, text: &str, correct: bool) -> ChoiceOption {
    ChoiceOption {
        id: PartId(id.into()),
        text: text.into(),
        correct,
        why: format!("Because of the mechanism behind `{id}`, which the rationale spells out in full here."),
        right_when: (!correct).then(|| "the job ran without isolation".into()),
        misconception: (!correct).then(|| "isolation-blocks-data".into()),
        workable: false,
    }
}

fn questions() -> Vec<Question> {
    let single = Body::Choice(Choice {
        options: vec![
            option("platform", "The SageMaker platform, with the execution role", true),
            option("container", "The container, through the NAT gateway", false),
            option("nobody", "Nobody: the job fails", false),
        ],
    });
    let multiple = Body::Choice(Choice {
        options: vec![
            option("gateway", "A gateway endpoint for S3", true),
            option("interface", "An interface endpoint for CloudWatch Logs", true),
            option("nat", "A NAT gateway", false),
            option("igw", "An internet gateway", false),
            option("peering", "A peering connection", false),
        ],
    });
    let mut in_case = question(
        "case-endpoints",
        QuestionKind::MultipleResponse,
        "RTE-01",
        "Which endpoints does the job need? (Select TWO.)",
        multiple,
    );
    in_case.case = Some(CaseId("radiology".into()));
    let mut symptom = question(
        "symptom-timeout",
        QuestionKind::Symptom,
        "RTE-01",
        "The job ends with this. What is missing?",
        single.clone(),
    );
    symptom.tags = vec!["trap:path".into()];
    symptom.excerpt = Some("ConnectTimeoutError: https://s3.us-east-1.amazonaws.com\n  after 60 s".into());
    let stem = "A training job runs with network isolation in a private subnet. **Who** downloads the input?";
    vec![
        question("who-downloads", QuestionKind::MultipleChoice, "ISO-01", stem, single),
        in_case,
        symptom,
        question("order", QuestionKind::Ordering, "ISO-01", "Put the steps of a job in order.", ordering()),
        question("match", QuestionKind::Matching, "RTE-01", "Match each need with its means.", matching()),
        question(
            "recall",
            QuestionKind::Reflection,
            "ISO-01",
            "Explain what isolation blocks.",
            reflection(),
        ),
    ]
}

fn ordering() -> Body {
    let step = |id: &str, text: &str| Step {
        id: PartId(id.into()),
        text: text.into(),
        why: format!("{text} can only happen here."),
    };
    Body::Ordering(Ordering {
        steps: vec![
            step("download", "The platform downloads the input"),
            step("train", "The container trains"),
            step("upload", "The platform uploads the model"),
        ],
        misconception: Some("isolation-blocks-data".into()),
    })
}

fn matching() -> Body {
    let prompt = |id: &str, text: &str, answer: &str| MatchPrompt {
        id: PartId(id.into()),
        text: text.into(),
        answer: PartId(answer.into()),
        why: format!("{text} goes by `{answer}`."),
        misconception: None,
    };
    let response = |id: &str, text: &str| MatchResponse { id: PartId(id.into()), text: text.into() };
    Body::Matching(Matching {
        prompts: vec![
            prompt("s3", "S3 without charge", "gateway"),
            prompt("logs", "CloudWatch Logs", "interface"),
        ],
        responses: vec![
            response("gateway", "A gateway endpoint"),
            response("interface", "An interface endpoint"),
            response("nat", "A NAT gateway"),
        ],
    })
}

fn reflection() -> Body {
    Body::Reflection(Reflection {
        criteria: vec![
            Criterion {
                id: PartId("outbound".into()),
                text: "The container has no outbound network at all".into(),
                points: 2,
                keywords: vec!["outbound".into(), "no network".into()],
                misconception: None,
            },
            Criterion {
                id: PartId("platform".into()),
                text: "The platform still moves data with the execution role".into(),
                points: 1,
                keywords: vec!["platform".into()],
                misconception: Some("isolation-blocks-data".into()),
            },
        ],
        contradictions: vec![Contradiction {
            id: PartId("encrypts".into()),
            text: "Isolation encrypts the traffic".into(),
            keywords: vec!["encrypt".into()],
            cap: Some(1),
            loses: Vec::new(),
            misconception: None,
        }],
        model_answer: "Isolation takes the network from the container. The *platform* moves the data.".into(),
    })
}

fn lesson() -> Lesson {
    Lesson {
        id: "three-levels".into(),
        version: 1,
        title: "Three security levels".into(),
        objectives: vec!["ISO-01".into()],
        body: "# Three levels\n\nA job runs in one of three ways:\n\n1. default\n2. in a VPC\n3. isolated\n\nUnder \
               *isolation* the container has no network; `DownloadData` is the platform's work."
            .into(),
        practice: vec![QuestionId("who-downloads".into())],
        labs: vec!["first".into()],
        sources: vec![source()],
    }
}

fn lab() -> Lab {
    Lab {
        id: LabId("first".into()),
        version: 1,
        title: "A first network".into(),
        story: "Turn on network isolation.".into(),
        debrief: "Done.".into(),
        teaches: vec!["ISO-01".into()],
        difficulty: 1,
        sources: Vec::new(),
        editable: Vec::new(),
        objectives: vec![Objective {
            id: ObjectiveId("isolated".into()),
            text: "The job is isolated".into(),
            points: 1,
            requirement: Requirement::MustBeSet {
                setting: Setting::EnableNetworkIsolation,
                wanted: Wanted::Present,
            },
            misconceptions: Vec::new(),
        }],
        starter: ConfigDraft::default(),
        references: Vec::new(),
        wrong_designs: Vec::new(),
        choices: Vec::new(),
        waivers: Vec::new(),
    }
}
