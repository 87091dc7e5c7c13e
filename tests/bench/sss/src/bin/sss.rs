//! With the randomness that the C code draws from the kernel.

fn main() {
    sealwright_bench_sss::measure();
}
