//! The columns of a format whose records name their own cells: one for each name, in the order in which
//! the names first stand in the file.

use std::collections::HashMap;

use crate::model::Texts;

/// The most different names that the records of a file may use.
const NAMES: usize = 1 << 14;

/// The most cells of all rows together: each row has a cell for each name, though most may lack most.
const CELLS: u64 = 1 << 27;

/// How many cells any file may have.
const FEW_CELLS: u64 = 1 << 22;

/// How many cells a byte of a larger file may stand for, blank ones among them.
const CELLS_OF_A_BYTE: u64 = 8;

/// The names that the records of a file use.
#[derive(Debug, Default)]
pub(super) struct Keys {
    names: Vec<String>,
    columns: HashMap<String, usize>,
}

impl Keys {
    /// Adds a name, unless it is known.
    pub(super) fn note(&mut self, name: &str) {
        if !self.columns.contains_key(name) {
            self.columns.insert(name.to_owned(), self.names.len());
            self.names.push(name.to_owned());
        }
    }

    /// The column of a name that was noted; beyond all columns where it was not.
    pub(super) fn column(&self, name: &str) -> usize {
        let column = self.columns.get(name).copied();
        column.unwrap_or(self.names.len())
    }

    /// Every name, in order.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Why the records of a file of so many bytes cannot become a table, if they cannot.
    pub(super) fn excess(&self, records: u64, bytes: u64) -> Option<String> {
        let names = self.names.len();
        if names > NAMES {
            return Some(format!("more than {NAMES} different properties"));
        }
        let cells = records.saturating_mul(names as u64);
        let most = bytes.saturating_mul(CELLS_OF_A_BYTE);
        (cells > most.clamp(FEW_CELLS, CELLS)).then(|| {
            format!("{records} features with {names} different properties are too many cells")
        })
    }

    /// Adds the cells of a record in the order of the names, or gives the name that it uses twice, or
    /// that nobody noted.
    pub(super) fn push_cells<'a>(
        &self,
        members: &'a [(String, String)],
        texts: &mut Texts,
    ) -> Result<(), &'a str> {
        let mut cells: Vec<Option<&str>> = vec![None; self.names.len()];
        for (name, value) in members {
            let column = self.columns.get(name);
            match column.and_then(|column| cells.get_mut(*column)) {
                Some(cell) if cell.is_none() => *cell = Some(value),
                _ => return Err(name),
            }
        }
        for cell in cells {
            texts.push(cell.unwrap_or_default());
        }
        Ok(())
    }
}
