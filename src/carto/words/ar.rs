//! Arabic.
//!
//! Digits are the ones of Latin script (0 to 9): the countries of the Maghreb and the Sahara, which the
//! reports are about, write them so (CLDR, default numbering system `latn` of ar-DZ, ar-EH, ar-LY, ar-MA, ar-TN), and
//! a figure can be compared with its source at a glance. A comma stands before decimals as there; a thin no-break space between thousands,
//! since CLDR's full stop would be read as a decimal point by whoever also reads English.

use super::{
    ChainWords, ChartWords, InsetWords, Key, LabelWords, Language, Notes, Numbers, ProjectionWords,
    Qualifiers, Records, RemotenessWords, RouteWords, SheetWords, Sides, Words,
};

/// They have no short forms.
const MONTHS: [&str; 12] = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
];

pub(super) const WORDS: Words = Words {
    language: Language::Arabic,
    numbers: Numbers {
        decimal: ',',
        group: '\u{202F}',
        metre: "م",
        kilometre: "كم",
        below_one_metre: "أقل من 1 م",
    },
    months: MONTHS,
    chart: ChartWords {
        months: MONTHS,
        by_year: "عدد الأشخاص بحسب السنة",
        by_month: "عدد الأشخاص بحسب الشهر",
        events: "الأحداث",
        distances: "المسافة إلى أقرب مكان للمساعدة",
        people: "عدد الأشخاص",
        incidents: "الحوادث بحسب الخط المستقيم",
        of_source: |unit, source| format!("{unit}؛ المصدر: {source}"),
    },
    day: |day, month, year| format!("{day} {month} {year}"),
    qualifiers: Qualifiers {
        unknown: "غير معروف",
        about: "نحو",
        just_over: "ما يزيد قليلًا على",
        at_least: "ما لا يقل عن",
        more_than: "أكثر من",
        up_to: "حتى",
        range: |least, most| format!("من {least} إلى {most}"),
        people: |count, n| counted(count, n, ["شخص واحد", "شخصان", "أشخاص", "شخصًا", "شخص"]),
    },
    sides: Sides {
        north: " شمال",
        south: " جنوب",
        east: " شرق",
        west: " غرب",
    },
    key: Key {
        legend: "مفتاح الخريطة",
        help: "مكان للمساعدة",
        international: "حدود دولية",
        disputed: "حدود متنازع عليها",
        indefinite: "حدود غير مثبتة",
        treaty: "الحدود بحسب المعاهدة، التي تُقاس المسافات إليها",
        line_of_control: "خط فصل أو جدار رملي",
        other_line: "خط آخر",
        unstated_line: "خط غير محدد الوضع",
        contested: "منطقة متنازع عليها أو غير محددة الوضع",
        straight_line: "خط مستقيم إلى أقرب مساعدة",
        doubt: "حيث قد يقع المكان",
        expelled: "أشخاص طُردوا أو أُعيدوا قسرًا",
        dead: "أشخاص لقوا حتفهم",
        missing: "أشخاص مفقودون",
        rescued: "أشخاص أُنقذوا",
        other_incident: "غير ذلك أو غير محدد",
        synthetic: "بيانات مصطنعة للعرض",
        unknown_people: "عدد الأشخاص غير معروف",
        lake: "بحيرة",
        located: "حيث تضعه الأقوال، مع ما فيها من شك",
        countries: ["البلد المعني", "البلدان المعنية"],
        town: "مدينة أو مكان آخر",
        away: |distance, name| format!("على بعد {distance} من {name}"),
        away_straight: |distance, name| format!("على بعد {distance} من {name} بخط مستقيم"),
    },
    label: LabelWords {
        way: |distance, help| format!("{distance} إلى {help}"),
        more_here: |n, written| match n {
            1 => "وسجل آخر هنا".to_owned(),
            2 => "وسجلان آخران هنا".to_owned(),
            _ => format!(
                "و{} هنا",
                counted(
                    written,
                    n,
                    ["سجل آخر", "", "سجلات أخرى", "سجلًا آخر", "سجل آخر"]
                )
            ),
        },
        north_note: |degrees| {
            format!("الشمال على امتداد خطوط الطول، وتميل حتى {degrees}° عند الأطراف")
        },
        all_synthetic: "بيانات مصطنعة",
        partly_synthetic: "بيانات مصطنعة جزئيًا",
        berm: "الجدار الرملي",
    },
    chain: ChainWords {
        chain: |letter, name| match letter {
            "" => format!("سلسلة {name}"),
            letter => format!("سلسلة {letter}: {name}"),
        },
        synthetic: "، مصطنعة",
        guessed: "مراحل تمر بمكان غير معروف",
    },
    route: RouteWords {
        from_help: |distance| format!("على بعد {distance} من أي مساعدة"),
        route: |name, length| format!("طريق {name}، {length}"),
        more: |n, written| {
            let routes = [
                "طريق آخر",
                "طريقان آخران",
                "طرق أخرى",
                "طريقًا آخر",
                "طريق آخر",
            ];
            counted(written, n, routes)
        },
        tick: |distance| format!("علامة كل {distance} على امتداد الطريق"),
        farther: |distance| format!("أبعد من {distance} عن أي مساعدة"),
    },
    remoteness: RemotenessWords {
        within: |distance| format!("أقل من {distance} من مساعدة مسجلة"),
        between: |near, far| format!("من {near} إلى {far}"),
        beyond: |distance| format!("أبعد من {distance}"),
        not_recorded: "عدم تسجيل مساعدة لا يعني عدم وجودها",
        away: |distance| format!("على بعد {distance} من المساعدة المسجلة،"),
        farthest_of_area: "أبعد مكان في المنطقة",
        farthest: "أبعد مكان عن المساعدة المسجلة",
    },
    sheet: SheetWords {
        title: "الحوادث وأقرب مساعدة",
        map: "خريطة",
        synthetic_title: |title| format!("بيانات مصطنعة للعرض: {title}"),
        no_record: "لا يقع أي سجل على هذه الخريطة",
        records: |what, n, written| {
            let what = match what {
                Records::Expulsions => "لعمليات طرد",
                Records::Pushbacks => "لعمليات إعادة قسرية",
                Records::Deaths => "لوفيات",
                Records::Incidents => "لحوادث",
            };
            let records = counted(written, n, ["سجل واحد", "سجلان", "سجلات", "سجلًا", "سجل"]);
            format!("{records} {what}")
        },
        years: |first, last| {
            if first == last {
                format!("، {first}")
            } else {
                format!("، من {first} إلى {last}")
            }
        },
        symbols: "؛ الرموز بحسب عدد الأشخاص",
        lines: "؛ خطوط مستقيمة على مجسم WGS 84",
        distances: "الخط المستقيم إلى أقرب مساعدة",
        row: |incident, help, distance| format!("من {incident} إلى {help}: {distance}"),
        hours_on_foot: |hours| format!("{hours} ساعة سيرًا على الأقدام"),
        minutes_on_foot: |minutes, n| {
            let forms = ["دقيقة واحدة", "دقيقتان", "دقائق", "دقيقة", "دقيقة"];
            format!("{} سيرًا على الأقدام", counted(minutes, n, forms))
        },
        below_one_minute: "أقل من دقيقة سيرًا على الأقدام",
        more_rows: |n, written| {
            let rows = counted(
                written,
                n,
                ["سطر آخر", "سطران آخران", "أسطر أخرى", "سطرًا آخر", "سطر آخر"],
            );
            format!("و{rows} في جدول المسافات")
        },
    },
    inset: InsetWords {
        close_up: "صورة مقرّبة",
        times: |times| format!("الإطار مكبَّرًا {times} مرة؛ الرموز بحجم واحد"),
        shown: "ما تُظهره الصورة المقرّبة",
        locator: "موقع الخريطة",
        numbers: "الأرقام على الخريطة",
        cells: "؛ العدد في كل خلية",
        in_a_cell: |range, n, across| {
            let incidents = counted(
                range,
                n,
                ["حادثة واحدة", "حادثتان", "حوادث", "حادثة", "حادثة"],
            );
            format!("{incidents} في كل خلية عرضها {across}")
        },
        north_to_pole: "الشمال نحو القطب على امتداد خطوط الطول",
        north_from_pole: "الشمال بعيدًا عن القطب على امتداد خطوط الطول",
        lean: |degrees| format!("تميل خطوط الطول حتى {degrees}°"),
        local: "الزوايا صحيحة والمقياس بدقة جزء من ألف؛ اختير لمنطقة صغيرة",
        belt: "المساحات صحيحة؛ اختير لحزام عريض",
        made_up: |what| format!("{what} (غير حقيقي)"),
    },
    notes: Notes {
        made: |day| format!("أُعدت في {day}"),
        map: |id| format!("خريطة {id}"),
        map_sources: |sources| format!("الخريطة: {sources}"),
        incident_sources: |sources| format!("الحوادث: {sources}"),
        sources: |all| format!("المصادر: {all}."),
        not_shown: |_, count, all, reasons| {
            format!("السجلات غير المعروضة {count} من {all}: {reasons}. ")
        },
        outside: |count| format!("{count} خارج الخريطة"),
        without_location: |count| format!("{count} بلا مكان"),
        not_readable: |n, count| match n {
            1 => format!("{count} غير مقروء"),
            _ => format!("{count} غير مقروءة"),
        },
        comma: "، ",
        semicolon: "؛ ",
        its_publisher: "ناشرها",
        public_domain: "ملكية عامة",
        no_doubt_stated: " والمكان الذي لا يُذكر مقدار الشك فيه يُحسب دقيقًا، فتبدو مسافته أدق مما قد تكون.",
        on_foot: |slow, fast, whose| {
            format!(
                " ساعات السير: سير على الخط المستقيم دون راحة في أرض مستوية، بسرعة من {slow} إلى {fast} كم في الساعة ({whose})؛ ولا يُقال شيء عن النجاة ولا عن الأطفال أو المسنين أو المصابين."
            )
        },
        tobler: "Tobler 1993، بالغ لائق بدنيًا، خارج الدرب وعليه",
        own_speeds: "سرعات معطاة",
        disclaimer: |publisher| {
            format!(
                "لا تعني الحدود والأسماء المبينة والتسميات المستخدمة في هذه الخريطة إقرارًا أو قبولًا \
                 رسميًا من {publisher}. المسافة خط مستقيم على الأرض، وبين قوسين أقل ما يسمح به الشك \
                 وأكثره؛ ولا مسير على الأقدام أقصر منها."
            )
        },
    },
    projection: ProjectionWords {
        name: |english| {
            Some(match english {
                "Lambert azimuthal equal-area" => "لامبرت السمتي المتساوي المساحات",
                "Equal Earth" => "الأرض المتساوية (Equal Earth)",
                "Albers equal-area conic" => "ألبرز المخروطي المتساوي المساحات",
                "Lambert conformal conic" => "لامبرت المخروطي المطابق",
                "azimuthal equidistant" => "السمتي المتساوي المسافات",
                "equirectangular" => "الأسطواني المتساوي المسافات",
                "Mercator" => "مركاتور",
                "Web Mercator" => "مركاتور للويب",
                "transverse Mercator" => "مركاتور المستعرض",
                "orthographic" => "التعامدي",
                _ => return None,
            })
        },
        centre: |centre| format!("مركزه {centre}"),
        central_meridian: |lon| format!("خط الطول الأوسط {lon}"),
        true_along: |south, north| format!("صحيح عند {south} و{north}"),
        wide: |width| format!("ورق عرضه {width} مم"),
        regional: "المساحات صحيحة؛ اختير لإقليم",
        polar: "المساحات صحيحة؛ اختير لقطب",
        world: "المساحات صحيحة؛ اختير للعالم",
        scale: |projection, reason, scale, paper| {
            format!("الإسقاط: {projection} ({reason}). المقياس 1:{scale} على {paper}")
        },
        varies: |least, most| format!("؛ ويتغير على الخريطة من {least} إلى {most}."),
        bar_is_true_at: |position| format!(" مقياس الرسم صحيح عند {position}."),
        percent: "\u{a0}%",
    },
};

/// A number with its noun: one, two, three to ten, eleven to ninety-nine, hundreds.
///
/// # Source
/// Unicode CLDR, plural rules of Arabic.
fn counted(written: &str, n: u64, [one, two, few, many, other]: [&str; 5]) -> String {
    // A number with words in front of it keeps its digits: the noun alone would lose them.
    let is_bare = written.chars().all(|c| c.is_ascii_digit());
    match (n, n % 100) {
        (1, _) if is_bare => one.to_owned(),
        (2, _) if is_bare => two.to_owned(),
        (_, 3..=10) => format!("{written} {few}"),
        (_, 11..=99) => format!("{written} {many}"),
        _ => format!("{written} {other}"),
    }
}
