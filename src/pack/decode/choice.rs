//! `[[choice]]` and `[[waiver]]` of a lab.

use crate::aws::form::{Edit, find, place, section};
use crate::aws::{ConfigDraft, Place};
use crate::lab::Waiver;
use crate::lab::choices::ExtraChoice;
use crate::pack::code;
use crate::pack::fields::{At, Fields};

/// Values that the author opens besides those of `designs`.
pub(in crate::pack::decode) fn choices(fields: &Fields<'_>, designs: &[&ConfigDraft]) -> Vec<ExtraChoice> {
    let decode = |choice: Fields<'_>| {
        let (element, field) = (choice.need_text("element"), choice.need_text("field"));
        let values = choice.texts("values").unwrap_or_default();
        if values.is_empty() {
            choice.missing("values");
        }
        let decoded = read(&choice, &element, &field, &values, designs);
        choice.done();
        decoded
    };
    fields.tables("choice", "choice").into_iter().filter_map(decode).collect()
}

fn read(
    fields: &Fields<'_>,
    element: &At<String>,
    field: &At<String>,
    values: &[At<String>],
    designs: &[&ConfigDraft],
) -> Option<ExtraChoice> {
    if element.value.trim().is_empty() || field.value.trim().is_empty() {
        return None;
    }
    let (word, name) = element.value.split_once(' ').unwrap_or((&element.value, ""));
    let Some(resource) = section(word) else {
        let message = format!("`{word}` is not a section");
        fields.problems().error(code::BAD_CHOICE, message, &element.span);
        return None;
    };
    let Some(draft) = designs.iter().find(|draft| find(draft, resource, name).is_some()) else {
        let message = format!("no design of the lab has the element `{}`", element.value);
        fields.problems().error(code::DANGLING, message, &element.span);
        return None;
    };
    let index = find(draft, resource, name).unwrap_or_default();
    let Some(at) = place(resource, index, &field.value).filter(|at| at.entry.is_none()) else {
        let message = format!("section `{word}` has no field `{}`", field.value);
        fields.problems().error(code::BAD_CHOICE, message, &field.span);
        return None;
    };
    let fitting = values.iter().filter(|value| fits(draft, &at, value, fields)).count();
    let values = values.iter().map(|value| value.value.clone()).collect();
    (fitting > 0).then(|| ExtraChoice { resource, name: name.to_owned(), field: at.field, values })
}

/// Whether the form takes the value; reported when not.
fn fits(draft: &ConfigDraft, at: &Place, value: &At<String>, fields: &Fields<'_>) -> bool {
    let mut draft = draft.clone();
    match (Edit::Set { at: at.clone(), text: value.value.clone() }).apply(&mut draft) {
        Ok(()) => true,
        Err(error) => {
            fields.problems().error(code::BAD_CHOICE, error.to_string(), &value.span);
            false
        }
    }
}

/// Choices without effect that are there on purpose.
pub(in crate::pack::decode) fn waivers(fields: &Fields<'_>) -> Vec<Waiver> {
    let decode = |waiver: Fields<'_>| {
        let decoded =
            Waiver { choice: waiver.need_text("choice").value, reason: waiver.need_text("reason").value };
        waiver.done();
        decoded
    };
    fields.tables("waiver", "waiver").into_iter().map(decode).collect()
}
