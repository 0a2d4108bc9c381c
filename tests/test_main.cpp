// The entry point of every test program. Catch2 2 makes it from this macro; Catch2 3 has a library for it, where this file adds nothing.
#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_MAIN
#endif
#include "catch.hpp"
