package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A browser is a headless Chromium, spoken to in the Chrome DevTools Protocol
// (https://chromedevtools.github.io/devtools-protocol/) over a pair of pipes.
type browser struct {
	t        *testing.T
	commands io.Writer
	answers  chan message
	session  string
	last     int
	seen     []message // events since a page was opened
}

// A message is an answer to a command, or an event.
type message struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// patience is how long the browser may take for one answer.
const patience = time.Minute

// needed skips the test for want of something, unless LEAKPRINT_BROWSER=require.
func needed(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("LEAKPRINT_BROWSER") == "require" {
		t.Fatalf("LEAKPRINT_BROWSER=require, but %s", what)
	}
	t.Skipf("%s: reports are not tried in a browser", what)
}

func startBrowser(t *testing.T) *browser {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		needed(t, "there is no chromium")
	}
	commandsIn, commandsOut, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	answersIn, answersOut, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
		"--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update",
		"--disable-sync", "--user-data-dir="+t.TempDir(), "--remote-debugging-pipe", "about:blank")
	cmd.ExtraFiles = []*os.File{commandsIn, answersOut} // it reads from 3 and writes to 4
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	commandsIn.Close()
	answersOut.Close()
	b := &browser{t: t, commands: commandsOut, answers: make(chan message)}
	done := make(chan struct{})
	go b.read(answersIn, done)
	t.Cleanup(func() {
		b.session = ""
		if err := b.send("Browser.close", nil); err != nil {
			t.Errorf("close the browser: %v", err)
		}
		close(done)
		late := time.AfterFunc(patience, func() { cmd.Process.Kill() })
		defer late.Stop()
		if err := cmd.Wait(); err != nil {
			t.Errorf("the browser ended with %v", err)
		}
		commandsOut.Close()
		answersIn.Close()
	})

	target := call[struct{ TargetID string }](b, "Target.createTarget", map[string]any{"url": "about:blank"})
	b.session = call[struct{ SessionID string }](b, "Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}).SessionID
	for _, domain := range []string{"Page", "Network", "Log", "Runtime"} {
		b.call(domain+".enable", nil)
	}
	return b
}

// read passes on messages, each of which ends with a NUL, until nobody wants them.
func (b *browser) read(pipe io.Reader, done <-chan struct{}) {
	defer close(b.answers)
	r := bufio.NewReader(pipe)
	for {
		data, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if err := json.Unmarshal(data[:len(data)-1], &m); err != nil {
			return
		}
		select {
		case b.answers <- m:
		case <-done:
			io.Copy(io.Discard, r)
			return
		}
	}
}

func (b *browser) send(method string, params any) error {
	b.last++
	command := map[string]any{"id": b.last, "method": method}
	if params != nil {
		command["params"] = params
	}
	if b.session != "" {
		command["sessionId"] = b.session
	}
	data, err := json.Marshal(command)
	if err == nil {
		_, err = b.commands.Write(append(data, 0))
	}
	return err
}

// next is the next message. An event is kept.
func (b *browser) next() message {
	b.t.Helper()
	select {
	case m, ok := <-b.answers:
		if !ok {
			b.t.Fatal("the browser has ended")
		}
		if m.Method != "" {
			b.seen = append(b.seen, m)
		}
		return m
	case <-time.After(patience):
		b.t.Fatalf("no answer from the browser in %v", patience)
	}
	panic("unreachable")
}

// call sends a command and waits for its answer.
func (b *browser) call(method string, params any) json.RawMessage {
	b.t.Helper()
	if err := b.send(method, params); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	for {
		m := b.next()
		if m.ID != b.last {
			continue
		}
		if m.Error != nil {
			b.t.Fatalf("%s: %s", method, m.Error.Message)
		}
		return m.Result
	}
}

// call is the method of that name with the answer decoded.
func call[T any](b *browser, method string, params any) T {
	b.t.Helper()
	var result T
	if err := json.Unmarshal(b.call(method, params), &result); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
	return result
}

// load opens a file and waits until it is shown.
func (b *browser) load(file string) {
	b.t.Helper()
	b.seen = nil
	b.call("Page.navigate", map[string]any{"url": "file://" + file})
	loaded := func(m message) bool { return m.Method == "Page.loadEventFired" }
	for !slices.ContainsFunc(b.seen, loaded) {
		b.next()
	}
}

// open loads a file and returns what went wrong: errors on the console, what the
// policy blocked, and requests for anything but the file.
func (b *browser) open(file string) []string {
	b.t.Helper()
	b.load(file)
	// What was blocked is reported after the pictures are laid out.
	b.evaluate(`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))`)
	var wrong []string
	for _, m := range b.seen {
		var event struct {
			Type             string
			Entry            struct{ Level, Text string }
			Args             []struct{ Value any }
			Request          struct{ URL string }
			ErrorText        string
			ExceptionDetails struct{ Text string }
		}
		if err := json.Unmarshal(m.Params, &event); err != nil {
			b.t.Fatalf("%s: %v", m.Method, err)
		}
		switch m.Method {
		case "Log.entryAdded":
			wrong = append(wrong, event.Entry.Level+": "+event.Entry.Text)
		case "Runtime.consoleAPICalled":
			wrong = append(wrong, fmt.Sprint(event.Type, ": ", event.Args))
		case "Runtime.exceptionThrown":
			wrong = append(wrong, event.ExceptionDetails.Text)
		case "Network.loadingFailed":
			wrong = append(wrong, "not loaded: "+event.ErrorText)
		case "Network.requestWillBeSent":
			if url := event.Request.URL; url != "file://"+file && !strings.HasPrefix(url, "data:") {
				wrong = append(wrong, "request for "+url)
			}
		}
	}
	return wrong
}

// evaluate runs a script beside the page, which its policy does not bind.
func (b *browser) evaluate(script string) any {
	b.t.Helper()
	answer := call[struct {
		Result           struct{ Value any }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}](b, "Runtime.evaluate", map[string]any{"expression": script, "returnByValue": true, "awaitPromise": true})
	if e := answer.ExceptionDetails; e != nil {
		b.t.Fatalf("%s %s", e.Text, e.Exception.Description)
	}
	return answer.Result.Value
}

// emulate sets the kind of medium, the colour scheme and the width of the window.
func (b *browser) emulate(medium, scheme string, width int) {
	b.t.Helper()
	b.call("Emulation.setEmulatedMedia", map[string]any{
		"media": medium, "features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}},
	})
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false})
}

func (b *browser) press(key string, code int) {
	b.t.Helper()
	for _, kind := range []string{"rawKeyDown", "keyUp"} {
		b.call("Input.dispatchKeyEvent", map[string]any{"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code})
	}
}

func TestHTMLInABrowser(t *testing.T) {
	b := startBrowser(t)
	write := func(name, page string) string {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	page := withPictures(t, comparedFinding())
	report := write("report.html", page)

	t.Run("nothing blocked, nothing fetched", func(t *testing.T) {
		b.t = t
		for _, name := range []string{"hostile", "everything", "dossier-spread"} {
			if wrong := b.open(write("report.html", withPictures(t, findings()[name]))); len(wrong) > 0 {
				t.Errorf("%s: %q", name, wrong)
			}
		}
		if wrong := b.open(report); len(wrong) > 0 {
			t.Errorf("%q", wrong)
		}
	})

	t.Run("the policy holds", func(t *testing.T) {
		b.t = t
		for name, broken := range map[string]string{
			"attribute style": strings.Replace(page, "<main ", `<main style="color:red" `, 1),
			"another style":   strings.Replace(page, "</style>", "p{color:red}</style>", 1),
			"script":          strings.Replace(page, "</main>", "<script>document.title='x'</script></main>", 1),
			"picture":         strings.Replace(page, "</main>", `<img src="http://127.0.0.1:9/x.png" alt="x"></main>`, 1),
		} {
			if wrong := b.open(write("broken.html", broken)); len(wrong) == 0 {
				t.Errorf("%s: nothing was said", name)
			}
		}
	})

	t.Run("without JavaScript", func(t *testing.T) {
		b.t = t
		b.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": true})
		defer b.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": false})
		b.emulate("screen", "light", 1280)
		b.load(report)
		text := fmt.Sprint(b.evaluate(`document.body.innerText`))
		for _, want := range []string{"ALTERED COPY of", "the price of insulin", "Creator, Producer and Title", "Run it again"} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not to be read", want)
			}
		}
		if n := b.evaluate(`[...document.images].filter(i => i.complete && i.naturalWidth > 0).length`); n != float64(strings.Count(page, "<img ")) {
			t.Errorf("%v of %d pictures are shown", n, strings.Count(page, "<img "))
		}
	})

	t.Run("boxes lie on their pages", func(t *testing.T) {
		b.t = t
		b.emulate("screen", "light", 1280)
		b.open(report)
		// The box of change 3 on the known page 2: 300 of 612 points from the left.
		at := b.evaluate(`(() => {
			const svg = [...document.querySelectorAll("svg.frames")].find(s => s.textContent.trim() == "3");
			const img = svg.parentElement.querySelector("img").getBoundingClientRect(), box = svg.querySelector("rect").getBoundingClientRect();
			return [(box.left - img.left) / img.width * 612, (box.top - img.top) / img.height * 792];
		})()`).([]any)
		for i, want := range []float64{300, 100} {
			if got := at[i].(float64); got < want-4 || got > want+1 {
				t.Errorf("a box stands at %v, want 300, 100", at)
			}
		}
	})

	t.Run("keyboard", func(t *testing.T) {
		b.t = t
		b.emulate("screen", "light", 1280)
		b.open(report)
		const focused = `document.activeElement.className || document.activeElement.localName`
		b.press("Tab", 9)
		if got := b.evaluate(focused); got != "skip" {
			t.Errorf("the first Tab goes to %v", got)
		}
		summaries := 0
		for range 200 {
			b.press("Tab", 9)
			now := b.evaluate(focused)
			if now == "body" || now == "skip" {
				break
			}
			if now == "summary" {
				summaries++
				const open = `document.activeElement.parentElement.open`
				before := b.evaluate(open)
				b.press(" ", 32)
				if after := b.evaluate(open); after == before {
					t.Errorf("summary %d does not fold by the keyboard", summaries)
				}
			}
		}
		if want := strings.Count(page, "<summary>"); summaries != want {
			t.Errorf("Tab reaches %d of %d summaries", summaries, want)
		}
	})

	t.Run("narrow", func(t *testing.T) {
		b.t = t
		b.emulate("screen", "light", 400)
		b.open(report)
		if beyond := b.evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`); beyond != 0. {
			t.Errorf("the page is %v pixels wider than a window of 400", beyond)
		}
	})

	t.Run("print", func(t *testing.T) {
		b.t = t
		b.emulate("print", "light", 800)
		b.open(report)
		if hidden := b.evaluate(`[...document.querySelectorAll("details > :not(summary)")].filter(e => !e.checkVisibility() || e.getBoundingClientRect().height < 10).length`); hidden != 0. {
			t.Errorf("%v folded parts are not printed", hidden)
		}
		b.open(write("report.html", withPictures(t, manyChanges())))
		if pages := b.printed(); pages < 5 {
			t.Errorf("all of a report is printed on %d pages: what is its appendix?", pages)
		}
		b.evaluate(`document.querySelectorAll(".appendix").forEach(e => e.remove())`)
		if pages := b.printed(); pages > 3 {
			t.Errorf("an input is summed up on %d pages, want at most 3", pages)
		}
	})

	t.Run("accessibility", func(t *testing.T) {
		b.t = t
		file := os.Getenv("LEAKPRINT_AXE")
		if file == "" {
			needed(t, "LEAKPRINT_AXE does not name axe.min.js, from the package axe-core")
		}
		axe, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int{1280, 400} {
				b.emulate("screen", scheme, width)
				b.open(report)
				b.evaluate(`for (const d of document.querySelectorAll("details")) d.open = true`)
				b.evaluate(string(axe))
				for _, v := range b.violations() {
					t.Errorf("%s, %d pixels: %s", scheme, width, v)
				}
			}
		}
		b.evaluate(`document.querySelector("img").removeAttribute("alt")`)
		if len(b.violations()) == 0 {
			t.Error("axe finds nothing wrong with a picture without a text")
		}
	})
}

// printed returns on how many pages of paper the page is printed.
func (b *browser) printed() int {
	b.t.Helper()
	data := call[struct{ Data []byte }](b, "Page.printToPDF", map[string]any{"paperWidth": 8.27, "paperHeight": 11.69}).Data
	return bytes.Count(data, []byte("/Type /Page\n")) + bytes.Count(data, []byte("/Type /Page "))
}

// manyChanges is a copy of which long passages of many pages are gone, so that nothing more
// can stand in its summary.
func manyChanges() dossier.Finding {
	f := comparedFinding()
	m := &f.Inputs[0].Matches[0]
	long := strings.Repeat("the price of insulin and of whatever else is sold there ", 60)
	for page := 1; page <= 6; page++ {
		for y := 100.; y < 700; y += 200 {
			var boxes []dossier.PageBox
			for line := range 8 {
				boxes = append(boxes, dossier.PageBox{Page: page, Box: dossier.Box{X: 50, Y: y + 12*float64(line), W: 500, H: 10}})
			}
			m.Alterations = append(m.Alterations, dossier.Alteration{
				Kind: dossier.TextRedacted, KnownPages: []int{page}, QueryPages: []int{page}, Boxes: boxes, QueryBoxes: boxes, Before: long, Lead: "before it", Trail: "after it",
			})
		}
	}
	m.Alterations = m.Alterations[len(m.Alterations)-18:]
	for page := range m.Pages {
		m.Pages[page].Untold = &dossier.Untold{Words: 40}
	}
	return f
}

// violations are those that axe finds and calls serious or critical.
func (b *browser) violations() []string {
	b.t.Helper()
	found, ok := b.evaluate(`axe.run({resultTypes: ["violations"]}).then(r => r.violations
		.filter(v => v.impact == "serious" || v.impact == "critical")
		.map(v => v.id + ": " + v.help + " " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200))))`).([]any)
	if !ok {
		b.t.Fatal("axe gave no answer")
	}
	var list []string
	for _, v := range found {
		list = append(list, fmt.Sprint(v))
	}
	return list
}
