// Which conversation the page shows, and the others that this browser has.

function enter(key) {
  page.key = key;
  keys.add(key);
  keys.enter(key.id);
}

function startOver() {
  if (page.key.id && !$("alert").hidden) keys.remove(page.key.id);
  keys.enter("");
  page.key = { id: "", token: "" };
  open({ current: page.key, catalogue: page.catalogue });
}

async function open({ current, catalogue }) {
  if (page.running) return;
  const hello = await ask("hello", { current, catalogue: catalogue || "", mine: keys.all().slice(-500) });
  if (!hello) return;
  showError("");
  page.hello = hello;
  page.catalogue = hello.catalogue;
  page.plural = hello.plural;
  page.key = hello.current ? current : { id: "", token: "" };
  keys.enter(page.key.id);
  page.consent = hello.consent;
  $("add").hidden = !hello.adds;
  catalogues(hello);
  $("parts").replaceChildren(...partsLine(hello.parts));
  $("input").maxLength = hello.longest;
  setProfile(hello.profile);
  $("log").replaceChildren();
  if (hello.bubbles.length) replay(hello.bubbles);
  else greet(hello);
  show("chat");
  focusInput();
}

// The catalogue's name stands above the talk only when it is the one that is talked about.
async function choose(select) {
  await open({ current: { id: "", token: "" }, catalogue: select.value });
  select.value = page.catalogue;
}

function partsLine(parts) {
  return parts.flatMap(([label, value], place) => [place ? h("i", { "aria-hidden": "true" }, "·") : "", h("span", {}, `${label}: `, h("b", {}, value))]);
}

function replay(bubbles) {
  bubbles.forEach((view, place) => {
    if (view.who === "you") return $("log").append(saidNode(view, send));
    const reply = replyNode(actions);
    const last = place === bubbles.length - 1;
    reply.draw(view, "", true);
    if (!last) for (const old of reply.node.querySelectorAll(".tm-rest .tm-options")) old.remove();
    $("log").append(reply.node);
  });
  const asked = Array.from($("log").querySelectorAll(".tm-you")).pop();
  if (asked) requestAnimationFrame(() => { $("scroll").scrollTop = asked.offsetTop - 20; });
}

function greet(hello) {
  const starters = hello.starters.map((one) => button("", () => send(one.say), { class: "tm-starter", dir: "auto" }, one.label));
  $("log").replaceChildren(
    h(
      "div",
      { class: "tm-hero" },
      h("h1", { dir: "auto" }, hello.catalogue ? hello.welcome : hello.adds ? "Add your first catalogue" : "There is no catalogue yet"),
      h("p", {}, lead(hello)),
      starters.length ? h("div", { class: "tm-starters", role: "group", "aria-label": "Ways to start" }, starters) : null,
      hello.catalogue || !hello.adds ? null : button("Add a catalogue", () => show("import"), { class: "tm-primary" }),
    ),
  );
}

function lead(hello) {
  if (hello.catalogue) return hello.starters.length ? "Say it in your own words, or start with one of these." : "Say it in your own words.";
  return hello.adds ? "Drop a file with the things you recommend, and talk to it a minute later." : "Whoever runs this page can add one with: tastemaker import FILE";
}

function catalogues(hello) {
  const select = $("catalogue");
  page.titles = Object.fromEntries(hello.catalogues.map((one) => [one.name, one.title]));
  select.replaceChildren(...hello.catalogues.map((one) => h("option", { value: one.name, selected: one.name === hello.catalogue }, one.title)));
  select.disabled = !hello.catalogues.length;
}

function historyPanel(mine) {
  const rows = mine.map((one) => {
    const row = h("li", { class: one.id === page.key.id ? "tm-here" : "" });
    const forget = iconButton("trash", `Delete the conversation “${one.words || "empty"}”`, async () => {
      if (!forget.classList.contains("tm-sure")) {
        forget.classList.add("tm-sure");
        forget.replaceChildren("Delete?");
        return;
      }
      if (!(await ask("forget", { key: keys.find(one.id) }))) return;
      keys.remove(one.id);
      row.remove();
      if (one.id === page.key.id) startOver();
    });
    row.append(
      button("", () => { closeHistory(); open({ current: keys.find(one.id) }); }, { class: "tm-past" }, h("span", { dir: "auto" }, one.words || "(nothing said yet)"), h("small", {}, `${one.catalogue} · ${when(one.at)}`)),
      forget,
    );
    return row;
  });
  return rows.length ? h("ul", { class: "tm-history" }, rows) : h("p", { class: "tm-none" }, "Conversations that you have in this browser are listed here.");
}

function when(iso) {
  const then = new Date(iso);
  const today = new Date().toDateString() === then.toDateString();
  return new Intl.DateTimeFormat("en", today ? { hour: "2-digit", minute: "2-digit" } : { day: "numeric", month: "short" }).format(then);
}

async function openHistory() {
  const answer = await ask("hello", { current: { id: "", token: "" }, catalogue: page.catalogue, mine: keys.all().slice(-500) });
  if (!answer) return;
  const box = h("dialog", { class: "tm-dialog", id: "tm-dialog", "aria-label": "Your conversations" }, h("div", { class: "tm-sidehead" }, h("h2", {}, "Your conversations"), iconButton("cross", "Close", closeHistory)), historyPanel(answer.mine));
  box.addEventListener("click", (event) => { if (event.target === box) closeHistory(); });
  box.addEventListener("close", () => box.remove());
  element.querySelector(".tm").append(box);
  box.showModal();
}

function closeHistory() {
  element.querySelector("#tm-dialog")?.close();
}
