//go:build !race

package extract

// raceDetector says that the race detector is part of the program, which reserves memory without end.
const raceDetector = false
