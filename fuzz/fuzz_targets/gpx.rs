#![no_main]

use libfuzzer_sys::fuzz_target;
use pointzero_fuzz::{begin, targets};

fuzz_target!(init: begin(), |data: &[u8]| targets::gpx(data));
