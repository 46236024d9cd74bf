//! Makes the files that ship with `pointzero` from their published sources.

fn main() -> anyhow::Result<()> {
    anyhow::bail!("nothing to do yet")
}
