// Bringing a catalogue: drop a file, look at what would be read, import it, talk about it.

const KINDS = {
  category: "one of several names", tags: "a list of names", number: "a number", money: "a price",
  year: "a year", duration: "a length of time", flag: "yes or no", text: "text",
};
const bringing = { file: null, name: "", request: "", finished: null };

function importPage(...content) {
  const head = h("div", { class: "tm-importhead" }, button("", () => show("chat"), { class: "tm-navbutton tm-back" }, icon("back"), h("span", {}, "Back to the conversation")));
  $("import").replaceChildren(h("div", { class: "tm-importbox" }, head, ...(content.length ? content : dropZone())));
}

function dropZone(error) {
  const input = h("input", { type: "file", id: "tm-file", class: "tm-sr", accept: ".csv,.tsv,.txt,.json,.jsonl,.ndjson,.parquet,.xml,.gz", onchange: () => take(input.files[0]) });
  const zone = h("label", { class: "tm-drop", for: "tm-file" }, icon("file"), h("strong", {}, "Drop your catalogue here"), h("span", {}, "or choose a file"), h("small", {}, "CSV, TSV, JSON, JSON Lines, Parquet or a Google Merchant feed, also as .gz"));
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("tm-over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("tm-over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); zone.classList.remove("tm-over"); take(event.dataTransfer.files[0]); });
  return [
    h("h1", {}, "Add your catalogue"),
    h("p", { class: "tm-lead" }, "One row for each thing you recommend. What the columns mean is worked out from the file; you see it before anything is kept, and the file stays on this machine."),
    error ? h("p", { class: "tm-alert", role: "alert" }, h("span", { dir: "auto" }, error)) : null,
    input,
    zone,
  ].filter(Boolean);
}

function waiting(words) {
  return [h("h1", {}, bringing.file.name), h("p", { class: "tm-step", role: "status" }, h("span", { class: "tm-dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), words)];
}

async function take(file) {
  if (!file) return;
  bringing.file = { name: file.name, path: "" };
  importPage(...waiting("Sending the file to the server on this machine …"));
  try {
    bringing.file.path = (await upload(file)).path;
  } catch {
    return importPage(...dropZone(`“${file.name}” could not be sent. It may be larger than the server takes, or the server was stopped.`));
  }
  importPage(...waiting("Reading it …"));
  const preview = await server.preview({ path: bringing.file.path, file: file.name }).catch(() => ({ error: LOST }));
  if (preview.error) importPage(...dropZone(preview.error));
  else importPage(...previewed(preview));
}

function previewed(preview) {
  bringing.name = preview.name;
  const name = h("input", { id: "tm-importname", class: "tm-field", value: preview.name, maxlength: "64", pattern: "[a-z0-9][a-z0-9_\\-]*", spellcheck: "false" });
  const replaces = preview.replaces ? h("p", { class: "tm-hint" }, `There is a catalogue “${preview.name}” already: it is replaced, and your edits of its domain.toml are kept.`) : null;
  return [
    h("h1", { dir: "auto" }, preview.file),
    h("p", { class: "tm-lead" }, preview.summary),
    h("h2", {}, "What is known of each ", h("span", { dir: "auto" }, preview.noun)),
    attributesTable(preview.attributes),
    h("h2", {}, "How the first ones look"),
    h("ul", { class: "tm-examples" }, preview.examples.map(exampleNode)),
    preview.problems.length ? h("details", { class: "tm-problems" }, h("summary", {}, `${count(preview.problems.length)} ${preview.problems.length === 1 ? "remark" : "remarks"} on the file`), h("ul", {}, preview.problems.map((one) => h("li", { dir: "auto" }, one)))) : null,
    h("form", { class: "tm-importform", onsubmit: (event) => { event.preventDefault(); bring(name.value.trim()); } },
      h("label", { for: "tm-importname" }, "Name"), name,
      h("button", { type: "submit", class: "tm-primary" }, `Import ${preview.plural}`),
      button("Choose another file", () => importPage(), { class: "tm-plain" })),
    replaces,
  ].filter(Boolean);
}

function attributesTable(attributes) {
  const row = (one) => h("tr", {},
    h("th", { scope: "row", dir: "auto" }, one.label),
    h("td", {}, one.role || KINDS[one.kind] || one.kind, one.unit ? ` (${one.unit})` : ""),
    h("td", { dir: "auto", class: "tm-sample" }, one.example),
    h("td", { dir: "auto" }, one.question));
  return h("div", { class: "tm-tablebox", tabindex: "0", role: "region", "aria-label": "Attributes" },
    h("table", { class: "tm-table tm-attributes" }, h("thead", {}, h("tr", {}, ["Attribute", "Read as", "For example", "Asked as"].map((one) => h("th", { scope: "col" }, one)))), h("tbody", {}, attributes.map(row))));
}

function exampleNode(example) {
  return h("li", {}, h("h3", { dir: "auto" }, example.title), h("dl", {}, example.facts.flatMap(([label, value]) => [h("dt", { dir: "auto" }, label), h("dd", { dir: "auto" }, value)])), example.text ? h("p", { dir: "auto" }, example.text) : null);
}

function bring(name) {
  bringing.request = uuid();
  importPage(...progressNodes());
  const detail = { request: bringing.request, path: bringing.file.path, file: bringing.file.name, name };
  window.dispatchEvent(new CustomEvent("tastemaker:bring", { detail }));
}

function progressNodes() {
  return [
    h("h1", { dir: "auto" }, bringing.file.name),
    h("p", { class: "tm-lead", id: "tm-stage", role: "status" }, "Reading the rows …"),
    h("progress", { class: "tm-progress", id: "tm-progress", "aria-label": "Import" }),
    h("p", { class: "tm-hint" }, "You can go back and talk meanwhile; until it is complete, nothing changes."),
  ];
}

function hearImport(view) {
  if (!view || view.request !== bringing.request || bringing.finished === view.request) return;
  if (view.error) return importPage(...dropZone(view.error));
  if (view.finished) {
    bringing.finished = view.request;
    return importPage(...imported(view));
  }
  const bar = $("progress");
  if (!bar) return;
  if (view.total) { bar.max = view.total; bar.value = view.done; }
  else bar.removeAttribute("value");
  $("stage").textContent = view.total ? `${view.stage}: ${count(view.done)} of ${count(view.total)}` : `${view.stage} …`;
}

function imported(view) {
  return [
    h("h1", {}, "Ready"),
    h("p", { class: "tm-lead", role: "status" }, view.lines[0] || ""),
    view.lines.length > 1 ? h("details", { class: "tm-problems" }, h("summary", {}, "The full report"), h("ul", {}, view.lines.slice(1).map((one) => h("li", { dir: "auto" }, one)))) : null,
    h("div", { class: "tm-importform" },
      button(`Talk about ${view.finished.title}`, () => { keys.enter(""); open({ current: { id: "", token: "" }, catalogue: view.finished.name }); }, { class: "tm-primary" }),
      button("Add another", () => importPage(), { class: "tm-plain" })),
  ].filter(Boolean);
}
