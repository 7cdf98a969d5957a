//! Charts at their edges: one value, equal ones, negative ones, hundreds; nothing overlaps, nothing leaves
//! the picture, no measurement is dropped.

use super::*;

const WORDS: RangeWords<'_> =
    RangeWords { you: "You: 6.8%", low: "4.0", high: "5.6", usual: "Usual", below: "Low", above: "High" };

fn drawn(value: f64, usual: Usual) -> RangeChart {
    let chart = range(value, usual, WORDS, String::new()).expect("a chart");
    for bar in &chart.bars {
        assert!(bar.x.0 >= 0.0 && bar.x.0 + bar.width.0 <= 100.001, "{value} {usual:?}: {bar:?}");
    }
    assert!((0.0..=100.0).contains(&chart.mark.0), "{value}: {:?}", chart.mark);
    let mut texts = chart.texts.clone();
    apart(&mut texts);
    inside(&texts);
    inside(chart.you.as_slice());
    chart
}

fn apart(texts: &mut [Text]) {
    texts.sort_by(|one, other| one.span().0.total_cmp(&other.span().0));
    for pair in texts.windows(2) {
        assert!(pair[0].span().1 < pair[1].span().0, "{:?} and {:?}", pair[0], pair[1]);
    }
}

fn inside(texts: &[Text]) {
    for text in texts {
        let (from, to) = text.span();
        assert!(from >= -0.001 && to <= 100.001, "{text:?} reaches from {from} to {to}");
    }
}

fn points(values: &[f64]) -> Vec<Point> {
    let point = |(index, value): (usize, &f64)| Point {
        at: index as f64 * 30.0,
        value: *value,
        words: value.to_string(),
        day: format!("Mar {}", 2000 + index),
        here: false,
    };
    values.iter().enumerate().map(point).collect()
}

fn words(texts: &[Text]) -> Vec<&str> {
    texts.iter().map(|text| text.words.as_str()).collect()
}

#[test]
fn percent_is_written_short() {
    let written = [10.7, 100.0, 0.0, -0.001, 33.333].map(|number| Pct(number).to_string());
    assert_eq!(written, ["10.7%", "100%", "0%", "0%", "33.33%"]);
}

#[test]
fn r08_a_value_above_stands_right_of_what_is_usual() {
    let chart = drawn(6.8, (Some(4.0), Some(5.6)));
    let usual = chart.bars.iter().find(|bar| bar.class == "c-good").unwrap();
    assert!(chart.mark.0 > usual.x.0 + usual.width.0);
    assert_eq!(chart.mark_class, "c-mark-warn");
    assert_eq!(words(&chart.texts), ["4.0", "5.6", "High", "Usual"]);
    let within = drawn(5.0, (Some(4.0), Some(5.6)));
    assert_eq!(within.mark_class, "c-mark-good");
    assert!(!words(&within.texts).contains(&"High"));
    let under = drawn(2.0, (Some(4.0), Some(5.6)));
    assert!(words(&under.texts).contains(&"Low"));
    assert!(under.mark.0 < under.bars.iter().find(|bar| bar.class == "c-good").unwrap().x.0);
}

#[test]
fn r08_ranges_open_on_one_side_and_odd_ones() {
    for (value, usual) in [
        (95.0, (Some(60.0), None)),
        (30.0, (Some(60.0), None)),
        (150.0, (None, Some(200.0))),
        (250.0, (None, Some(200.0))),
        (0.0, (None, Some(0.0))),
        (0.0, (Some(0.0), Some(0.0))),
        (-2.6, (Some(-1.0), None)),
        (-3.0, (Some(-2.0), Some(2.0))),
        (5.0, (Some(5.0), Some(5.0))),
        (1e-9, (Some(1e-12), Some(1e-10))),
        (40.0, (Some(0.0), Some(40.0))),
    ] {
        drawn(value, usual);
    }
    assert!(range(1.0, (None, None), WORDS, String::new()).is_none());
    assert!(range(f64::NAN, (Some(1.0), None), WORDS, String::new()).is_none());
    assert!(range(1.0, (Some(f64::INFINITY), None), WORDS, String::new()).is_none());
}

#[test]
fn a_value_far_away_stands_at_a_broken_end() {
    let far = drawn(9_000.0, (Some(4.0), Some(5.6)));
    let near = drawn(6.0, (Some(4.0), Some(5.6)));
    assert_eq!(far.bars.len(), near.bars.len() + 1, "the bar is broken before it");
    assert!(far.mark.0 >= 92.0);
    let low = drawn(-9_000.0, (Some(4.0), Some(5.6)));
    assert!(low.mark.0 <= 8.0);
    assert_eq!(low.bars.len(), far.bars.len());
}

#[test]
fn long_words_of_a_range_do_not_overlap() {
    let long = RangeWords {
        you: "Su resultado: 1234.5 mL/min/1.73 m²",
        low: "1200.55",
        high: "1300.75",
        usual: "Valores habituales",
        below: "Por debajo",
        above: "Por encima",
    };
    for value in [100.0, 1_210.0, 1_299.0, 1_500.0, 9_999.0] {
        let chart = range(value, (Some(1_200.55), Some(1_300.75)), long, String::new()).unwrap();
        let mut texts = chart.texts.clone();
        apart(&mut texts);
        inside(&texts);
        let ends = words(&texts).join(" ");
        assert!(ends.contains("1200.55") && ends.contains("1300.75"), "both ends are always there: {ends}");
    }
}

fn sound(chart: &TrendChart) {
    let inside_pct = |one: Pct| (0.0..=100.0).contains(&one.0);
    for line in &chart.lines {
        assert!([line.x1, line.y1, line.x2, line.y2].into_iter().all(inside_pct), "{line:?}");
    }
    assert!(chart.dots.iter().all(|dot| inside_pct(dot.x) && inside_pct(dot.y)));
    inside(&chart.values);
    inside(&chart.days);
    apart(&mut chart.days.clone());
    if let Some(band) = &chart.band {
        assert!(band.y.0 >= 0.0 && band.y.0 + band.height.0 <= 100.0, "{band:?}");
    }
}

fn of(values: &[f64], usual: Usual) -> TrendChart {
    let words = UsualWords { usual, low: "4.0".into(), high: "5.6".into() };
    let chart = trend(&[points(values)], &words, String::new()).expect("a chart");
    sound(&chart);
    assert_eq!(chart.dots.len(), values.len(), "every measurement has its dot");
    assert_eq!(chart.lines.len(), values.len() - 1);
    chart
}

#[test]
fn r08_a_trend_ends_in_its_dot_above_its_band() {
    let chart = of(&[7.9, 7.4, 7.1, 6.8], (Some(4.0), Some(5.6)));
    assert_eq!(chart.dots.last().unwrap().class, "c-dot-now");
    assert_eq!(words(&chart.values).len(), 4);
    let band = chart.band.unwrap();
    assert!(chart.dots.iter().all(|dot| dot.y.0 < band.y.0), "all are above what is usual");
    assert_eq!(band.texts[0].words, "5.6");
    assert_eq!(band.edges.len(), 2);
}

#[test]
fn one_value_equal_values_and_negative_ones_have_a_place() {
    let one = of(&[5.0], (None, None));
    assert_eq!((one.dots[0].x, one.band.is_none()), (Pct(50.0), true));
    let equal = of(&[5.0, 5.0, 5.0], (None, None));
    assert!(equal.dots.iter().all(|dot| (dot.y.0 - 46.5).abs() < 0.1), "{:?}", equal.dots);
    let zero = of(&[0.0, 0.0], (None, Some(0.0)));
    assert!(zero.dots.iter().all(|dot| dot.y.0.is_finite()));
    let below = of(&[-3.5, -2.5, -1.0], (Some(-1.0), None));
    assert!(below.dots[0].y > below.dots[2].y, "more is higher");
    let huge = of(&[1e300, -1e300], (None, None));
    assert!(huge.dots.iter().all(|dot| dot.y.0.is_finite()));
    let wide = RangeWords { you: &"1".repeat(200), low: &"2".repeat(200), ..WORDS };
    let chart = range(1.0, (Some(2.0), Some(3.0)), wide, String::new()).unwrap();
    assert!(chart.you.is_none() && words(&chart.texts).iter().all(|text| text.len() < 20), "no room for it");
    let nothing = UsualWords::default();
    assert!(trend(&[], &nothing, String::new()).is_none());
    assert!(trend(&[points(&[f64::NAN])], &nothing, String::new()).is_none());
}

#[test]
fn hundreds_of_values_lose_words_but_no_measurement() {
    let many: Vec<f64> = (0..400).map(|index| 100.0 + f64::from(index * 37 % 50)).collect();
    let chart = of(&many, (Some(90.0), Some(140.0)));
    assert!(chart.values.len() < 12, "{}", chart.values.len());
    assert!(words(&chart.values).contains(&many[399].to_string().as_str()), "the newest is named");
    assert!(words(&chart.values).contains(&"149"), "and the highest");
    let close = trend(&[close()], &UsualWords::default(), String::new()).unwrap();
    sound(&close);
    let mut values = close.values.clone();
    apart(&mut values);
}

fn close() -> Vec<Point> {
    let mut points = points(&[120.0, 121.0, 122.0, 123.0, 124.0]);
    for (index, point) in points.iter_mut().enumerate() {
        point.at = if index == 0 { 0.0 } else { 1_000.0 + index as f64 };
    }
    points
}

#[test]
fn a_far_range_does_not_squash_the_values() {
    let chart = of(&[100.0, 101.0, 102.0], (Some(0.0), Some(1_000.0)));
    assert!(chart.dots[0].y.0 - chart.dots[2].y.0 > 50.0, "they still tell something");
    let band = chart.band.unwrap();
    assert!(band.edges.is_empty() && band.height.0 > 80.0, "all of the picture is usual");
    assert!(of(&[100.0, 101.0], (Some(500.0), Some(600.0))).band.is_none(), "none of it is");
}

#[test]
fn two_lines_share_a_scale_and_a_small_one_has_no_words() {
    let both = [points(&[140.0, 130.0, 128.0]), points(&[90.0, 84.0, 78.0])];
    let chart = trend(&both, &UsualWords::default(), String::new()).unwrap();
    sound(&chart);
    assert_eq!(chart.dots.iter().filter(|dot| dot.class == "c-dot-now").count(), 2);
    assert!(chart.lines.iter().any(|line| line.class == "c-line c-line-2"));
    assert!(chart.dots[0].y < chart.dots[3].y, "the higher number is higher");
    let small = spark(&both, (None, None), "in words".into()).unwrap();
    assert!(small.values.is_empty() && small.days.is_empty());
    assert_eq!((small.lines.len(), small.dots.len(), small.label.as_str()), (4, 2, "in words"));
}
