//! With randomness left out: this `randombytes` stands in for the library's own at the link.

#[no_mangle]
pub extern "C" fn randombytes(out: *mut u8, size: usize) -> i32 {
    unsafe { std::ptr::write_bytes(out, 0x5a, size) };
    0
}

fn main() {
    sealwright_bench_sss::measure();
}
