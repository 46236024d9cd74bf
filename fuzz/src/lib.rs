//! What the fuzz targets share.

pub mod targets;

/// Lets all work be done on the thread that is fuzzed: a small input is not worth waking others for.
pub fn begin() {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread();
    pool.build_global().expect("it is built once");
}
