//! Dates and times as people write them, in the reader's language and zone (L03).

use base::Lang;
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use fhir::FhirDate;
use fhir::dates::When;

/// A date as precise as the clinic has written it: a year, a month or a day. `None` for a month or day that
/// does not exist, because a date that nobody can read must not be shown as another one.
pub fn day(lang: Lang, year: i32, month: Option<u32>, day: Option<u32>) -> Option<String> {
    let Some(month) = month else { return Some(year_only(lang, year)) };
    let name = month_name(lang, month)?;
    let Some(day) = day else {
        return Some(match lang {
            Lang::En => format!("{name} {year}"),
            Lang::Es => format!("{name} de {year}"),
            Lang::Zh => format!("{year}年{month}月"),
            Lang::Vi => format!("tháng {month}, {year}"),
        });
    };
    NaiveDate::from_ymd_opt(year, month, day)?;
    Some(match lang {
        Lang::En => format!("{name} {day}, {year}"),
        Lang::Es => format!("{day} de {name} de {year}"),
        Lang::Zh => format!("{year}年{month}月{day}日"),
        Lang::Vi => format!("{day} tháng {month}, {year}"),
    })
}

/// A date of the record, as precise as it was written: a day stays the day that was written, an instant is
/// told in the reader's zone, and a text that nobody understands is shown as it is.
pub fn fhir_date(lang: Lang, date: &FhirDate, zone: Tz) -> String {
    let written = |day: NaiveDate| self::day(lang, day.year(), Some(day.month()), Some(day.day()));
    let shown = match date.when() {
        When::Year(year) => self::day(lang, year, None, None),
        When::Month(year, month) => self::day(lang, year, Some(month), None),
        When::Day(day) => written(day),
        When::Local(at) => written(at.date()),
        When::Instant(at) => Some(date_of(lang, at.with_timezone(&Utc), zone)),
        When::Unclear => None,
    };
    shown.unwrap_or_else(|| date.as_str().to_owned())
}

fn year_only(lang: Lang, year: i32) -> String {
    match lang {
        Lang::Zh => format!("{year}年"),
        Lang::En | Lang::Es | Lang::Vi => year.to_string(),
    }
}

/// The day of an instant in the reader's zone: `March 12, 2026`.
pub fn date_of(lang: Lang, at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let (year, month, date) = (local.year(), local.month(), local.day());
    // A day taken from a calendar exists.
    day(lang, year, Some(month), Some(date)).unwrap_or_default()
}

/// A day as short as the foot of a chart needs it: the month with its year, or, of days that are close to
/// each other, the day without its year.
pub fn short(lang: Lang, date: NaiveDate, close: bool) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let name = month_name(lang, month).unwrap_or_default();
    let name = name.get(..3).unwrap_or(name);
    match (lang, close) {
        (Lang::En | Lang::Es, false) => format!("{name} {year}"),
        (Lang::Zh, false) => format!("{year}年{month}月"),
        (Lang::Vi, false) => format!("{month}/{year}"),
        (Lang::En, true) => format!("{name} {day}"),
        (Lang::Es, true) => format!("{day} {name}"),
        (Lang::Zh, true) => format!("{month}月{day}日"),
        (Lang::Vi, true) => format!("{day}/{month}"),
    }
}

/// The day of an instant with its weekday and without the year, for "today": `Thursday, March 12`.
pub fn today(lang: Lang, at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let (month, date) = (local.month(), local.day());
    let name = month_name(lang, month).unwrap_or_default();
    let weekday = weekday_name(lang, local.weekday());
    match lang {
        Lang::En => format!("{weekday}, {name} {date}"),
        Lang::Es => format!("{weekday}, {date} de {name}"),
        Lang::Zh => format!("{month}月{date}日，{weekday}"),
        Lang::Vi => format!("{weekday}, {date} tháng {month}"),
    }
}

/// The day of an instant with its weekday and its year, for a log: `Thursday, March 12, 2026`.
pub fn day_of(lang: Lang, at: DateTime<Utc>, zone: Tz) -> String {
    let weekday = weekday_name(lang, at.with_timezone(&zone).weekday());
    let date = date_of(lang, at, zone);
    match lang {
        Lang::En | Lang::Es | Lang::Vi => format!("{weekday}, {date}"),
        Lang::Zh => format!("{date}，{weekday}"),
    }
}

/// The month of an instant in as few letters as a calendar leaf has room for: `Mar`, `mar`, `3月`, `Th3`.
pub fn leaf_month(lang: Lang, at: DateTime<Utc>, zone: Tz) -> String {
    let month = at.with_timezone(&zone).month();
    match lang {
        Lang::En | Lang::Es => month_name(lang, month).unwrap_or_default().chars().take(3).collect(),
        Lang::Zh => format!("{month}月"),
        Lang::Vi => format!("Th{month}"),
    }
}

/// The time of an instant: `9:48 AM`, `9:48 a. m.`, `09:48`.
pub fn clock(lang: Lang, at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let (afternoon, hour) = local.hour12();
    let minute = local.minute();
    match (lang, afternoon) {
        (Lang::En, false) => format!("{hour}:{minute:02} AM"),
        (Lang::En, true) => format!("{hour}:{minute:02} PM"),
        (Lang::Es, false) => format!("{hour}:{minute:02} a.\u{a0}m."),
        (Lang::Es, true) => format!("{hour}:{minute:02} p.\u{a0}m."),
        (Lang::Zh | Lang::Vi, _) => format!("{:02}:{minute:02}", local.hour()),
    }
}

/// An instant: its day and time, `March 12, 2026, 9:48 AM`.
pub fn moment(lang: Lang, at: DateTime<Utc>, zone: Tz) -> String {
    let (date, time) = (date_of(lang, at, zone), clock(lang, at, zone));
    match lang {
        Lang::Zh => format!("{date} {time}"),
        Lang::En | Lang::Es | Lang::Vi => format!("{date}, {time}"),
    }
}

/// What a zone is called at an instant: by words in the United States, elsewhere by its city.
pub fn zone_name(lang: Lang, at: DateTime<Utc>, zone: Tz) -> String {
    let names = match zone.name() {
        "America/New_York" | "America/Detroit" | "US/Eastern" => {
            ["Eastern Time", "hora del este", "美国东部时间", "giờ miền Đông"]
        }
        "America/Chicago" | "US/Central" => {
            ["Central Time", "hora del centro", "美国中部时间", "giờ miền Trung"]
        }
        "America/Denver" | "America/Boise" | "US/Mountain" => {
            ["Mountain Time", "hora de la montaña", "美国山地时间", "giờ miền Núi"]
        }
        "America/Phoenix" | "US/Arizona" => {
            ["Arizona time", "hora de Arizona", "亚利桑那时间", "giờ Arizona"]
        }
        "America/Los_Angeles" | "US/Pacific" => {
            ["Pacific Time", "hora del Pacífico", "美国太平洋时间", "giờ Thái Bình Dương"]
        }
        "America/Anchorage" | "US/Alaska" => ["Alaska time", "hora de Alaska", "阿拉斯加时间", "giờ Alaska"],
        "Pacific/Honolulu" | "US/Hawaii" => ["Hawaii time", "hora de Hawái", "夏威夷时间", "giờ Hawaii"],
        _ => return city(at, zone),
    };
    let [en, es, zh, vi] = names;
    match lang {
        Lang::En => en,
        Lang::Es => es,
        Lang::Zh => zh,
        Lang::Vi => vi,
    }
    .to_owned()
}

/// `Ho Chi Minh (+07)`: the zone's city and what the zone calls itself then.
fn city(at: DateTime<Utc>, zone: Tz) -> String {
    let name = zone.name();
    let city = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
    let short = at.with_timezone(&zone).format("%Z").to_string();
    if city == short { city } else { format!("{city} ({short})") }
}

/// A whole number with its thousands set apart: `1,234`, in Vietnamese `1 234`.
///
/// Vietnamese writes a point there and a comma before decimals, the other way round than the clinic, whose
/// values keep their own digits in every language: a specific gravity of 1.025, a potassium of 4.1. On one
/// page the point must not mean both, so whole numbers get a narrow blank, and the point is always decimal.
pub fn number(lang: Lang, n: u64) -> String {
    let digits = n.to_string();
    let mark = if lang == Lang::Vi { '\u{202f}' } else { ',' };
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}

const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const MONTHS_ES: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// The month's name where a language has one; Chinese and Vietnamese count months.
fn month_name(lang: Lang, month: u32) -> Option<&'static str> {
    let index = usize::try_from(month.checked_sub(1)?).ok()?;
    match lang {
        Lang::Es => MONTHS_ES.get(index).copied(),
        Lang::En | Lang::Zh | Lang::Vi => MONTHS_EN.get(index).copied(),
    }
}

/// Written with a capital letter: every form that has a weekday begins with it, and stands alone.
fn weekday_name(lang: Lang, weekday: Weekday) -> &'static str {
    let [en, es, zh, vi] = match weekday {
        Weekday::Mon => ["Monday", "Lunes", "星期一", "Thứ Hai"],
        Weekday::Tue => ["Tuesday", "Martes", "星期二", "Thứ Ba"],
        Weekday::Wed => ["Wednesday", "Miércoles", "星期三", "Thứ Tư"],
        Weekday::Thu => ["Thursday", "Jueves", "星期四", "Thứ Năm"],
        Weekday::Fri => ["Friday", "Viernes", "星期五", "Thứ Sáu"],
        Weekday::Sat => ["Saturday", "Sábado", "星期六", "Thứ Bảy"],
        Weekday::Sun => ["Sunday", "Domingo", "星期日", "Chủ Nhật"],
    };
    match lang {
        Lang::En => en,
        Lang::Es => es,
        Lang::Zh => zh,
        Lang::Vi => vi,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone as _;

    #[test]
    fn l03_dates_are_as_precise_as_written_and_in_the_readers_language() {
        let dates = |lang| {
            [day(lang, 2026, None, None), day(lang, 2026, Some(3), None), day(lang, 2026, Some(3), Some(4))]
                .map(Option::unwrap)
        };
        assert_eq!(dates(Lang::En), ["2026", "March 2026", "March 4, 2026"]);
        assert_eq!(dates(Lang::Es), ["2026", "marzo de 2026", "4 de marzo de 2026"]);
        assert_eq!(dates(Lang::Zh), ["2026年", "2026年3月", "2026年3月4日"]);
        assert_eq!(dates(Lang::Vi), ["2026", "tháng 3, 2026", "4 tháng 3, 2026"]);
        for (month, date) in [(0, 1), (13, 1), (2, 30), (4, 31)] {
            assert_eq!(day(Lang::En, 2026, Some(month), Some(date)), None);
        }
    }

    #[test]
    fn l03_short_days_are_a_month_or_a_day() {
        let date = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
        let far = [Lang::En, Lang::Es, Lang::Zh, Lang::Vi].map(|lang| short(lang, date, false));
        assert_eq!(far, ["Mar 2026", "mar 2026", "2026年3月", "3/2026"]);
        let close = [Lang::En, Lang::Es, Lang::Zh, Lang::Vi].map(|lang| short(lang, date, true));
        assert_eq!(close, ["Mar 4", "4 mar", "3月4日", "4/3"]);
    }

    #[test]
    fn l03_an_instant_is_told_in_the_readers_zone() {
        let at = Utc.with_ymd_and_hms(2026, 3, 13, 3, 5, 0).unwrap();
        let denver = chrono_tz::America::Denver;
        assert_eq!(moment(Lang::En, at, denver), "March 12, 2026, 9:05 PM");
        assert_eq!(clock(Lang::Es, at, denver), "9:05 p.\u{a0}m.");
        assert_eq!(clock(Lang::Vi, at, denver), "21:05");
        assert_eq!(today(Lang::Zh, at, denver), "3月12日，星期四");
        assert_eq!(today(Lang::En, at, chrono_tz::UTC), "Friday, March 13");
        assert_eq!(day_of(Lang::Vi, at, denver), "Thứ Năm, 12 tháng 3, 2026");
        let noon = Utc.with_ymd_and_hms(2026, 7, 1, 18, 0, 0).unwrap();
        assert_eq!(clock(Lang::En, noon, denver), "12:00 PM");
        assert_eq!(zone_name(Lang::En, at, denver), "Mountain Time");
        assert_eq!(zone_name(Lang::En, at, chrono_tz::Asia::Ho_Chi_Minh), "Ho Chi Minh (+07)");
    }

    #[test]
    fn numbers_have_their_thousands_apart() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(|n| number(Lang::En, n)),
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(number(Lang::Vi, 1_234), "1\u{202f}234", "never 1.234, which is a value");
    }
}
