//! Times the C functions themselves: no vector of the Rust crate is made between two clocks.

extern crate shamirsecretsharing; // Brings the C code.

const NEEDED: u8 = 3;
const TOTAL: u8 = 5;
const BATCH: u32 = 100;

type Keyshare = [u8; 33];

extern "C" {
    fn sss_create_keyshares(out: *mut Keyshare, key: *const u8, n: u8, k: u8);
    fn sss_combine_keyshares(key: *mut u8, shares: *const Keyshare, k: u8);
}

/// Prints p50 of one split and of one combine, in nanoseconds, as one JSON document.
pub fn measure() {
    let batches = std::env::args().nth(1).and_then(|word| word.parse().ok()).expect("batches");
    let mut key = [7_u8; 32];
    let mut shares = [[0_u8; 33]; TOTAL as usize];
    let split = p50_ns(batches, || unsafe {
        sss_create_keyshares(shares.as_mut_ptr(), key.as_ptr(), TOTAL, NEEDED)
    });
    let combine = p50_ns(batches, || unsafe {
        sss_combine_keyshares(key.as_mut_ptr(), shares.as_ptr(), NEEDED)
    });
    assert_eq!(key, [7_u8; 32]);
    println!("{{\"split\": {split:.1}, \"combine\": {combine:.1}}}");
}

fn p50_ns(batches: usize, mut step: impl FnMut()) -> f64 {
    let mut taken: Vec<f64> = (0..batches)
        .map(|_| {
            let begun = processor_ns();
            for _ in 0..BATCH {
                step();
            }
            (processor_ns() - begun) / f64::from(BATCH)
        })
        .collect();
    taken.sort_by(f64::total_cmp);
    taken[taken.len() / 2]
}

/// The same clock as the other side's.
fn processor_ns() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    assert_eq!(unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) }, 0);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}
