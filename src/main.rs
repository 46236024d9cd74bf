//! The program `pointzero`.

fn main() {}
