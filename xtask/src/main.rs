//! Makes the files that ship with `pointzero` from their sources.

mod geodata;
mod pictures;

fn main() -> anyhow::Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("geodata") => geodata::make(),
        Some("pictures") => pictures::make(),
        _ => anyhow::bail!("usage: cargo xtask geodata | pictures"),
    }
}
