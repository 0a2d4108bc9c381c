#pragma once

#include <weir/registry.hpp>

/// Kinds that look like the real ones and do nothing, for tests of what a config may say: `text.read` → `words.count` → `words.top` →
/// `table.write`, `primes.segments` → `primes.sieve` → `primes.count`, `camera.frames` → `frames.show` (items that cannot be copied).
weir::Registry test_kinds();
