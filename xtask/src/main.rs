//! Makes the files that ship with `pointzero` from their published sources.

mod geodata;

fn main() -> anyhow::Result<()> {
    match std::env::args().nth(1).as_deref() {
        Some("geodata") => geodata::make(),
        _ => anyhow::bail!("usage: cargo xtask geodata"),
    }
}
