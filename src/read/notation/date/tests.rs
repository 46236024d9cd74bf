use proptest::prelude::*;

use super::*;

fn canonical(cell: &str) -> String {
    match written(cell) {
        Ok(Written::Period(period)) => period.to_string(),
        other => panic!("{cell}: {other:?}"),
    }
}

#[test]
fn iso_dates_keep_their_precision() {
    for (cell, expected) in [
        ("2025-04-17", "2025-04-17"),
        ("2025-04", "2025-04"),
        ("2025", "2025"),
        ("20250417", "2025-04-17"),
        ("2025/04/17", "2025-04-17"),
        ("2016-06-20T00:00:00Z", "2016-06-20"),
        ("2025-04-17T12:00:00.000+01:00", "2025-04-17"),
        ("2025-04-17 12:00:00", "2025-04-17"),
        ("2025-04-17T23:59:60Z", "2025-04-17"),
        ("2025-04-17T24:00", "2025-04-17"),
        ("2025-04-17T12:00-03", "2025-04-17"),
        ("2025-04-17T12:00+0100", "2025-04-17"),
        ("2025-04-01..21", "2025-04-01/2025-04-21"),
        ("2019-01..10", "2019-01-01/2019-10-31"),
        ("2014/2018-04", "2014-01-01/2018-04-30"),
        ("2017-09/2018-07", "2017-09-01/2018-07-31"),
        ("2025-04-01 to 2025-04-21", "2025-04-01/2025-04-21"),
        ("2025-04-01 – 2025-04-21", "2025-04-01/2025-04-21"),
        ("du 2025-04-01 au 2025-04-21", "2025-04-01/2025-04-21"),
        ("2014-2018", "2014-01-01/2018-12-31"),
        ("05/2025", "2025-05"),
    ] {
        assert_eq!(canonical(cell), expected, "{cell}");
    }
}

#[test]
fn months_are_known_by_name_in_three_languages() {
    for (cell, expected) in [
        ("January 05, 2020", "2020-01-05"),
        ("13-Jan-20", "2020-01-13"),
        ("13-Jan-98", "1998-01-13"),
        ("13-Jan-68", "2068-01-13"),
        ("13-Jan-69", "1969-01-13"),
        ("16 May 2025", "2025-05-16"),
        ("May 2025", "2025-05"),
        ("2025 May", "2025-05"),
        ("2025-May-16", "2025-05-16"),
        ("Sept. 3, 2021", "2021-09-03"),
        ("3rd of September 2021", "2021-09-03"),
        ("1er mai 2025", "2025-05-01"),
        ("17 avril 2025", "2025-04-17"),
        ("17 AVR. 2025", "2025-04-17"),
        ("jeudi 17 avril 2025", "2025-04-17"),
        ("juil. 2025", "2025-07"),
        ("août 2024", "2024-08"),
        ("12-15 May 2025", "2025-05-12/2025-05-15"),
        ("12–15 mai 2025", "2025-05-12/2025-05-15"),
        ("du 12 au 15 mai 2025", "2025-05-12/2025-05-15"),
        ("May 12 to 15, 2025", "2025-05-12/2025-05-15"),
        ("28 April - 3 May 2025", "2025-04-28/2025-05-03"),
        (
            "28 December 2024 to 3 January 2025",
            "2024-12-28/2025-01-03",
        ),
        ("May-June 2025", "2025-05-01/2025-06-30"),
        ("December 2024 – January 2025", "2024-12-01/2025-01-31"),
        ("16 May 2025 14:30", "2025-05-16"),
        ("16 mai 2025 à 14:30", "2025-05-16"),
        ("2025 août 12:00", "2025-08"),
        ("17\u{A0}avril\u{202F}2025", "2025-04-17"),
        ("May 16, 2025 at 2:30 pm", "2025-05-16"),
        ("17 أبريل 2025", "2025-04-17"),
        ("١٧ نيسان ٢٠٢٥", "2025-04-17"),
        ("17 أفريل 2025", "2025-04-17"),
        ("كانون الثاني 2024", "2024-01"),
        ("5 تشرين الأول 2023", "2023-10-05"),
        ("يناير ٢٠٢٤", "2024-01"),
        ("الخميس، 17 أبريل 2025", "2025-04-17"),
        ("يوم الخميس 17 أبريل 2025", "2025-04-17"),
        ("من 12 إلى 15 مايو 2025", "2025-05-12/2025-05-15"),
    ] {
        assert_eq!(canonical(cell), expected, "{cell}");
    }
}

fn orders(cell: &str) -> (bool, bool) {
    match written(cell) {
        Ok(Written::Slashed(slashed)) => slashed.orders(),
        other => panic!("{cell}: {other:?}"),
    }
}

fn in_order(cell: &str, order: Option<DateOrder>) -> Result<String, &'static str> {
    let ways = DateWays {
        order,
        has_serials: false,
    };
    period(cell, ways)
        .map(|period| period.to_string())
        .map_err(|defect| defect.kind)
}

#[test]
fn slashed_days_are_read_only_in_a_known_order() {
    let (dmy, mdy) = (Some(DateOrder::Dmy), Some(DateOrder::Mdy));
    for cell in [
        "03/04/2025",
        "3.4.2025",
        "03-04-2025",
        "3/4/25",
        "03/04/2025 12:00",
        "٣/٤/٢٠٢٥",
    ] {
        assert_eq!(orders(cell), (true, true), "{cell}");
        assert_eq!(in_order(cell, dmy), Ok("2025-04-03".to_owned()), "{cell}");
        assert_eq!(in_order(cell, mdy), Ok("2025-03-04".to_owned()), "{cell}");
        assert_eq!(in_order(cell, None), Err("date-order"), "{cell}");
    }
    assert_eq!(orders("27/10/2014"), (true, false));
    assert_eq!(in_order("27/10/2014", None), Ok("2014-10-27".to_owned()));
    assert_eq!(in_order("27/10/2014", mdy), Err("date"));
    let span = "01/04/2025 - 05/04/2025";
    assert_eq!(in_order(span, dmy), Ok("2025-04-01/2025-04-05".to_owned()));
    assert_eq!(in_order(span, mdy), Ok("2025-01-04/2025-05-04".to_owned()));
}

#[test]
fn a_weekday_tells_the_order() {
    assert_eq!(orders("Mon, 10/27/2014 - 12:00"), (false, true));
    // 2015-05-11 was a Monday, 2015-11-05 a Thursday.
    assert_eq!(orders("Mon, 05/11/2015 - 12:00"), (false, true));
    assert_eq!(orders("Thu, 05/11/2015 - 12:00"), (true, false));
    assert_eq!(orders("Thu, 01/01/2026 - 12:00"), (true, true));
    assert_eq!(written("Tue, 05/11/2015").unwrap_err().kind, "date-weekday");
    assert_eq!(
        written("Monday, 17 April 2025").unwrap_err().kind,
        "date-weekday"
    );
}

#[test]
fn a_serial_is_a_day_only_where_the_column_is_of_serials() {
    for (cell, expected) in [
        ("45764", "2025-04-17"),
        ("45764.5", "2025-04-17"),
        ("36526", "2000-01-01"),
        ("10000", "1927-05-18"),
    ] {
        let ways = |has_serials| DateWays {
            order: None,
            has_serials,
        };
        assert_eq!(period(cell, ways(true)).unwrap().to_string(), expected);
        let defect = period(cell, ways(false)).unwrap_err();
        assert!(
            defect.why.contains(&format!("Excel serial = {expected}")),
            "{defect:?}"
        );
    }
}

#[test]
fn years_and_months_of_two_columns_are_one_date() {
    for (year, month, expected) in [
        ("2014", "January", "2014-01"),
        ("2014", "3", "2014-03"),
        ("2014", "août", "2014-08"),
        ("2014", "", "2014"),
        ("2014", "2014-03", "2014-03"),
    ] {
        assert_eq!(month_of_year(year, month).unwrap().to_string(), expected);
    }
    for (year, month) in [
        ("14", "January"),
        ("2014", "2015-03"),
        ("2014", "13"),
        ("2014", "2014"),
        ("2014", "soon"),
        ("", "May"),
    ] {
        assert!(month_of_year(year, month).is_err(), "{year} {month}");
    }
}

#[test]
fn what_is_no_date_is_refused() {
    for (cell, why) in [
        ("2025-02-30", "no such day"),
        ("31/31/2025", "no such day"),
        ("soon", "not a date"),
        ("2025-04-21/2025-04-01", "not a date"),
        ("25-4-1", "not a date"),
        ("2025-04-17Tnoon", "not a date"),
        ("2025-04-17 25:99", "not a date"),
        ("12345678", "not a date"),
        ("May", "a month without a year"),
        ("16 May", "a day without a year"),
        ("Jan-20", "its day or its year"),
        ("31 February 2025", "no such day"),
        ("15-12 May 2025", "no such day"),
        ("16 Mayonnaise 2025", "not a date"),
        ("12:00", "not a date"),
        ("mar. 10/27/2014", "not a date"),
        ("mar 10-27-2014", "not a date"),
        ("12/15 May 2025", "not a date"),
        ("2025-04-17 25:00", "not a date"),
        ("2025-04-17 12:60", "not a date"),
        ("2025-04-17 012:00", "not a date"),
        ("2025-04-17 12:00:61", "not a date"),
        ("2025-04-17 12:00:30.5.5", "not a date"),
        ("2025-04-17 12:00:30:00", "not a date"),
        ("2025-04-17 12:00+ab", "not a date"),
        ("2025-04-17 12:00+123", "not a date"),
        ("25-04-01", "not a date"),
        ("123456", "not a date"),
        ("09999", "not a date"),
        ("45a64", "not a date"),
        ("45764.x", "not a date"),
        ("2025-0a-30", "not a date"),
        ("2025-02-300", "not a date"),
        ("2025021301", "not a date"),
    ] {
        let found = written(cell).unwrap_err().why;
        assert!(found.contains(why), "{cell}: {found}");
    }
}

#[test]
fn a_cell_is_looked_at_up_to_120_bytes() {
    let cell = |bytes: usize| format!("2025-04-01{} to 2025-04-21", " ".repeat(bytes - 24));
    assert_eq!(cell(120).len(), 120);
    assert_eq!(canonical(&cell(120)), "2025-04-01/2025-04-21");
    assert_eq!(written(&cell(121)).unwrap_err().why, "not a date");
}

#[test]
fn a_day_that_is_none_is_mended_within_its_month() {
    for (cell, fix) in [
        ("31/04/2025", Some("such as 2025-04-30")),
        ("2025-02-30", Some("such as 2025-02-28")),
        ("2024-02-30", Some("such as 2024-02-29")),
        ("31/31/2025", Some("as year-month-day")),
        ("31/04/25", Some("as year-month-day")),
    ] {
        let found = written(cell).unwrap_err().fix;
        assert_eq!(
            found
                .as_deref()
                .and_then(|found| found.strip_prefix("write a day that exists, ")),
            fix,
            "{cell}"
        );
    }
}

#[test]
fn numbers_that_a_spreadsheet_made_dates_are_known() {
    for (cell, number) in [
        ("19-mai", Some("19.5")),
        ("05-juil", Some("5.7")),
        ("mai-72", Some("5.72")),
        ("2025-05-19", Some("")),
        ("19/05/2025", Some("")),
        ("19.5372", None),
        ("2025", None),
        ("junk", None),
    ] {
        assert_eq!(number_before_spreadsheet(cell).as_deref(), number, "{cell}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_is_too_odd_to_be_looked_at(text in prop_oneof![
        ".*",
        "[0-9/.:T -]{0,30}",
        "([0-9]{1,4}[ ,/-]){0,3}(May|mai|نيسان|كانون الثاني|Mon|to|au)[ ,]?[0-9]{0,4}",
    ]) {
        let _ = written(&text);
        let _ = number_before_spreadsheet(&text);
        let _ = month_of_year(&text, &text);
    }

    #[test]
    fn every_day_is_read_back(year in 1000_i16..=9999, month in 1_i8..=12, day in 1_i8..=31) {
        let Some(date) = Date::from_ymd(year, month, day) else {
            return Ok(());
        };
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let name = names[usize::try_from(month - 1).unwrap()];
        let expected = Ok(Written::Period(Period::from_day(date)));
        for cell in [
            format!("{date}"),
            format!("{date}T23:59:59Z"),
            format!("{day} {name} {year}"),
            format!("{name} {day}, {year}"),
        ] {
            prop_assert_eq!(&written(&cell), &expected, "{}", cell);
        }
        let slashed = format!("{day}/{month}/{year}");
        prop_assert_eq!(in_order(&slashed, Some(DateOrder::Dmy)), Ok(date.to_string()));
    }
}
