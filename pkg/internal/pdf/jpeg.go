package pdf

// TrimJPEG cuts a JPEG after its first end-of-image marker (ITU-T T.81, annex B):
// what follows is padding that some writers add and others drop. Markers within
// segments, such as those of a thumbnail, do not count. Data that is no JPEG or
// has no such marker is returned whole.
func TrimJPEG(data []byte) []byte {
	const (
		soi = 0xD8
		eoi = 0xD9
		sos = 0xDA
	)
	if len(data) < 2 || data[0] != 0xFF || data[1] != soi {
		return data
	}
	for i := 2; ; {
		if i >= len(data) || data[i] != 0xFF {
			return data
		}
		for i < len(data) && data[i] == 0xFF { // any number of fill bytes
			i++
		}
		if i >= len(data) {
			return data
		}
		marker := data[i]
		i++
		switch {
		case marker == eoi:
			return data[:i]
		case standalone(marker):
			continue
		case i+2 > len(data):
			return data
		}
		i += int(data[i])<<8 | int(data[i+1]) // the length counts its own two bytes
		if marker == sos {
			i = skipScan(data, i)
		}
	}
}

// standalone reports whether no segment follows the marker: TEM and RST0-RST7.
func standalone(marker byte) bool {
	return marker == 0x01 || 0xD0 <= marker && marker <= 0xD7
}

// skipScan returns where the entropy-coded data that begins at i ends: at the
// next marker that is not a restart.
func skipScan(data []byte, i int) int {
	for ; i+1 < len(data); i++ {
		if data[i] == 0xFF && data[i+1] != 0x00 && data[i+1] != 0xFF && !standalone(data[i+1]) {
			return i
		}
	}
	return len(data)
}
