# The way in: `make run`, `make test`. Each target installs what it lacks, configures and builds only what has changed, and goes.

CONFIG ?=
ARGS ?=
SEED ?= 1
COUNT ?= 200
AREA ?=
JOBS := $(shell nproc)
SHOW := configs/primes.yaml configs/word_count.yaml configs/matmul.yaml
SOURCES = $(shell find framework expressions stages processor python cli tests benchmarks examples -name '*.hpp' -o -name '*.cpp' 2>/dev/null)

# The kernels, and the parts of the engine.
ARM64_TESTS := primes_test words_test text_test matrix_test runtime_parts_test
empty :=
space := $(empty) $(empty)

# ThreadSanitizer cannot map its shadow memory under some kernels' address randomisation; this turns that off where it is allowed.
NO_RANDOMISATION := $(shell setarch -R true 2>/dev/null && echo setarch -R)

.PHONY: help run test python wheel compare faults bench bench-auto performance instructions instructions-update deb docs format lint asan tsan arm64 mutants clean packages style_packages arm64_packages instructions_packages compare_packages
.DEFAULT_GOAL := help

help:
	@echo 'make run                  build weir and run the three workloads: primes, words, matrices'
	@echo 'make run CONFIG=file.yaml [ARGS="--workers 2"]   run another pipeline'
	@echo 'make test                 build and run all tests'
	@echo 'make python               build the Python module: build/release/python'
	@echo 'make compare SEED=1 COUNT=200   random works beside Python, primesieve and NumPy; the seed draws them'
	@echo 'make faults SEED=1 COUNT=20000  let calls of the system fail, one a run: memory, files, threads; takes an hour'
	@echo 'make bench                measure weir beside its rivals, in five minutes: a table, and build/bench/bench.json'
	@echo 'make bench-auto           what auto reaches of the best of a sweep over sizes'
	@echo 'make performance          the same, and put the table into docs/performance.md'
	@echo 'make instructions         count the instructions of fixed works, and compare them with the stored counts'
	@echo 'make instructions-update  store the counts, when a change of them is meant'
	@echo 'make wheel                make a wheel of the Python module: build/wheel/weir-*.whl'
	@echo 'make deb                   make the Debian packages: build/deb/weir_*.deb, build/deb/python3-weir_*.deb'
	@echo 'make docs                  make the API reference: build/release/docs/html/index.html'
	@echo 'make asan                 all tests under AddressSanitizer and UndefinedBehaviorSanitizer'
	@echo 'make tsan                 the engine under ThreadSanitizer (part of make test)'
	@echo 'make mutants [AREA=engine]   make mistakes, one at a time, and see whether the tests notice them; takes an hour'
	@echo 'make arm64                cross-compile the command for arm64, and run the tests of the kernels under QEMU'
	@echo 'make format               format the sources'
	@echo 'make lint                 check format and clang-tidy'
	@echo 'make clean                remove build/'

run: packages build/release/build.ninja
	@cmake --build build/release --parallel $(JOBS) --target weir_command
ifeq ($(strip $(CONFIG)),)
	@for config in $(SHOW); do echo "== weir run $$config"; build/release/weir run $(ARGS) "$$config" || exit $$?; echo; done
else
	@build/release/weir run $(ARGS) "$(CONFIG)"
endif

test: tsan build/release/build.ninja
	@cmake --build build/release --parallel $(JOBS)
	ctest --test-dir build/release --output-on-failure --no-tests=error --parallel $(JOBS)

python: packages build/release/build.ninja
	@cmake --build build/release --parallel $(JOBS) --target weir_python
	@echo 'PYTHONPATH=build/release/python python3 finds the module weir'

wheel: python
	@cmake --install build/release --component python --prefix build/release/python/installed >/dev/null
	@/usr/bin/python3 python/wheel.py build/release/python/installed/lib/python3/dist-packages $$(sed -n 's/.*kVersion = "\(.*\)";/\1/p' framework/include/weir/version.hpp) build/wheel

compare: packages compare_packages build/release/build.ninja
	@cmake --build build/release --parallel $(JOBS) --target weir_command
	@PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 tests/oracle/compare.py $(SEED) $(COUNT)

faults: COUNT = 20000
faults: packages build/asan/build.ninja
	@cmake --build build/asan --parallel $(JOBS) --target weir_command weir_faults
	@PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 tests/faults/faults.py $(SEED) $(COUNT)

bench: packages build/bench/build.ninja
	@cmake --build build/bench --parallel $(JOBS) --target bench

bench-auto: packages build/bench/build.ninja
	@cmake --build build/bench --parallel $(JOBS) --target bench_auto

performance: bench
	@sed -i -e '/^<!-- table -->$$/,/^<!-- end of table -->$$/{//!d}' -e '/^<!-- table -->$$/r build/bench/bench.md' docs/performance.md
	@echo 'the table is in docs/performance.md'

instructions instructions-update: packages instructions_packages build/bench/build.ninja
	@cmake --build build/bench --parallel $(JOBS) --target $@

asan: packages build/asan/build.ninja
	@cmake --build build/asan --parallel $(JOBS)
	ctest --test-dir build/asan --output-on-failure --no-tests=error --parallel $(JOBS)

tsan: packages build/tsan/build.ninja
	@$(NO_RANDOMISATION) cmake --build build/tsan --parallel $(JOBS) --target weir_threads
	$(NO_RANDOMISATION) ctest --test-dir build/tsan --output-on-failure --no-tests=error --parallel $(JOBS) --tests-regex '^threads: '

mutants: packages
	@PYTHONDONTWRITEBYTECODE=1 python3 scripts/mutate.py --jobs $(JOBS) $(AREA)

arm64: packages build/arm64/build.ninja
	@cmake --build build/arm64 --parallel $(JOBS) --target weir_command $(ARM64_TESTS)
	ctest --test-dir build/arm64 --output-on-failure --no-tests=error --parallel $(JOBS) --tests-regex '^($(subst $(space),|,$(ARM64_TESTS))):'

deb: python build/deb/build.ninja
	@cmake --build build/deb --parallel $(JOBS)
	@cpack --config build/deb/CPackConfig.cmake -B build/deb
	@cpack --config build/release/python/CPackConfig.cmake -B build/deb

docs: packages build/release/build.ninja
	@cmake --build build/release --target docs

format: style_packages
	@clang-format -i $(SOURCES)

lint: packages style_packages
	@clang-format --dry-run -Werror $(SOURCES)
	@cmake --preset lint >/dev/null
	@run-clang-tidy -quiet -j $(JOBS) -p build/lint -checks=-bugprone-suspicious-include

clean:
	rm -rf build

packages:
	@scripts/install_packages.sh build

style_packages:
	@scripts/install_packages.sh style

arm64_packages:
	@scripts/install_packages.sh arm64
	@scripts/arm64_root.sh build/arm64-root

instructions_packages:
	@scripts/install_packages.sh instructions

compare_packages:
	@scripts/install_packages.sh compare

# Configured once; after that the build itself notices a changed CMakeLists.txt. The packages must be there first, but do not make it old.
build/arm64/build.ninja: | arm64_packages
build/%/build.ninja: CMakePresets.json | packages
	cmake --preset $*
