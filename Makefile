# make alone runs what a change must pass.
check: lint test demo

# All targets build alike, so that each package (SQLite, foremost) is compiled once. nodynamic
# keeps the decoders of HEIC and AVIF from looking for libraries of the machine.
export GOFLAGS := $(shell go env GOFLAGS) -trimpath -tags=nodynamic

build:
	go build -o bin/leakprint ./cmd/leakprint

test:
	go test -timeout 30m ./...

# What works in parallel, without the tests that read many documents or race by
# processes: those take minutes under the race detector.
race: race-readers
	go test -race ./pkg/store/... -skip 'TestManyProcesses|TestKill'
	go test -race ./pkg/intake -run 'TestEach|TestStandard|TestNothingIsLeft|Cancelled|TestFile|TestAFile'
	go test -race ./pkg/corpus -run 'TestAddTheSameFileTwiceAtOnce|Cancelled|TestVerify|TestBag'
	go test -race ./cmd/leakprint -run TestScripts/progress
	go test -race ./pkg/custody/... ./pkg/internal/ordered

# The worker processes and who shares them, which compiles neither SQLite nor the program,
# without the tests of what a single one does, or takes: the detector takes several times as much.
race-readers:
	go test -race ./pkg/extract -skip 'TestReal|TooLarge|Misbehaviour|Views|Render|Exhaust'

# staticcheck is a tool of go.mod, so the module proxy is all it takes.
lint:
	@unformatted=$$(gofmt -l cmd pkg); test -z "$$unformatted" || { echo "not gofmt'ed: $$unformatted"; exit 1; }
	go vet ./...
	go tool staticcheck ./...

# The main job on documents made for the purpose.
demo: build
	rm -rf demo
	bin/leakprint demo --dir demo

# Accuracy on made documents, kept in testdata/golden/quality.txt.
golden:
	go test ./pkg/report -update
	go test ./pkg/recognise -run TestQuality -count 1 -quality-update

# The same table on real ones: make quality CORPUS=DIR
quality:
	@test -n "$(CORPUS)" || { echo "usage: make quality CORPUS=DIR, a folder of PDFs"; exit 2; }
	go test ./pkg/recognise -run TestQuality -count 1 -v -timeout 60m -quality-documents "$(abspath $(CORPUS))"

# Speed, as ratios to poppler in the same run: make bench [CORPUS=DIR]
bench: build
	@command -v pdftotext >/dev/null || apt-get install -y -qq poppler-utils || { echo "install poppler-utils"; exit 2; }
	go test ./pkg/... -run '^$$' -bench . -benchmem
	LEAKPRINT_BENCH_CORPUS="$(abspath $(CORPUS))" go test ./cmd/leakprint -run '^$$' -bench . -benchtime 3x -timeout 60m

# Mutated files, kills, faults and power cuts through the program, 36 files, 3 kills, a fault and 4 cuts a
# round; make test goes through a first, smaller one. make torture [ROUNDS=100] [FROM=1]
torture:
	go test ./cmd/leakprint -run TestTorture -count 1 -timeout 0 -v -torture $(or $(ROUNDS),100) -torture-from $(or $(FROM),1)

# Each fuzz target for a while: make fuzz [TIME=30s]
fuzz:
	@for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep ^Fuzz); do \
			echo "$$package $$target"; \
			go test $$package -run '^$$' -fuzz "^$$target$$" -fuzztime $(or $(TIME),30s) || exit 1; \
		done; \
	done

# What becomes of broken and unusual files, beside what qpdf and pdfinfo say, in
# cmd/leakprint/testdata/odd.txt, whose diff is to be read: make odd DIR=DIR
odd:
	@test -n "$(DIR)" || { echo "usage: make odd DIR=DIR, a folder of files"; exit 2; }
	go test ./cmd/leakprint -run TestOdd -count 1 -timeout 60m -odd "$(abspath $(DIR))" -odd-update

.PHONY: check build test race race-readers lint demo golden quality bench torture fuzz odd
