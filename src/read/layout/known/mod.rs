//! Layouts of well-known files: what their columns mean, whatever a header alone may suggest.
//!
//! A layout is one file here and one line in the list below. It is told by its headers.

use super::columns::{Field, normalised};

/// Declares the members of the family; a new layout is one more line.
///
/// `cargo fmt` does not follow modules that a macro declares, so the gate formats every file by name.
macro_rules! layouts {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*
        /// Every layout, in the order in which they are tried.
        const ALL: &[&[KnownLayout]] = &[$($name::LAYOUTS),*];
    };
}

layouts! {
    iom,
    migrants_files,
    acled,
    ucdp,
    kobo,
    hxl,
}

/// A layout that a file may have.
struct KnownLayout {
    /// What it is called.
    name: &'static str,
    /// Which column holds what, where the file has this layout.
    columns: fn(&Table<'_>) -> Option<Vec<Taking>>,
}

/// A column that holds a field, counted from 0; `None` where a field has none, whatever the headers.
pub(crate) type Taking = (Field, Option<usize>);

/// The first rows of a file.
struct Table<'a> {
    /// Its headers, as they are compared.
    headers: Vec<String>,
    /// The cells of the first row.
    first_row: &'a [String],
}

/// What was recognised about a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Recognised {
    /// The layout's name.
    pub(crate) name: Option<&'static str>,
    /// Its columns.
    pub(crate) columns: Vec<Taking>,
    /// Whether the first row says what the columns are and is no record.
    pub(crate) has_tag_row: bool,
}

/// The layout of a file with these headers and this first row.
pub(crate) fn recognise(headers: &[String], first_row: &[String]) -> Recognised {
    let table = Table {
        headers: headers.iter().map(|header| normalised(header)).collect(),
        first_row,
    };
    let found = ALL.iter().copied().flatten().find_map(|layout| {
        let columns = (layout.columns)(&table)?;
        Some((layout.name, columns))
    });
    let Some((name, columns)) = found else {
        return Recognised::default();
    };
    Recognised {
        name: Some(name),
        columns,
        has_tag_row: hxl::has_tags(&table),
    }
}

impl Table<'_> {
    /// The place of a header.
    fn position(&self, header: &str) -> Option<usize> {
        let mut headers = self.headers.iter();
        headers.position(|other| !header.is_empty() && other == header)
    }

    /// The columns by their headers, where the file has all headers of `has` and none of `lacks`; a field
    /// with an empty header is in none of its columns.
    fn takings(
        &self,
        has: &[&str],
        lacks: &[&str],
        columns: &[(Field, &str)],
    ) -> Option<Vec<Taking>> {
        let is_there = |header: &&str| self.position(header).is_some();
        (has.iter().all(is_there) && !lacks.iter().any(is_there)).then(|| {
            columns
                .iter()
                .map(|(field, header)| (*field, self.position(header)))
                .collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised(line: &str) -> Option<&'static str> {
        let headers: Vec<String> = line.split(',').map(str::to_owned).collect();
        recognise(&headers, &[]).name
    }

    #[test]
    fn public_files_are_known_by_their_headers() {
        for (line, name) in [
            (
                "id,cause_of_death,region_origin,affected_nationality,missing,dead,incident_region,date,source,reliability,lat,lon,",
                "IOM Missing Migrants, 2015 to 2017",
            ),
            (
                "Web ID,Region of Incident,Reported Date,Reported Year,Reported Month,Number Dead,Minimum Estimated Number of Missing,Total Dead and Missing,Number of Survivors,Number of Females,Number of Males,Number of Children,Cause of Death,Location Description,Information Source,Location Coordinates,Migration Route,URL,UNSD Geographical Grouping,Source Quality",
                "IOM Missing Migrants, site export 2018 to 2020",
            ),
            (
                "Web ID,Region of Incident,Reported Date,Reported Year,Reported Month,Number Dead,Minimum Estimated Number of Missing,Total Dead and Missing,Location Description,Information Source,Location Coordinates,latitude,longitude,Migration Route",
                "IOM Missing Migrants, site export 2018 to 2020, coordinates split",
            ),
            (
                "Incident Type,Incident year,Reported Month,Region of Origin,Region of Incident,Country of Origin,Number of Dead,Minimum Estimated Number of Missing,Total Number of Dead and Missing,Number of Survivors,Number of Females,Number of Males,Number of Children,Cause of Death,Migration route,Location of death,Information Source,Coordinates,UNSD Geographical Grouping",
                "IOM Missing Migrants, months only",
            ),
            (
                "Main ID,Incident ID,Incident Type,Region of Incident,Incident Date,Incident Year,Month,Number of Dead,Minimum Estimated Number of Missing,Total Number of Dead and Missing,Number of Survivors,Number of Females,Number of Males,Number of Children,Country of Origin,Region of Origin,Cause of Death,Country of Incident,Migration Route,Location of Incident,Coordinates,UNSD Geographical Grouping,Information Source,URL,Source Quality",
                "IOM Missing Migrants, all data",
            ),
            (
                "Main ID,Incident ID,Region,Incident Date,Year,Reported Month,Number Dead,Minimum Estimated Number of Missing,Total Number of Dead and Missing,Number of Survivors,Number of Females,Number of Males,Number of Children,Region of Origin,Cause of Death,Country of Origin,Location of death,Information Source,Coordinates,Migration route,URL,UNSD Geographical Grouping,Source Quality",
                "IOM Missing Migrants, site export 2024",
            ),
            (
                "Main ID,Incident ID,Region,Incident Date,Year,Reported Month,Number Dead,Minimum Estimated Number of Missing,Number of Survivors,Number of Females,Number of Males,Number of Children,Region of Origin,Cause of Death,Country of Origin,Location of death,Information Source,Coordinates,Migration route,URL,UNSD Geographical Grouping,Source Quality",
                "IOM Missing Migrants, site export 2026",
            ),
            (
                "Main ID,Incident ID,Incident Type,Region of Incident,Incident date,Incident year,Incident month,No. dead,No. missing,No. dead/missing,No. survivors,No. Female,No. Male,No. minors,Country of Origin,Region of Origin,Cause of death (category),Cause of death (reported),Route,Country of Incident,Location of death,UNSD region,Source,Link,Source Quality,Latitude,Longitude",
                "IOM Missing Migrants, curated workbook",
            ),
            (
                "Event_id,cause_of_death,CartoDB_Cause_of_death,dataset,date,quarter,Date-month,Year,dead,missing,dead_and_missing,description,location,latitude,longitude,name,route (Frontex),source,source_url",
                "The Migrants' Files, events",
            ),
            (
                "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,iso,region,country,admin1,location,latitude,longitude,geo_precision,source,notes,fatalities",
                "ACLED",
            ),
            (
                "id,year,active_year,type_of_violence,conflict_name,side_a,side_b,where_prec,where_coordinates,latitude,longitude,country,date_prec,date_start,date_end,best,high,low",
                "UCDP GED",
            ),
            (
                "start,end,today,point,_point_latitude,_point_longitude,_point_altitude,_point_precision,_id,_uuid,_submission_time",
                "KoboToolbox or ODK",
            ),
        ] {
            assert_eq!(recognised(line), Some(name), "{line}");
        }
        assert_eq!(recognised("id,name,lat,lon,date,people"), None);
    }

    #[test]
    fn tags_in_the_first_row_say_what_the_columns_are() {
        let words = |line: &str| -> Vec<String> { line.split(',').map(str::to_owned).collect() };
        let found = recognise(
            &words("When,Place,N,E,Killed"),
            &words("#date+reported,#loc+name,#geo+lat,#geo +lon,#affected+killed"),
        );
        assert_eq!(found.name, Some("HXL"));
        assert!(found.has_tag_row);
        assert_eq!(
            found.columns,
            [
                (Field::Date, Some(0)),
                (Field::Name, Some(1)),
                (Field::Lat, Some(2)),
                (Field::Lon, Some(3)),
                (Field::Dead, Some(4)),
            ]
        );
    }
}
