//! English.

use super::{
    ChainWords, ChartWords, InsetWords, Key, LabelWords, Language, Notes, Numbers, ProjectionWords,
    Qualifiers, Records, RemotenessWords, RouteWords, SheetWords, Sides, Words,
};

pub(super) const WORDS: Words = Words {
    language: Language::English,
    numbers: Numbers {
        decimal: '.',
        group: ',',
        metre: "m",
        kilometre: "km",
        below_one_metre: "below 1 m",
    },
    months: [
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
    ],
    chart: ChartWords {
        months: [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ],
        by_year: "People by year",
        by_month: "People by month",
        events: "Events",
        distances: "Distance to the nearest help",
        people: "People",
        incidents: "Incidents by straight line",
        of_source: |unit, source| format!("{unit}; source: {source}"),
    },
    day: |day, month, year| format!("{day} {month} {year}"),
    qualifiers: Qualifiers {
        unknown: "unknown",
        about: "about",
        just_over: "just over",
        at_least: "at least",
        more_than: "more than",
        up_to: "up to",
        range: |least, most| format!("{least} to {most}"),
        people: |count, n| format!("{count} {}", if n == 1 { "person" } else { "people" }),
    },
    sides: Sides {
        north: " N",
        south: " S",
        east: " E",
        west: " W",
    },
    key: Key {
        legend: "Legend",
        help: "Site of help",
        international: "International boundary",
        disputed: "Disputed boundary",
        indefinite: "Boundary not fixed",
        treaty: "Boundary by treaty, to which distances are measured",
        line_of_control: "Line of control or berm",
        other_line: "Other line",
        unstated_line: "Line of unstated standing",
        contested: "Contested or undetermined area",
        straight_line: "Straight line to the nearest help",
        doubt: "Where the place may lie",
        expelled: "People expelled or pushed back",
        dead: "People who died",
        missing: "People who went missing",
        rescued: "People rescued",
        other_incident: "Other or unspecified",
        synthetic: "Synthetic: made up for show",
        unknown_people: "Number of people unknown",
        lake: "Lake",
        located: "Where words place it, with their doubt",
        countries: ["Country concerned", "Countries concerned"],
        town: "Town or other place",
        away: |distance, name| format!("{distance} from {name}"),
        away_straight: |distance, name| format!("{distance} from {name} in a straight line"),
    },
    label: LabelWords {
        way: |distance, help| format!("{distance} to {help}"),
        more_here: |n, written| match n {
            1 => "and 1 more record here".to_owned(),
            _ => format!("and {written} more records here"),
        },
        north_note: |degrees| {
            format!("North is along the meridians; they lean up to {degrees}° at the edges")
        },
        all_synthetic: "SYNTHETIC DATA",
        partly_synthetic: "PARTLY SYNTHETIC DATA",
        berm: "berm",
    },
    chain: ChainWords {
        chain: |letter, name| match letter {
            "" => format!("Chain {name}"),
            letter => format!("Chain {letter}: {name}"),
        },
        synthetic: ", synthetic",
        guessed: "Legs through a place that is not known",
    },
    route: RouteWords {
        from_help: |distance| format!("{distance} from help"),
        route: |name, length| format!("Route {name}, {length}"),
        more: |n, written| match n {
            1 => "1 more route".to_owned(),
            _ => format!("{written} more routes"),
        },
        tick: |distance| format!("A tick every {distance} along the route"),
        farther: |distance| format!("Farther than {distance} from any help"),
    },
    remoteness: RemotenessWords {
        within: |distance| format!("within {distance} of recorded help"),
        between: |near, far| format!("{near} to {far} from it"),
        beyond: |distance| format!("farther than {distance}"),
        not_recorded: "No help recorded is not no help",
        away: |distance| format!("{distance} from recorded help,"),
        farthest_of_area: "the farthest place of the area",
        farthest: "Farthest place from recorded help",
    },
    sheet: SheetWords {
        title: "Incidents and the nearest help",
        map: "Map",
        synthetic_title: |title| format!("Synthetic data, made up for show: {title}"),
        no_record: "No record lies on this map",
        records: |what, n, written| {
            let what = match what {
                Records::Expulsions => "expulsions",
                Records::Pushbacks => "pushbacks",
                Records::Deaths => "deaths",
                Records::Incidents => "incidents",
            };
            let records = if n == 1 { "record" } else { "records" };
            format!("{written} {records} of {what}")
        },
        years: |first, last| {
            if first == last {
                format!(", {first}")
            } else {
                format!(", {first} to {last}")
            }
        },
        symbols: "; symbols by number of people",
        lines: "; straight lines on the WGS 84 ellipsoid",
        distances: "Straight line to the nearest help",
        row: |incident, help, distance| format!("{incident} to {help}: {distance}"),
        hours_on_foot: |hours| format!("{hours} h on foot"),
        minutes_on_foot: |minutes, _| format!("{minutes} min on foot"),
        below_one_minute: "less than 1 min on foot",
        more_rows: |_, written| format!("and {written} more in the table of distances"),
    },
    inset: InsetWords {
        close_up: "Close-up",
        times: |times| format!("The box, {times} times as large; symbols of one size"),
        shown: "What the close-up shows",
        locator: "Where the map lies",
        numbers: "Numbers on the map",
        cells: "; how many lie in each cell",
        in_a_cell: |range, n, across| {
            let incidents = if n == 1 { "incident" } else { "incidents" };
            format!("{range} {incidents} per cell {across} across")
        },
        north_to_pole: "North is towards the pole, along the meridians",
        north_from_pole: "North is away from the pole, along the meridians",
        lean: |degrees| format!("Meridians lean up to {degrees}°"),
        local: "angles are true, the scale to a thousandth; chosen for a small window",
        belt: "areas are true; chosen for a wide belt",
        made_up: |what| format!("{what} (made\u{a0}up)"),
    },
    notes: Notes {
        made: |day| format!("Made {day}"),
        map: |id| format!("Map {id}"),
        map_sources: |sources| format!("Map: {sources}"),
        incident_sources: |sources| format!("Incidents: {sources}"),
        sources: |all| format!("Sources: {all}."),
        not_shown: |_, count, all, reasons| {
            format!("{count} of {all} records not shown: {reasons}. ")
        },
        outside: |count| format!("{count} outside the map"),
        without_location: |count| format!("{count} without location"),
        not_readable: |_, count| format!("{count} not readable"),
        comma: ", ",
        semicolon: "; ",
        its_publisher: "its publisher",
        public_domain: "public domain",
        no_doubt_stated: " A place whose doubt is not stated counts as exact: its distance looks more exact than it may be.",
        on_foot: |slow, fast, whose| {
            format!(
                " Hours on foot: walking the straight line without rest on flat ground, at {slow} to {fast} km/h ({whose}); nothing is said of survival, nor of children, the old or the injured."
            )
        },
        tobler: "Tobler 1993, a fit adult, off a path and on one",
        own_speeds: "speeds as given",
        disclaimer: |publisher| {
            format!(
                "The boundaries and names shown and the designations used on this map do not imply \
                 official endorsement or acceptance by {publisher}. A distance is a straight line on \
                 the ground, in brackets the least and the most that the doubt allows; no walk is \
                 shorter."
            )
        },
    },
    projection: ProjectionWords {
        name: |_| None,
        centre: |centre| format!("centred {centre}"),
        central_meridian: |lon| format!("central meridian {lon}"),
        true_along: |south, north| format!("true along {south} and {north}"),
        wide: |width| format!("{width} mm width"),
        regional: "areas are true; chosen for a region",
        polar: "areas are true; chosen for a pole",
        world: "areas are true; chosen for the world",
        scale: |projection, reason, scale, paper| {
            format!("Projection: {projection} ({reason}). Scale 1:{scale} at {paper}")
        },
        varies: |least, most| format!("; over the map it varies from {least} to {most}."),
        bar_is_true_at: |position| format!(" The scale bar is true at {position}."),
        percent: " %",
    },
};
