//! Which column of a file is which field.

use std::sync::Arc;

use super::known::Taking;
use crate::model::{At, Finding, Input, Origin, Severity};

/// Declares every field with its own name and the other names that it goes by.
macro_rules! fields {
    ($($field:ident: $name:literal $(, $synonym:literal)*;)*) => {
        /// A thing that a column may hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum Field {
            $(#[doc = concat!("`", $name, "`")] $field,)*
        }

        impl Field {
            /// Every field.
            const ALL: &'static [Self] = &[$(Self::$field),*];

            /// The field's own name, which `--columns` takes.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$field => $name,)* }
            }

            /// The headers that mean this field, best first.
            const fn headers(self) -> &'static [&'static str] {
                match self { $(Self::$field => &[$name $(, $synonym)*],)* }
            }
        }
    };
}

fields! {
    Id: "id", "incident_id", "event_id", "site_id", "main_id", "web_id", "key", "réf", "ref", "référence",
        "reference";
    Name: "name", "site", "place", "location", "title", "label", "lieu", "nom", "nom_du_lieu";
    Lat: "lat", "latitude", "y", "lat_dd", "latitude_dd", "incident_lat";
    Lon: "lon", "lng", "long", "longitude", "x", "lon_dd", "longitude_dd", "incident_lon";
    Coordinates: "coordinates", "location_coordinates", "incident_coordinates", "coords", "coord", "coordinate",
        "geopoint", "_geopoint", "gps", "gps_coordinates", "geolocation", "_geolocation", "latlng", "latlon", "lat_lon",
        "lat_lng", "lat_long", "latlong", "lonlat", "lon_lat", "lng_lat", "latitude,_longitude", "latitude,longitude",
        "longitude,_latitude", "lat,lon", "lat,_lon", "lon,lat", "lat,lng", "lat,_lng", "latitude_longitude",
        "coordonnees", "coordonnées", "coordonnées_gps", "utm", "utm_coordinates", "mgrs", "usng", "plus_code", "pluscode",
        "plus_codes", "open_location_code", "olc", "geohash";
    Radius: "uncertainty_m", "radius_m", "accuracy", "coord_uncertainty_m", "accuracy_m", "precision_m",
        "_geopoint_precision", "_geolocation_precision", "_gps_precision", "_location_precision",
        "geopoint_accuracy", "gps_accuracy", "location_accuracy", "incertitude_m", "incertitude_(m)", "uncertainty_(m)",
        "rayon_m";
    RadiusKind: "radius_kind";
    GeoPrecision: "geo_precision";
    WherePrec: "where_prec";
    Zone: "utm_zone", "zone_utm", "zone", "fuseau_utm", "fuseau";
    ZoneLetter: "zone_letter", "utm_letter", "utm_band", "band", "hemisphere", "utm_hemisphere", "hémisphère";
    Easting: "easting", "utm_easting", "easting_m", "easting_(m)", "utm_e", "utm_x", "x_utm", "e_utm";
    Northing: "northing", "utm_northing", "northing_m", "northing_(m)", "utm_n", "utm_y", "y_utm", "n_utm";
    CoordSource: "coord_source", "coordinate_source", "coordinate_note";
    Date: "date", "event_date", "incident_date", "reported_date", "day", "date_de_l'événement", "date_de_l’événement",
        "date_de_l'evenement", "date_de_l’evenement", "date_événement", "date_evenement";
    Period: "period", "year";
    Year: "incident_year", "reported_year";
    Month: "month", "reported_month", "incident_month";
    People: "people", "count", "n", "persons", "number", "people_count", "nb", "nombre", "nombre_de_personnes", "nb_personnes",
        "nb_de_personnes", "effectif", "personnes";
    Qualifier: "qualifier", "people_qualifier", "count_qualifier";
    Kind: "kind", "type", "event_type", "incident_type", "type_d'événement", "type_d’événement",
        "type_d'incident", "type_d’incident";
    Convoy: "convoy", "convoy_type";
    Conditions: "conditions";
    Status: "status";
    Country: "country", "country_code", "iso", "country_of_incident", "pays";
    Source: "source", "information_source", "sources";
    Women: "women", "females", "number_of_females";
    Men: "men", "males", "number_of_males";
    Dead: "dead", "number_dead", "number_of_dead", "no__dead";
    Missing: "missing", "number_missing", "minimum_estimated_number_of_missing", "no__missing";
    DeadAndMissing: "dead_and_missing", "total_dead_and_missing", "total_number_of_dead_and_missing",
        "no__dead_missing";
    Children: "children", "minors", "number_of_children";
    Nationality: "nationality", "nationalities";
    ClaimMetres: "claimed_m";
    ClaimKilometres: "claimed_km";
    ClaimKind: "claim_kind";
    ClaimSource: "claim_source";
    ClaimTo: "claim_to";
    Synthetic: "synthetic";
    Chain: "chain_id", "chain";
    Leg: "leg";
    From: "from", "from_id";
    To: "to", "to_id";
    Role: "role";
    Category: "category", "categories";
    Services: "services", "service";
    Capacity: "capacity", "places";
    OpenFrom: "open_from", "opened";
    OpenTo: "open_to", "closed";
    Sides: "sides";
    Left: "left", "adm0_a3_l";
    Right: "right", "adm0_a3_r";
    Class: "class";
    Line: "line", "line_reading";
    Scale: "scale";
    Route: "route_id", "route", "track_id", "line_id", "way_id";
    RouteName: "route_name", "track_name";
    Seq: "seq", "sequence", "stop_seq", "stop_sequence", "stop_no", "order", "no";
}

/// Words of headers that name a person or a device rather than an incident, in English, French and
/// Spanish.
///
/// # Source
/// KoboToolbox and ODK metadata fields, and the usual names of contact columns.
const PERSONAL: &[&str] = &[
    "age",
    "audit",
    "birth",
    "birthdate",
    "cell",
    "celular",
    "contact",
    "contacto",
    "contacts",
    "correo",
    "courriel",
    "deviceid",
    "dob",
    "edad",
    "email",
    "enqueteur",
    "enquêteur",
    "enumerator",
    "facebook",
    "firstname",
    "gsm",
    "imei",
    "interviewee",
    "interviewees",
    "interviewer",
    "interviewé",
    "interviewée",
    "lastname",
    "mail",
    "mobile",
    "movil",
    "móvil",
    "nid",
    "pasaporte",
    "passeport",
    "passport",
    "phone",
    "phonenumber",
    "portable",
    "prenom",
    "prénom",
    "respondent",
    "signal",
    "simserial",
    "subscriberid",
    "surname",
    "tel",
    "telefono",
    "teléfono",
    "telegram",
    "telephone",
    "témoin",
    "témoins",
    "temoin",
    "temoins",
    "testigo",
    "testigos",
    "téléphone",
    "tél",
    "username",
    "whatsapp",
    "witness",
    "witnesses",
    "âge",
];

/// The same for headers of several words.
const PERSONAL_PHRASES: &[&str] = &[
    "_submitted_by",
    "device_id",
    "family_name",
    "first_name",
    "id_card",
    "last_name",
    "nom_de_la_victime",
    "nom_victime",
    "victim_name",
    "name_of_victim",
];

/// Whether a header names a person or a device.
fn is_personal(compared: &str) -> bool {
    compared.split('_').any(|word| PERSONAL.contains(&word))
        || PERSONAL_PHRASES
            .iter()
            .any(|phrase| compared.contains(phrase))
}

/// The columns of a place on a grid, which serve together and where there are no degrees.
const OF_GRID: [Field; 4] = [
    Field::Zone,
    Field::ZoneLetter,
    Field::Easting,
    Field::Northing,
];

/// Which column holds which field, and which are carried along.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    /// The column of each field, in the order of [`Field::ALL`].
    by_field: [Option<usize>; Field::ALL.len()],
    /// The fields that have one.
    present: Fields,
    /// Whether the radius is what a telephone writes beside a point.
    has_device_accuracy: bool,
    personal: Vec<usize>,
}

/// A set of fields: nearly every row has no column for most of them, which is asked of many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fields(u64);

impl Fields {
    pub(crate) const fn of(fields: &[Field]) -> Self {
        let (mut bits, mut place) = (0, 0);
        while place < fields.len() {
            bits |= 1 << fields[place] as u64;
            place += 1;
        }
        Self(bits)
    }
}

/// What may stand in brackets behind a header and changes nothing: that degrees are decimal, and count
/// north and east.
const BRACKETS: [&str; 8] = [
    "(n)",
    "(e)",
    "(°)",
    "(dd)",
    "(deg)",
    "(degrees)",
    "(decimal degrees)",
    "(wgs84)",
];

/// A header as it is compared: trimmed, in lower case, without brackets that change nothing, blanks and
/// hyphens as underscores.
pub(crate) fn normalised(header: &str) -> String {
    let header = header
        .trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
        .to_lowercase();
    let bracket = BRACKETS.iter().find_map(|end| header.strip_suffix(end));
    bracket
        .map_or(header.as_str(), str::trim_end)
        .replace([' ', '-', '.', '/'], "_")
}

/// Whether a header is one that programs give to a geometry as text.
fn is_geometry(header: &str) -> bool {
    [
        "wkt", "geom", "the_geom", "geometry", "geom_wkt", "wkt_geom", "geo",
    ]
    .contains(&normalised(header).as_str())
}

fn is_device_accuracy(compared: &str) -> bool {
    ["_precision", "_accuracy"]
        .iter()
        .filter_map(|ending| compared.strip_suffix(ending))
        .any(|question| !question.is_empty())
}

impl Columns {
    /// Decides which column is which field.
    ///
    /// `chosen` holds the user's own choices as pairs of field and header; they come first. Then comes
    /// what is `known` of the file's layout, and then what the headers suggest.
    pub(in crate::read) fn assign(
        headers: &[String],
        fields: &[Field],
        chosen: &[(String, String)],
        known: &[Taking],
        input: &Arc<Input>,
    ) -> Result<Self, Vec<Finding>> {
        let compared: Vec<String> = headers.iter().map(|header| normalised(header)).collect();
        let refuse = |kind, why: String| {
            let origin = Origin {
                input: Arc::clone(input),
                at: At::Line(1),
            };
            Finding::new(Severity::RejectsFile, kind, origin, why)
        };
        let mut by_field = [None; Field::ALL.len()];
        let mut findings = Vec::new();
        for (name, header) in chosen {
            let Some(field) = Field::ALL.iter().find(|field| field.name() == name) else {
                let known: Vec<&str> = fields.iter().map(|field| field.name()).collect();
                findings.push(
                    refuse("columns", format!("--columns names no field \"{name}\""))
                        .with_fix(format!("use one of {}", known.join(", "))),
                );
                continue;
            };
            match compared.iter().position(|c| *c == normalised(header)) {
                Some(index) => by_field[*field as usize] = Some(index),
                None => findings.push(
                    refuse("columns", format!("no column \"{header}\" for {name}"))
                        .with_fix(format!("the columns are {}", headers.join(", "))),
                ),
            }
        }
        let of_layout: Vec<&Taking> = known
            .iter()
            .filter(|(field, _)| fields.contains(field) && by_field[*field as usize].is_none())
            .collect();
        for (field, place) in &of_layout {
            by_field[*field as usize] = *place;
        }
        for field in fields {
            if by_field[*field as usize].is_some() || of_layout.iter().any(|(f, _)| f == field) {
                continue;
            }
            for header in field.headers() {
                let mut places = (1_usize..).zip(&compared).filter(|(_, c)| c == header);
                let Some((first, _)) = places.next() else {
                    continue;
                };
                if let Some((second, _)) = places.next() {
                    findings.push(
                        refuse(
                            "duplicate-column",
                            format!("column \"{header}\" twice (columns {first} and {second})"),
                        )
                        .in_column(*header)
                        .with_fix("rename or remove one of them"),
                    );
                }
                by_field[*field as usize] = Some(first - 1);
                break;
            }
        }
        let has = |field: Field| by_field[field as usize].is_some();
        let have_degrees = has(Field::Lat) && has(Field::Lon) || has(Field::Coordinates);
        let have_grid = has(Field::Easting) && has(Field::Northing) && !have_degrees;
        if !have_grid {
            // A zone may as well be a region.
            for field in OF_GRID {
                by_field[field as usize] = None;
            }
        }
        let personal = compared
            .iter()
            .enumerate()
            .filter(|(index, c)| is_personal(c) && !by_field.contains(&Some(*index)))
            .map(|(index, _)| index)
            .collect();
        if findings.is_empty() {
            let of = |field: Field| by_field[field as usize];
            let present: Vec<Field> = Field::ALL
                .iter()
                .copied()
                .filter(|field| of(*field).is_some())
                .collect();
            let radius = of(Field::Radius).and_then(|index| compared.get(index));
            Ok(Self {
                by_field,
                present: Fields::of(&present),
                has_device_accuracy: radius.is_some_and(|header| is_device_accuracy(header)),
                personal,
            })
        } else {
            Err(findings)
        }
    }

    /// What is wrong when a file has neither coordinates in columns nor points of its own.
    pub(in crate::read) fn without_coordinates(
        &self,
        headers: &[String],
        input: &Arc<Input>,
    ) -> Option<Finding> {
        let missing: Vec<Field> = [Field::Lat, Field::Lon]
            .into_iter()
            .filter(|field| self.index_of(*field).is_none())
            .collect();
        let first = missing.first()?;
        if self.index_of(Field::Coordinates).is_some() || self.grid().is_some() {
            return None;
        }
        if let [Some(easting), Some(_)] =
            [Field::Easting, Field::Northing].map(|field| self.index_of(field))
        {
            let origin = Origin {
                input: Arc::clone(input),
                at: At::Line(1),
            };
            let why = "eastings and northings, and no column for the zone that they are counted in";
            let finding = Finding::new(Severity::RejectsFile, "missing-column", origin, why)
                .in_column(headers.get(easting).map_or("", String::as_str));
            return Some(finding.with_fix(
                "where they are UTM, add a column utm_zone that says 31N, or 31 south, in every row; \
                 coordinates of another grid are to be turned into degrees first",
            ));
        }
        let names: Vec<String> = missing
            .iter()
            .map(|field| format!("{} ({})", field.name(), field.headers().join(", ")))
            .collect();
        let shown: Vec<&str> = headers.iter().take(40).map(String::as_str).collect();
        let origin = Origin {
            input: Arc::clone(input),
            at: At::Line(1),
        };
        Some(
            Finding::new(
                Severity::RejectsFile,
                "missing-column",
                origin,
                format!(
                    "no column for {}; the columns are {}",
                    names.join(" and "),
                    crate::model::visible(&shown.join(", "))
                ),
            )
            .in_column(first.name())
            .with_fix(match headers.iter().find(|header| is_geometry(header)) {
                Some(header) => format!(
                    "if {0} holds points as text, say so: --wkt-column {0}",
                    crate::model::visible(header)
                ),
                None => {
                    "rename the column, or say which it is: --columns lat=HEADER,lon=HEADER, or \
                     --columns coordinates=HEADER where one column holds both"
                        .to_owned()
                }
            }),
        )
    }

    /// Whether the radius stands in a column that `KoboToolbox` or ODK makes beside a point: the name
    /// of a question, and `precision` or `accuracy`.
    pub(in crate::read) const fn has_device_accuracy(&self) -> bool {
        self.has_device_accuracy
    }

    /// Whether there is a column for any of these.
    #[inline]
    pub(in crate::read) const fn have_any(&self, fields: Fields) -> bool {
        self.present.0 & fields.0 != 0
    }

    /// The column that holds whole places, where it is the one to read them from.
    pub(in crate::read) fn whole_places(&self) -> Option<usize> {
        match [self.index_of(Field::Lat), self.index_of(Field::Lon)] {
            [Some(_), Some(_)] => None,
            _ => self.index_of(Field::Coordinates),
        }
    }

    /// The columns of zone, easting and northing, where they are the ones to read places from.
    pub(in crate::read) fn grid(&self) -> Option<[usize; 3]> {
        let [zone, easting, northing] =
            [Field::Zone, Field::Easting, Field::Northing].map(|field| self.index_of(field));
        Some([zone?, easting?, northing?])
    }

    /// The column that holds a field.
    pub(in crate::read) fn index_of(&self, field: Field) -> Option<usize> {
        self.by_field[field as usize]
    }

    /// Which columns were taken for what: the field's name and the column's index.
    pub fn taken(&self) -> impl Iterator<Item = (&'static str, usize)> {
        Field::ALL
            .iter()
            .filter_map(|field| Some((field.name(), self.index_of(*field)?)))
    }

    /// The columns that name a person or a device.
    pub fn personal(&self) -> &[usize] {
        &self.personal
    }

    /// The columns that go into outputs under their own headers: all but id and name, and none that
    /// names a person or a device.
    pub fn carried(&self, columns: usize) -> Vec<usize> {
        let id_and_name = [self.index_of(Field::Id), self.index_of(Field::Name)];
        (0..columns)
            .filter(|index| !id_and_name.contains(&Some(*index)) && !self.personal.contains(index))
            .collect()
    }

    /// The same with columns that name a person or a device carried along as well.
    #[must_use]
    pub fn keeping_personal(mut self) -> Self {
        self.personal.clear();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assign(headers: &[&str], chosen: &[(&str, &str)]) -> Result<Columns, Vec<Finding>> {
        let input = Arc::new(Input {
            name: "in.csv".to_owned(),
            sha256: String::new(),
            size: 0,
        });
        let headers: Vec<String> = headers.iter().map(|h| (*h).to_owned()).collect();
        let chosen: Vec<(String, String)> = chosen
            .iter()
            .map(|(f, h)| ((*f).to_owned(), (*h).to_owned()))
            .collect();
        Columns::assign(&headers, Field::ALL, &chosen, &[], &input)
    }

    #[test]
    fn headers_are_known_by_their_synonyms() {
        for (headers, lat, lon) in [
            (
                ["id", " Latitude (N) ", "Longitude (decimal degrees)"],
                1,
                2,
            ),
            (["id", "LAT", " Lon "], 1, 2),
            (["Longitude", "Latitude", "n"], 1, 0),
            (["x", "y", "count"], 1, 0),
            (["lng", "name", "lat"], 2, 0),
        ] {
            let columns = assign(&headers, &[]).unwrap();
            assert_eq!(columns.index_of(Field::Lat), Some(lat), "{headers:?}");
            assert_eq!(columns.index_of(Field::Lon), Some(lon), "{headers:?}");
        }
    }

    #[test]
    fn headers_in_french_are_known() {
        let headers = [
            "Réf",
            "Lieu",
            "Latitude",
            "Longitude",
            "Date de l'événement",
            "Nombre de personnes",
            "Pays",
            "Incertitude (m)",
        ];
        let fields = [
            Field::Id,
            Field::Name,
            Field::Lat,
            Field::Lon,
            Field::Date,
            Field::People,
            Field::Country,
            Field::Radius,
        ];
        let columns = assign(&headers, &[]).unwrap();
        for (index, field) in fields.into_iter().enumerate() {
            assert_eq!(columns.index_of(field), Some(index), "{}", headers[index]);
        }
    }

    #[test]
    fn no_two_fields_go_by_one_name() {
        let mut seen = std::collections::BTreeMap::new();
        for field in Field::ALL {
            for header in field.headers() {
                assert_eq!(seen.insert(*header, field), None, "{header}");
                assert_eq!(*header, normalised(header), "{header}");
            }
        }
    }

    #[test]
    fn the_user_decides_and_doubles_are_refused() {
        let columns = assign(&["id", "lat", "lon", "gps_lat"], &[("lat", "gps_lat")]).unwrap();
        assert_eq!(columns.index_of(Field::Lat), Some(3));
        assert!(assign(&["lat", "lon"], &[("lat", "nothere")]).is_err());
        assert!(assign(&["lat", "lon"], &[("height", "lat")]).is_err());
        let findings = assign(&["lat", "lon", "Lat"], &[]).unwrap_err();
        assert!(findings[0].why.contains("twice (columns 1 and 3)"));
    }

    #[test]
    fn contacts_are_known_by_their_headers() {
        for header in [
            "Tel",
            "Téléphone",
            "Mobile",
            "Phone number",
            "GSM",
            "Contact",
            "passport",
            "WhatsApp",
            "IMEI",
            "Nom du témoin",
            "Nom de la victime",
            "_submitted_by",
            "Prénom",
            "Âge",
            "Interviewee",
            "Témoins",
            "contacts",
        ] {
            assert!(is_personal(&normalised(header)), "{header}");
        }
        for header in [
            "hotel",
            "note",
            "location",
            "people",
            "telling",
            "name",
            "excellent",
        ] {
            assert!(!is_personal(&normalised(header)), "{header}");
        }
    }

    #[test]
    fn personal_columns_are_not_carried() {
        let columns = assign(
            &["id", "lat", "lon", "note", "deviceid", "_submitted_by"],
            &[],
        )
        .unwrap();
        assert_eq!(columns.personal(), [4, 5]);
        assert_eq!(columns.carried(6), [1, 2, 3]);
        assert_eq!(columns.keeping_personal().carried(6), [1, 2, 3, 4, 5]);
    }
}
