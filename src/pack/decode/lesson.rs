//! `lessons/*.toml`.

use crate::bank::{Lesson, QuestionId};
use crate::pack::decode::{define, sources, version};
use crate::pack::fields::Fields;
use crate::pack::index::{Index, Kind};

pub(in crate::pack) fn decode_lessons(fields: Fields<'_>, index: &mut Index) -> Vec<Lesson> {
    let decode = |lesson: Fields<'_>| {
        let decoded = Lesson {
            id: define(Kind::Lesson, &lesson, index),
            version: version(&lesson),
            title: lesson.need_text("title").value,
            objectives: index.list(Kind::Objective, "objectives", &lesson),
            body: lesson.need_text("body").value,
            practice: index.list(Kind::Question, "practice", &lesson).into_iter().map(QuestionId).collect(),
            labs: index.list(Kind::Lab, "labs", &lesson),
            sources: sources(&lesson),
        };
        lesson.done();
        decoded
    };
    let lessons = fields.tables("lesson", "lesson").into_iter().map(decode).collect();
    fields.done();
    lessons
}
