//! Has the linker put what a serving restaurant runs next to each other, as `order.ld` lists it:
//! Linux brings a program into memory in pieces of 64 KB, and strewn over all of it those functions
//! keep most of it there.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=order.ld");
    let folder = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    if is("PROFILE", "release") && links_as_rustc_does() {
        println!("cargo::rustc-link-arg-bins=-T{folder}/order.ld");
    }
}

/// Whether the linker is the one that comes with rustc for Linux. Not every linker reads such a
/// file, so whoever has chosen one is left alone.
fn links_as_rustc_does() -> bool {
    let chosen = env::var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|flags| flags.contains("link"));
    let target = is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && is("CARGO_CFG_TARGET_ARCH", "x86_64");
    target && !chosen && env::var_os("RUSTC_LINKER").is_none()
}

fn is(variable: &str, value: &str) -> bool {
    env::var(variable).is_ok_and(|found| found == value)
}
