//! What holds for every language.

use super::*;
use crate::carto::projection::Projection;
use crate::carto::text::{Face, Pt, Style, shape};
use crate::geodesy::Distance;

/// Everything that a language says, once.
fn said(words: &Words) -> Vec<String> {
    let (key, label, sheet, notes) = (&words.key, &words.label, &words.sheet, &words.notes);
    let projection = &words.projection;
    let own = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
    let mut all = own(&[
        key.legend,
        key.help,
        key.international,
        key.disputed,
        key.indefinite,
        key.treaty,
        key.line_of_control,
        key.other_line,
        key.unstated_line,
        key.contested,
        key.straight_line,
        key.doubt,
        key.expelled,
        key.dead,
        key.missing,
        key.rescued,
        key.other_incident,
        key.synthetic,
        key.unknown_people,
        key.lake,
        key.countries[0],
        key.countries[1],
        notes.public_domain,
        notes.no_doubt_stated,
        key.town,
        label.all_synthetic,
        label.partly_synthetic,
        label.berm,
        sheet.title,
        sheet.map,
        sheet.no_record,
        sheet.symbols,
        sheet.distances,
        notes.its_publisher,
        notes.comma,
        notes.semicolon,
        projection.regional,
        projection.polar,
        projection.world,
        words.sides.north,
        words.sides.south,
        words.sides.east,
        words.sides.west,
        words.numbers.below_one_metre,
        words.qualifiers.unknown,
    ]);
    all.extend([
        (key.away)("15", "A"),
        (key.away_straight)("15", "A"),
        (label.way)("15", "A"),
        (label.north_note)("5"),
        (sheet.synthetic_title)("A"),
        (sheet.years)(2023, 2025),
        (sheet.row)("A", "B", "15"),
        (notes.made)(&words.day("2026-11-22")),
        (notes.map)("7"),
        (notes.map_sources)("A"),
        (notes.incident_sources)("A"),
        (notes.sources)("A"),
        (notes.not_shown)(1, "1", "500", "A"),
        (notes.not_shown)(3, "3", "500", "A"),
        (notes.outside)("3"),
        (notes.without_location)("3"),
        (notes.not_readable)(1, "1"),
        (notes.not_readable)(3, "3"),
        (notes.disclaimer)("A"),
        (projection.centre)("A"),
        (projection.scale)("A", "B", "2", "A4"),
        (projection.varies)("1", "2"),
        (projection.bar_is_true_at)("A"),
        words.off_by(0.61),
        words.decimal(34_236.5, 2),
    ]);
    let (chain, route, remoteness) = (&words.chain, &words.route, &words.remoteness);
    all.extend([
        (chain.chain)("A", "7"),
        (chain.chain)("", "7"),
        chain.synthetic.to_owned(),
        chain.guessed.to_owned(),
        (route.from_help)("15"),
        (route.route)("A", "15"),
        (route.tick)("15"),
        (route.farther)("15"),
        (remoteness.within)("15"),
        (remoteness.between)("15", "30"),
        (remoteness.beyond)("30"),
        remoteness.not_recorded.to_owned(),
        (remoteness.away)("30"),
        remoteness.farthest_of_area.to_owned(),
        remoteness.farthest.to_owned(),
    ]);
    all.extend(said_of_measures(words));
    all.extend(said_by_charts(words));
    all.extend(words.months.map(str::to_owned));
    all.extend(counted(words));
    all
}

/// What it says of projections, of paper, of cells and of ways on foot.
fn said_of_measures(words: &Words) -> Vec<String> {
    let (projection, notes) = (&words.projection, &words.notes);
    let mut all = vec![
        (words.sheet.hours_on_foot)("3–5"),
        words.sheet.lines.to_owned(),
        words.sheet.below_one_minute.to_owned(),
        (notes.on_foot)("3", "5", "A"),
        notes.tobler.to_owned(),
        notes.own_speeds.to_owned(),
        (projection.central_meridian)("5"),
        (projection.true_along)("5", "9"),
        (projection.wide)(85),
        (words.inset.in_a_cell)("1", 1, "15"),
        (words.inset.in_a_cell)("1–4", 4, "15"),
    ];
    for name in Projection::NAMES {
        let own = (projection.name)(name);
        // English has the names as they are; every other language has all of them.
        assert_eq!(own.is_none(), words.language == Language::English, "{name}");
        all.extend(own.map(str::to_owned));
    }
    all
}

/// Everything that its charts say.
fn said_by_charts(words: &Words) -> Vec<String> {
    let chart = &words.chart;
    let mut all = vec![(chart.of_source)(chart.people, "A")];
    let own = [
        chart.by_year,
        chart.by_month,
        chart.events,
        chart.distances,
        chart.people,
        chart.incidents,
    ];
    all.extend(own.into_iter().chain(chart.months).map(str::to_owned));
    all
}

/// Everything that it says with a number of things.
fn counted(words: &Words) -> Vec<String> {
    let mut all = Vec::new();
    for n in [0, 1, 2, 3, 11, 100, 34_236] {
        let written = words.whole(n);
        all.push((words.label.more_here)(n.max(1), &written));
        all.push((words.sheet.more_rows)(n, &written));
        all.push((words.route.more)(n, &written));
        all.push((words.sheet.minutes_on_foot)(&written, n));
        for what in [
            Records::Expulsions,
            Records::Pushbacks,
            Records::Deaths,
            Records::Incidents,
        ] {
            all.push((words.sheet.records)(what, n, &written));
        }
        for stated in [
            Stated::Exact(n),
            Stated::About(n),
            Stated::JustOver(n),
            Stated::AtLeast(n),
            Stated::MoreThan(n),
            Stated::UpTo(n),
            Stated::Range(1, n),
        ] {
            all.push(words.people(Count::Known(stated)));
        }
    }
    all
}

#[test]
fn every_language_has_its_table_and_a_glyph_for_all_it_says() {
    for language in Language::ALL {
        let words = words_of(language);
        assert_eq!(words.language, language);
        for string in said(words) {
            assert!(!string.trim().is_empty() || string == words.notes.comma);
            for face in [Face::Regular, Face::Bold, Face::Italic] {
                let style = Style::new(face, Pt(8.0));
                let line = shape(&string, language.code(), &style);
                assert!(line.is_ok(), "{}: {}", language.code(), line.unwrap_err());
            }
        }
    }
}

#[test]
fn numbers_and_dates_take_the_form_of_their_language() {
    // Imprimerie nationale; Ortografía de la lengua española 2010; for Arabic see its table.
    for (language, whole, decimal, day) in [
        (Language::English, "34,236", "16.1", "1 May 2025"),
        (Language::French, "34\u{202F}236", "16,1", "1er mai 2025"),
        (
            Language::Spanish,
            "34\u{202F}236",
            "16,1",
            "1 de mayo de 2025",
        ),
        (Language::Arabic, "34\u{202F}236", "16,1", "1 مايو 2025"),
    ] {
        let words = words_of(language);
        assert_eq!(words.whole(34_236), whole);
        assert_eq!(words.decimal(16.1, 1), decimal);
        assert_eq!(words.day("2025-05-01"), day);
        assert_eq!(words.day("in spring"), "in spring");
    }
    let english = words_of(Language::English);
    assert_eq!(english.decimal(-0.04, 1), "0.0");
    assert_eq!(english.decimal(-3.0, 0), "−3");
    assert_eq!(english.plain(2.5), "2.5");
    assert_eq!(english.plain(0.25), "0.25");
    assert_eq!(english.plain(20.0), "20");
    let metres = |m| Distance::from_metres(m).unwrap();
    assert_eq!(english.exactly(metres(800.0)), "800\u{a0}m");
    assert_eq!(english.exactly(metres(15_000.0)), "15\u{a0}km");
    assert_eq!(english.exactly(metres(1_250.0)), "1.25\u{a0}km");
    let french = words_of(Language::French);
    assert_eq!(french.distance(metres(16_098.471), None), "16,1 km");
    assert_eq!(french.distance(metres(0.3), None), "moins de 1 m");
}

#[test]
fn people_are_counted_as_the_grammar_asks() {
    // The six plural forms of Arabic by CLDR: one, two, few (3 to 10), many (11 to 99), other; none.
    for (n, written) in [
        (1, "شخص واحد"),
        (2, "شخصان"),
        (7, "7 أشخاص"),
        (15, "15 شخصًا"),
        (100, "100 شخص"),
        (103, "103 أشخاص"),
        (34_236, "34\u{202F}236 شخصًا"),
    ] {
        let count = Count::Known(Stated::Exact(n));
        assert_eq!(words_of(Language::Arabic).people(count), written);
    }
    for (language, stated, written) in [
        (
            Language::English,
            Stated::AtLeast(34_236),
            "at least 34,236 people",
        ),
        (Language::English, Stated::Exact(1), "1 person"),
        (
            Language::French,
            Stated::About(31_000),
            "environ 31\u{202F}000 personnes",
        ),
        (Language::French, Stated::Exact(1), "1 personne"),
        (Language::Spanish, Stated::UpTo(20), "hasta 20 personas"),
        (Language::Arabic, Stated::AtLeast(2), "ما لا يقل عن 2 شخص"),
    ] {
        assert_eq!(words_of(language).people(Count::Known(stated)), written);
    }
    assert_eq!(words_of(Language::French).people(Count::Unknown), "inconnu");
}

#[test]
fn english_says_counts_and_distances_as_tables_do() {
    use crate::model::readable_distance;
    let words = words_of(Language::English);
    for stated in [
        Stated::Exact(34_236),
        Stated::JustOver(26_000),
        Stated::Range(3, 40_000),
    ] {
        let count = Count::Known(stated);
        assert_eq!(words.count(count), count.to_string());
    }
    for m in [0.0, 0.3, 640.0, 16_098.471] {
        let distance = Distance::from_metres(m).unwrap();
        assert_eq!(
            words.distance(distance, None),
            readable_distance(distance, None)
        );
    }
}

#[test]
fn ways_on_foot_are_told_in_hours_or_minutes_and_never_as_nothing() {
    use crate::analysis::WalkSpeeds;
    // Tobler's 5.04 and 3.02 km/h: 15 km are 2.976 h and 4.967 h, and 500 m are 5.95 and 9.93 minutes.
    let hours = |least: f64, most: f64| {
        let metres = [least, most].map(|m| Distance::from_metres(m).unwrap());
        WalkSpeeds::TOBLER.hours(metres.into())
    };
    let (bound, p95) = (RadiusKind::Bound, RadiusKind::P95);
    for (least, most, kind, language, told) in [
        (15e3, 15e3, bound, "en", "3.0–5.0 h on foot"),
        (15e3, 15e3, p95, "en", "3.0–5.0 h on foot (95 %)"),
        (15e3, 15e3, bound, "fr", "3,0–5,0 h à pied"),
        (15e3, 15e3, bound, "es", "3,0–5,0 h a pie"),
        (15e3, 15e3, bound, "ar", "3,0–5,0 ساعة سيرًا على الأقدام"),
        (0.0, 15e3, bound, "en", "up to 5.0 h on foot"),
        (500.0, 500.0, bound, "en", "6–10 min on foot"),
        (500.0, 500.0, bound, "ar", "6–10 دقائق سيرًا على الأقدام"),
        (0.0, 500.0, bound, "fr", "jusqu’à 10 min à pied"),
        (10.0, 20.0, bound, "en", "less than 1 min on foot"),
        (10.0, 20.0, p95, "es", "menos de 1 min a pie (95 %)"),
    ] {
        let language = Language::from_code(language).unwrap();
        let words = words_of(language);
        let written = words.on_foot(hours(least, most), kind);
        assert_eq!(written.replace('\u{a0}', " "), told);
        // The number and its unit stay on one line.
        assert!(!written.contains(' '), "{written}");
    }
}
