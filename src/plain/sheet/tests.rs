use super::*;
use crate::bank::{
    Bloom, Choice, ChoiceOption, MatchPrompt, MatchResponse, Ordering, QuestionId, QuestionKind, Step,
};

fn question(body: Body) -> Question {
    Question {
        id: QuestionId("q".to_owned()),
        version: 1,
        kind: QuestionKind::MultipleResponse,
        objective: "NET-01".to_owned(),
        bloom: Bloom::Apply,
        difficulty: 1,
        tags: Vec::new(),
        pool: crate::bank::Pool::Practice,
        group: None,
        enemies: Vec::new(),
        pilot: false,
        case: None,
        stem: String::new(),
        excerpt: None,
        criterion: None,
        body,
        sources: Vec::new(),
    }
}

fn choice(keys: usize) -> Question {
    let option = |at: usize| ChoiceOption {
        id: PartId(format!("o{at}")),
        text: String::new(),
        correct: at < keys,
        why: String::new(),
        right_when: None,
        misconception: None,
        workable: false,
    };
    question(Body::Choice(Choice { options: (0..4).map(option).collect() }))
}

fn ordering() -> Question {
    let step = |at: usize| Step { id: PartId(format!("s{at}")), text: String::new(), why: String::new() };
    question(Body::Ordering(Ordering { steps: (0..3).map(step).collect(), misconception: None }))
}

fn matching() -> Question {
    let prompt = |at: usize| MatchPrompt {
        id: PartId(format!("p{at}")),
        text: String::new(),
        answer: PartId(format!("r{at}")),
        why: String::new(),
        misconception: None,
    };
    let response = |at: usize| MatchResponse { id: PartId(format!("r{at}")), text: String::new() };
    question(Body::Matching(Matching {
        prompts: (0..2).map(prompt).collect(),
        responses: (0..3).map(response).collect(),
    }))
}

#[test]
fn the_key_spelled_out_reads_back_as_the_key() {
    for question in [choice(1), choice(2), ordering(), matching()] {
        for seed in 0..20 {
            let sheet = Sheet::new(&question, seed, 3);
            let key = sheet.key().unwrap();
            assert_eq!(sheet.read(&sheet.spell(&key)), Ok(key.clone()));
            assert_eq!(sheet.read(&sheet.spell(&key).to_uppercase().replace(' ', "")), Ok(key));
        }
    }
}

#[test]
fn a_matching_answer_may_leave_the_numbers_out() {
    let question = matching();
    let sheet = Sheet::new(&question, 1, 0);
    assert_eq!(sheet.read("b a"), sheet.read("1b, 2a"));
    assert_eq!(sheet.read("2a 1b"), sheet.read("1b 2a"));
    assert_eq!(sheet.read("aa"), sheet.read("1a 2a"));
}

#[test]
fn faults_are_named() {
    let (two, order, pairs) = (choice(2), ordering(), matching());
    let read = |question: &Question, line: &str| Sheet::new(question, 1, 0).read(line).unwrap_err();
    for (question, line, fault) in [
        (&two, "a", "That is 1 of 2 letters."),
        (&two, "abc", "That is 3 of 2 letters."),
        (&two, "aa", "`a` is there twice."),
        (&two, "a z", "`z` is none of the letters here."),
        (&order, "ab", "That is 2 of 3 letters."),
        (&pairs, "1a", "That is 1 of 2 pairs."),
        (&pairs, "1a 1b", "Number 1 is there twice."),
        (&pairs, "1a 2b 3c", "There is no number 3 here."),
        (&pairs, "0a", "There is no number 0 here."),
        (&pairs, "99999999999999999999999a", "There is no number 0 here."),
    ] {
        assert_eq!(read(question, line), fault, "{line}");
    }
}
