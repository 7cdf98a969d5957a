//! The style rules over this repository. A failure names file and line and says what to do instead.

use std::sync::LazyLock;

use xtask::rules::{dead, layers, metrics, names, privacy, size, slices, templates, texts, words};
use xtask::{Tree, demand};

static HOUSE: LazyLock<Tree> = LazyLock::new(Tree::of_this_repository);

#[test]
fn the_house_was_read() {
    assert!(HOUSE.file("Cargo.toml").is_some() && HOUSE.rust().count() > 20, "a rule over nothing passes");
}

#[test]
fn files_and_lines_are_short() {
    demand(&size::check(&HOUSE));
}

#[test]
fn every_module_begins_with_a_sentence() {
    demand(&words::module_docs(&HOUSE));
}

#[test]
fn nothing_is_unfinished_or_printed() {
    demand(&words::unfinished(&HOUSE));
    demand(&words::left_for_later(&HOUSE));
}

#[test]
fn nothing_knows_the_machine_it_was_written_on() {
    demand(&words::machine(&HOUSE));
}

#[test]
fn no_source_is_dead() {
    demand(&dead::sources(&HOUSE));
}

#[test]
fn no_template_is_dead() {
    demand(&dead::templates(&HOUSE));
}

#[test]
fn no_asset_or_script_is_dead() {
    demand(&dead::assets(&HOUSE));
}

#[test]
fn sql_stays_in_the_stores() {
    demand(&layers::sql(&HOUSE));
}

#[test]
fn axum_stays_at_the_edge() {
    demand(&layers::web_framework(&HOUSE));
}

#[test]
fn vendor_types_stay_in_vendors() {
    demand(&layers::vendor_types(&HOUSE));
}

#[test]
fn the_policy_is_pure() {
    demand(&layers::pure_policy(&HOUSE));
}

#[test]
fn crates_know_only_what_is_below_them() {
    demand(&layers::crates(&HOUSE));
}

#[test]
fn every_trait_has_several_implementations() {
    demand(&layers::single_traits(&HOUSE));
}

#[test]
fn every_exception_is_still_needed() {
    demand(&layers::exceptions_are_needed(&HOUSE));
}

#[test]
fn templates_hold_no_code() {
    demand(&templates::check(&HOUSE));
}

#[test]
fn every_text_is_written_in_every_language_and_used() {
    demand(&texts::check(&HOUSE));
}

#[test]
fn slices_form_no_cycle_and_have_one_door() {
    demand(&slices::acyclic(&HOUSE));
    demand(&slices::doors(&HOUSE));
    demand(&slices::registered(&HOUSE));
}

#[test]
fn the_graph_of_slices_is_checked_in() {
    demand(&slices::report(&HOUSE));
}

#[test]
fn the_map_names_what_stands() {
    demand(&names::check(&HOUSE));
}

#[test]
fn dashboards_and_alerts_name_what_is_counted() {
    demand(&metrics::check(&HOUSE));
}

#[test]
fn logs_name_no_person() {
    demand(&privacy::check(&HOUSE));
}
