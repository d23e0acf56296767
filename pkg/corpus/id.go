package corpus

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// digestPrefix returns an ID, as people give it, as the beginning of a hexadecimal digest.
func digestPrefix(id string) (string, error) {
	prefix := strings.ToLower(id)
	if len(prefix) < dossier.MinPrefix || len(prefix) > hex.EncodedLen(len(dossier.Digest{})) {
		return "", fmt.Errorf("an ID is %d to 64 hexadecimal digits", dossier.MinPrefix)
	}
	if strings.Trim(prefix, "0123456789abcdef") != "" {
		return "", fmt.Errorf("an ID is hexadecimal digits only")
	}
	return prefix, nil
}
