package manifest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// payload is the files as they are put in a bag, in any order.
func (files tree) payload() []Payload {
	var payload []Payload
	for path, content := range files {
		payload = append(payload, Payload{path, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }})
	}
	return payload
}

var bagged = tree{"a.pdf": "a", "sub/b.pdf": "bb", "100%.pdf": "ccc", "%0A": "dd", "line\nfeed\r": "e", " space": "f", "empty": ""}

var (
	bagInfo = [][2]string{{"Source-Organization", "Desk"}, {"External-Description", "two\nlines: of it"}, {"Bagging-Date", "2024-05-06"}}
	bagTags = map[string]string{"prov.json": "{}", "custody/log.txt": "log\n"}
)

// writeBag makes the bag "bag" in a new working directory.
func writeBag(t *testing.T, files tree) {
	t.Helper()
	t.Chdir(t.TempDir())
	if _, err := WriteBag(t.Context(), "bag", files.payload(), bagInfo, tagsOf(bagTags)); err != nil {
		t.Fatal(err)
	}
}

// smallBag is a bag made by hand.
var smallBag = tree{
	"bag/bagit.txt":           "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
	"bag/manifest-sha256.txt": sha256Of("a") + "  data/a\n",
	"bag/data/a":              "a",
}

// filesBelow reads all files of a folder.
func filesBelow(t *testing.T, dir string) tree {
	t.Helper()
	paths, err := Walk(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := tree{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.ToSlash(name)] = string(data)
	}
	return files
}

// tagsOf are tag files as WriteBag takes them.
func tagsOf(files map[string]string) map[string]io.Reader {
	tags := map[string]io.Reader{}
	for name, content := range files {
		tags[name] = strings.NewReader(content)
	}
	return tags
}

func TestWriteBag(t *testing.T) {
	t.Chdir(t.TempDir())
	files := tree{"b\r%.pdf": "bb", "a/a.pdf": "a"}
	manifest, err := WriteBag(t.Context(), "made/bag", files.payload(), bagInfo, tagsOf(map[string]string{"custody/log.txt": "log\n"}))
	if err != nil {
		t.Fatal(err)
	}
	line := func(a Algorithm, content, path string) string { return sumsOf(content, a)[a] + "  " + path + "\n" }
	want := tree{
		"bagit.txt":       "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
		"bag-info.txt":    "Source-Organization: Desk\nExternal-Description: two\n  lines: of it\nBagging-Date: 2024-05-06\nPayload-Oxum: 3.2\n",
		"custody/log.txt": "log\n", "data/a/a.pdf": "a", "data/b\r%.pdf": "bb",
	}
	for _, a := range []Algorithm{SHA256, SHA512} {
		want["manifest-"+a.String()+".txt"] = line(a, "a", "data/a/a.pdf") + line(a, "bb", "data/b%0D%25.pdf")
	}
	for _, a := range []Algorithm{SHA256, SHA512} {
		tags := ""
		for _, name := range []string{"bag-info.txt", "bagit.txt", "custody/log.txt", "manifest-sha256.txt", "manifest-sha512.txt"} {
			tags += line(a, want[name], name)
		}
		want["tagmanifest-"+a.String()+".txt"] = tags
	}
	if diff := cmp.Diff(want, filesBelow(t, filepath.Join("made", "bag"))); diff != "" {
		t.Error(diff)
	}
	if string(manifest) != want["manifest-sha256.txt"] {
		t.Errorf("returned %q", manifest)
	}
	if left, err := os.ReadDir("made"); err != nil || len(left) != 1 {
		t.Errorf("beside the bag: %v, %v", left, err)
	}
}

func TestBagIsValid(t *testing.T) {
	writeBag(t, bagged)
	tagFiles := []string{"bag/bag-info.txt", "bag/bagit.txt", "bag/custody/log.txt", "bag/manifest-sha256.txt", "bag/manifest-sha512.txt", "bag/prov.json"}
	want := slices.Clone(tagFiles)
	for path := range bagged {
		want = append(want, "bag/data/"+path)
	}
	slices.Sort(want)
	for i := range want {
		want[i] = "ok " + want[i]
	}
	for _, name := range []string{"bag", "bag/", "bag/bagit.txt", "bag/manifest-sha512.txt", "bag/tagmanifest-sha256.txt"} {
		m, err := Read(name, 0)
		if err != nil {
			t.Fatal(err)
		}
		if m.Format != "bag" || m.Root != "bag" || m.Name != name {
			t.Errorf("%s is %q below %q, named %q", name, m.Format, m.Root, m.Name)
		}
		got, notes := audit(t, name, "bag")
		if diff := cmp.Diff(want, got); diff != "" || notes != nil {
			t.Errorf("%s: %v %s", name, notes, diff)
		}
	}
	t.Chdir("bag")
	if got, _ := audit(t, "."); len(got) != len(want) || got[0] != "ok bag-info.txt" {
		t.Errorf("from within: %v", got)
	}
}

func TestBagRefusesPathsOutside(t *testing.T) {
	inTree(t, smallBag)
	m, err := Read("bag", 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Audit(t.Context(), []Manifest{m}, []string{"."}, 1); !errors.Is(err, ErrOutside) {
		t.Errorf("the folder around it: %v", err)
	}
}

// In the tests of broken bags: edits of a file's content.
func replaced(t *testing.T, name, old, to string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(old)) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	tree{name: strings.Replace(string(data), old, to, 1)}.write(t, ".")
}

// loosened takes the tag manifests out of the bag, so that tag files can be edited.
func loosened(t *testing.T) {
	t.Helper()
	for _, a := range bagAlgorithms {
		removed(t, "bag/tagmanifest-"+a.String()+".txt")
	}
}

func removed(t *testing.T, name string) {
	t.Helper()
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
}

func TestBrokenBags(t *testing.T) {
	writeBag(t, tree{"a": "a", "sub/b": "bb"})
	whole := filesBelow(t, "bag")
	sum := func(a Algorithm, content string) string { return sumsOf(content, a)[a] }
	for _, tt := range []struct {
		name  string
		harm  func(t *testing.T)
		want  []string
		notes []string
	}{
		{"payload changed", func(t *testing.T) { tree{"bag/data/a": "A"}.write(t, ".") }, []string{"changed bag/data/a"}, nil},
		{"payload missing", func(t *testing.T) { removed(t, "bag/data/a") },
			[]string{"damaged bag/bag-info.txt: Payload-Oxum is 3.2, the payload 2.1 (bytes.files)", "missing bag/data/a"}, nil},
		{"payload added", func(t *testing.T) { tree{"bag/data/.c": "c"}.write(t, ".") },
			[]string{"damaged bag/bag-info.txt: Payload-Oxum is 3.2, the payload 4.3 (bytes.files)", "new bag/data/.c"}, nil},
		{"payload moved", func(t *testing.T) { os.Rename("bag/data/a", "bag/data/sub/a") }, []string{"moved bag/data/sub/a (bag/data/a)"}, nil},
		{"payload is a link", func(t *testing.T) {
			removed(t, "bag/data/a")
			tree{"a": "a"}.write(t, ".")
			link(t, "../../a", "bag/data/a")
		}, []string{"unreadable bag/data/a: is a link, which is not followed"}, nil},
		{"payload in a linked folder", func(t *testing.T) {
			os.Rename("bag/data/sub", "sub")
			link(t, "../../sub", "bag/data/sub")
		}, []string{"unreadable bag/data/sub: is a link, which is not followed", "missing bag/data/sub/b"}, nil},
		{"no payload folder", func(t *testing.T) { os.RemoveAll("bag/data") },
			[]string{"damaged bag/bag-info.txt: Payload-Oxum is 3.2, the payload 0.0 (bytes.files)", "missing bag/data", "missing bag/data/a", "missing bag/data/sub/b"}, nil},
		{"tag file changed", func(t *testing.T) { tree{"bag/prov.json": "[]"}.write(t, ".") }, []string{"changed bag/prov.json"}, nil},
		{"tag file missing", func(t *testing.T) { removed(t, "bag/custody/log.txt") }, []string{"missing bag/custody/log.txt"}, nil},
		{"tag file in no manifest", func(t *testing.T) { tree{"bag/extra.txt": "x"}.write(t, ".") }, nil,
			[]string{"1 file of the bag in no tag manifest: not examined, as BagIt allows"}},
		{"manifest changed", func(t *testing.T) { replaced(t, "bag/manifest-sha256.txt", sum(SHA256, "a"), sum(SHA256, "A")) },
			[]string{"changed bag/data/a", "changed bag/manifest-sha256.txt"}, nil},
		{"one manifest of two lists less", func(t *testing.T) {
			loosened(t)
			replaced(t, "bag/manifest-sha512.txt", sum(SHA512, "a")+"  data/a\n", "")
		}, []string{"damaged bag/manifest-sha512.txt: does not list data/a, which another manifest lists"},
			[]string{"6 files of the bag in no tag manifest: not examined, as BagIt allows"}},
		{"the same in BagIt 0.97", func(t *testing.T) {
			loosened(t)
			replaced(t, "bag/bagit.txt", "1.0", "0.97")
			replaced(t, "bag/manifest-sha512.txt", sum(SHA512, "a")+"  data/a\n", "")
		}, nil, []string{"6 files of the bag in no tag manifest: not examined, as BagIt allows"}},
		{"tag manifest without a payload manifest", func(t *testing.T) {
			data, _ := os.ReadFile("bag/manifest-sha512.txt")
			replaced(t, "bag/tagmanifest-sha256.txt", sum(SHA256, string(data))+"  manifest-sha512.txt\n", "")
		}, []string{"damaged bag/tagmanifest-sha256.txt: does not list manifest-sha512.txt"}, nil},
		{"tag manifest that lists one", func(t *testing.T) {
			data, _ := os.ReadFile("bag/tagmanifest-sha512.txt")
			replaced(t, "bag/tagmanifest-sha256.txt", "", sum(SHA256, string(data))+"  tagmanifest-sha512.txt\n")
		}, []string{"damaged bag/tagmanifest-sha256.txt: lists tagmanifest-sha512.txt, but a tag manifest must not list tag manifests"}, nil},
		{"wrong Payload-Oxum", func(t *testing.T) {
			loosened(t)
			replaced(t, "bag/bag-info.txt", "Payload-Oxum: 3.2", "payload-oxum: 3")
		}, []string{"damaged bag/bag-info.txt: Payload-Oxum is 3, the payload 3.2 (bytes.files)"},
			[]string{"6 files of the bag in no tag manifest: not examined, as BagIt allows"}},
		{"bag-info.txt without a label", func(t *testing.T) {
			loosened(t)
			replaced(t, "bag/bag-info.txt", "Source-Organization: ", "")
		}, []string{"damaged bag/bag-info.txt: line 1 has no label"},
			[]string{"6 files of the bag in no tag manifest: not examined, as BagIt allows"}},
		{"unknown digest", func(t *testing.T) { tree{"bag/manifest-sha3256.txt": "00  data/a\n"}.write(t, ".") }, nil,
			[]string{"manifest-sha3256.txt was not checked: its algorithm is not supported", "1 file of the bag in no tag manifest: not examined, as BagIt allows"}},
		{"not fetched", func(t *testing.T) {
			removed(t, "bag/data/a")
			tree{"bag/fetch.txt": "https://example.org/a 1 data/a\nhttps://example.org/b\t-\tdata/sub/b\nhttps://example.org/c - data/c\n"}.write(t, ".")
		}, []string{"damaged bag/bag-info.txt: Payload-Oxum is 3.2, the payload 2.1 (bytes.files)", "missing bag/data/a", "damaged bag/fetch.txt: names data/c, which no payload manifest lists"},
			[]string{"2 files of the bag may have to be fetched from elsewhere (fetch.txt); leakprint fetches nothing", "1 file of the bag in no tag manifest: not examined, as BagIt allows"}},
		{"fetched, of another length", func(t *testing.T) {
			tree{"bag/fetch.txt": "https://example.org/a 7 data/a\n"}.write(t, ".")
		}, []string{"changed bag/data/a"},
			[]string{"1 file of the bag may have to be fetched from elsewhere (fetch.txt); leakprint fetches nothing", "1 file of the bag in no tag manifest: not examined, as BagIt allows"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			whole.write(t, "bag")
			tt.harm(t)
			m, err := Read("bag", 0)
			if err != nil {
				t.Fatal(err)
			}
			checks, notes, err := Audit(t.Context(), []Manifest{m}, nil, 2)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, told((dossier.Audit{Checks: checks}).Problems())); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.notes, notes); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNotFetchedIsSaid(t *testing.T) {
	inTree(t, smallBag)
	removed(t, "bag/data/a")
	tree{"bag/fetch.txt": "https://example.org/a - data/a\n"}.write(t, ".")
	m, err := Read("bag", 0)
	if err != nil {
		t.Fatal(err)
	}
	checks, _, err := Audit(t.Context(), []Manifest{m}, nil, 1)
	i := slices.IndexFunc(checks, func(c dossier.Check) bool { return c.Path == filepath.Join("bag", "data", "a") })
	if err != nil || i < 0 || checks[i].Detail != "not fetched yet from https://example.org/a" || checks[i].Expected != sha256Of("a") {
		t.Errorf("%+v, %v", checks, err)
	}
}

func TestReadForeignBags(t *testing.T) {
	v1, v097 := "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "BagIt-Version: 0.97\r\nTag-File-Character-Encoding: utf-8"
	x := sumsOf("x", MD5, SHA256)
	for _, tt := range []struct {
		name  string
		files tree
		want  []string
	}{
		{"0.97: percent signs stand for themselves", tree{"bagit.txt": v097, "manifest-md5.txt": x[MD5] + " *data/%0A%25", "data/%0A%25": "x"}, []string{"ok bag/data/%0A%25"}},
		{"1.0: percent signs decoded, others left", tree{"bagit.txt": v1, "manifest-md5.txt": x[MD5] + "\t data/%0a%25%20%\n", "data/\n%%20%": "x"}, []string{"ok bag/data/\n%%20%"}},
		{"upper case, lines ended by CR", tree{"bagit.txt": v1, "manifest-SHA256.txt": strings.ToUpper(x[SHA256]) + "  data/a\r" + x[SHA256] + "  data/./b\r\r\n", "data/a": "x", "data/b": "x"}, []string{"ok bag/data/a", "ok bag/data/b"}},
		{"not all in each manifest of 0.97", tree{"bagit.txt": v097, "manifest-md5.txt": x[MD5] + " data/a", "manifest-sha256.txt": x[SHA256] + " data/b", "data/a": "x", "data/b": "x"}, []string{"ok bag/data/a", "ok bag/data/b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			tt.files.write(t, "bag")
			if got, _ := audit(t, "bag"); !cmp.Equal(tt.want, got) {
				t.Error(cmp.Diff(tt.want, got))
			}
		})
	}
}

func TestReadRefusesBags(t *testing.T) {
	declared := "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
	x := sha256Of("x")
	lists := func(line string) tree { return tree{"bagit.txt": declared, "manifest-sha256.txt": line} }
	good := x + "  data/a\n"
	for _, tt := range []struct {
		name  string
		files tree
		want  string
		is    error // nil for advice on how the bag is mended
	}{
		{"no bag", tree{"a": ""}, "the folder is not a bag", ErrNotBag},
		{"empty declaration", tree{"bagit.txt": "", "manifest-sha256.txt": good}, "the folder is not a bag", ErrNotBag},
		{"one line", tree{"bagit.txt": "BagIt-Version: 1.0\n", "manifest-sha256.txt": good}, "not well-formed", nil},
		{"lines exchanged", tree{"bagit.txt": "Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n", "manifest-sha256.txt": good}, "not well-formed", nil},
		{"three lines", tree{"bagit.txt": declared + "more\n", "manifest-sha256.txt": good}, "line 3: the declaration of a bag has two lines", nil},
		{"old version", tree{"bagit.txt": strings.Replace(declared, "1.0", "0.93", 1), "manifest-sha256.txt": good}, `BagIt version "0.93" is not supported`, nil},
		{"encoding", tree{"bagit.txt": strings.Replace(declared, "UTF-8", "UTF-16", 1), "manifest-sha256.txt": good}, `tag files in "UTF-16" are not read`, nil},
		{"no manifest", tree{"bagit.txt": declared, "tagmanifest-sha256.txt": x + "  bagit.txt"}, "no payload manifest", nil},
		{"no manifest that can be checked", tree{"bagit.txt": declared, "manifest-crc32.txt": "00  data/a"}, "no payload manifest", nil},
		{"nothing listed", lists(""), "it lists no files", ErrEmpty},
		{"absolute", lists(good + x + "  /etc/passwd"), `line 2: "/etc/passwd" leads out of the bag`, nil},
		{"upwards", lists(x + "  data/../../a"), "leads out of the bag", nil},
		{"out of the payload", lists(x + "  data/../bagit.txt"), `"bagit.txt" does not belong in manifest-sha256.txt`, nil},
		{"encoded upwards", lists(x + "  ..%25/../../a"), "leads out of the bag", nil},
		{"backslashes", lists(x + `  data\a`), "does not belong", nil},
		{"payload in a tag manifest", tree{"bagit.txt": declared, "manifest-sha256.txt": good, "tagmanifest-sha256.txt": good}, "does not belong in tagmanifest-sha256.txt", nil},
		{"upwards in a tag manifest", tree{"bagit.txt": declared, "manifest-sha256.txt": good, "tagmanifest-sha256.txt": x + "  ../a"}, "leads out of the bag", nil},
		{"no digest", lists("data/a\n"), "line 1: no digest and path", nil},
		{"digest of another length", lists(sumsOf("x", MD5)[MD5] + "  data/a"), "is not a digest of sha256", nil},
		{"no path", lists(x + " "), "line 1:", nil},
		{"twice, differing", lists(good + sha256Of("y") + "  data/a"), `line 2: "data/a" is listed a second time`, nil},
		{"fetch.txt not understood", tree{"bagit.txt": declared, "manifest-sha256.txt": good, "fetch.txt": "https://example.org/a data/a"}, "line 1: a line of fetch.txt", nil},
		{"fetch.txt upwards", tree{"bagit.txt": declared, "manifest-sha256.txt": good, "fetch.txt": "https://example.org/a - ../a"}, "leads out of the bag", nil},
		{"fetch.txt with a length beyond all", tree{"bagit.txt": declared, "manifest-sha256.txt": good, "fetch.txt": "https://example.org/a 99999999999999999999 data/a"}, "is not a length", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			tt.files.write(t, dir)
			_, err := Read(dir, 0)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error %v, want %q", err, tt.want)
			}
			if told, ok := errors.AsType[*dossier.Error](err); !ok || !helps(told, tt.is) || !strings.HasPrefix(told.Path, dir) {
				t.Errorf("%#v names no file or says nothing to do", err)
			}
		})
	}
}

func TestBagManifestIsNoLink(t *testing.T) {
	inTree(t, smallBag)
	os.Rename("bag/manifest-sha256.txt", "elsewhere")
	link(t, "../elsewhere", "bag/manifest-sha256.txt")
	if _, err := Read("bag", 0); !errors.Is(err, errLink) {
		t.Errorf("a manifest that is a link: %v", err)
	}
}

func TestWriteBagRefuses(t *testing.T) {
	full := func(files tree) func(dir string) { return func(dir string) { files.write(t, dir) } }
	broken := errors.New("broken")
	fails := []Payload{
		{"a", func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("a")), nil }},
		{"b", func() (io.ReadCloser, error) { return nil, broken }},
	}
	for _, tt := range []struct {
		name    string
		payload []Payload
		info    [][2]string
		tags    map[string]string
		before  func(dir string)
		want    string
	}{
		{"upwards", tree{"../a": ""}.payload(), nil, nil, nil, "cannot be a path"},
		{"absolute", tree{"/a": ""}.payload(), nil, nil, nil, "cannot be a path"},
		{"nothing", tree{"": ""}.payload(), nil, nil, nil, "cannot be a path"},
		{"not clean", tree{"a//b": ""}.payload(), nil, nil, nil, "cannot be a path"},
		{"zero byte", tree{"a\x00": ""}.payload(), nil, nil, nil, "cannot be a path"},
		{"not UTF-8", tree{"a\xff": ""}.payload(), nil, nil, nil, "cannot be a path"},
		{"twice", append(tree{"a": ""}.payload(), tree{"a": ""}.payload()...), nil, nil, nil, "cannot be in one bag"},
		{"case", tree{"a/Straße": "", "a/STRASSE": ""}.payload(), nil, nil, nil, "cannot be in one bag"},
		{"case of a folder", tree{"A/x": "", "a/y": ""}.payload(), nil, nil, nil, "cannot be in one bag"},
		{"normalisation", tree{"\u00e4": "", "a\u0308": ""}.payload(), nil, nil, nil, "cannot be in one bag"},
		{"normalisation and case", tree{"\u00e4": "", "A\u0308": ""}.payload(), nil, nil, nil, "cannot be in one bag"},
		{"file and folder", tree{"a": "", "a/b": ""}.payload(), nil, nil, nil, "write bag"},
		{"tag file of the bag", nil, nil, map[string]string{"BagIt.txt": ""}, nil, "cannot be in one bag"},
		{"tag file to be fetched", nil, nil, map[string]string{"fetch.txt": ""}, nil, "cannot be in one bag"},
		{"manifest as tag file", nil, nil, map[string]string{"manifest-md5.txt": ""}, nil, "a name of the bag itself"},
		{"tag file in the payload", nil, nil, map[string]string{"Data/x": ""}, nil, "a name of the bag itself"},
		{"tag file outside", nil, nil, map[string]string{"../x": ""}, nil, "cannot be a path"},
		{"label", nil, [][2]string{{"a:b", ""}}, nil, nil, "cannot be a label"},
		{"label of two lines", nil, [][2]string{{"a\nPayload-Oxum", "1.1"}}, nil, nil, "cannot be a label"},
		{"Payload-Oxum", nil, [][2]string{{"payload-oxum", "1.1"}}, nil, nil, "is computed"},
		{"there is one", nil, nil, nil, full(tree{"x": ""}), "it exists and is not empty"},
		{"there is a file", nil, nil, nil, func(dir string) { tree{"": ""}.write(t, dir) }, "it exists and is not a folder"},
		{"payload that cannot be read", fails, nil, nil, nil, "broken"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if tt.before != nil {
				tt.before("bag")
			}
			before, err := os.ReadDir(".")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := WriteBag(t.Context(), "bag", tt.payload, tt.info, tagsOf(tt.tags)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			after, err := os.ReadDir(".")
			if err != nil || len(after) != len(before) {
				t.Errorf("left behind: %v, %v", after, err)
			}
		})
	}
}

func TestWriteBagInEmptyFolder(t *testing.T) {
	dir := t.TempDir()
	first, err := WriteBag(t.Context(), dir, bagged.payload(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	assertAllOK(t, dir, len(bagged)+4, dir)
	again := filepath.Join(t.TempDir(), "again")
	second, err := WriteBag(t.Context(), again, bagged.payload(), nil, nil)
	if err != nil || !bytes.Equal(first, second) || !maps.Equal(filesBelow(t, dir), filesBelow(t, again)) {
		t.Errorf("another bag of the same files differs (%v)", err)
	}
}

func TestWriteBagIsCancelled(t *testing.T) {
	t.Chdir(t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	payload := []Payload{{"a", func() (io.ReadCloser, error) {
		cancel()
		return io.NopCloser(strings.NewReader("a")), nil
	}}}
	if _, err := WriteBag(ctx, "bag", payload, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
