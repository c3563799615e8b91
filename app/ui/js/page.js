// The page itself: what it knows, what it asks the server for, and where things go.

const $ = (id) => element.querySelector(`#tm-${id}`);
const page = { catalogue: "", key: { id: "", token: "" }, profile: null, running: null, failed: null, titles: {}, plural: "items" };
const AGAIN = "show me others";
const LOST = "The server does not answer. If you stopped it, start it again; nothing that was said is lost.";

function showError(sentence, retry, label) {
  const alert = $("alert");
  alert.hidden = !sentence;
  alert.replaceChildren(...(sentence ? [h("span", {}, sentence), retry ? button(label || "Try again", retry, { class: "tm-retry" }) : "", iconButton("cross", "Dismiss", () => showError(""))] : []));
}

async function ask(work, sent) {
  let answer;
  try {
    answer = await server[work](sent);
  } catch {
    answer = { error: LOST, gone: false };
  }
  if (answer && answer.error) {
    showError(answer.error, answer.gone ? startOver : null, "Start a new conversation");
    return null;
  }
  return answer;
}

// --- the profile ---------------------------------------------------------------------------------------------------

function setProfile(profile) {
  page.profile = profile;
  const side = $("side");
  const focused = side.contains(document.activeElement) ? document.activeElement.className : "";
  side.replaceChildren(...profilePanel(profile, actions));
  if (focused) (side.querySelector(`.${focused.split(" ").pop()}:not([disabled])`) || side.querySelector("button:not([disabled])"))?.focus();
  const chips = profile ? profile.chips.length : 0;
  const opener = $("wishes");
  opener.querySelector("span").textContent = chips ? `Your wishes · ${chips}` : "Your wishes";
}

function openProfile(open) {
  $("side").classList.toggle("tm-open", open);
  $("wishes").setAttribute("aria-expanded", String(open));
  if (open) $("side").querySelector(".tm-sideclose").focus();
  else $("wishes").focus();
}

// --- talking -------------------------------------------------------------------------------------------------------

const actions = {
  live: () => Boolean(page.running),
  say: (utterance) => send(utterance),
  similar(card, from) {
    const latest = Array.from(element.querySelectorAll(".tm-cards")).pop().contains(from);
    send(latest ? `more like the ${ORDINALS[card.rank - 1]} one` : `more like ${card.title}`);
  },
  async react(card, kind, reason) {
    const answer = await ask("react", { key: page.key, impression: card.impression, kind, reason: reason || "" });
    if (!answer) return false;
    if (kind !== "click") setProfile(answer.profile);
    if (kind === "dislike" || kind === "seen") offerFresh();
    return true;
  },
  async edit(edit, chip) {
    const answer = await ask("edit", { key: page.key, edit, index: chip ? chip.index : 0, words: chip ? chip.words : "" });
    if (!answer) return;
    setProfile(answer.profile);
    offerFresh();
    $("live").textContent = edit === "undo" ? "Undone." : `${chip.words}: ${edit === "remove" ? "removed" : "changed"}.`;
  },
  closeProfile: () => openProfile(false),
};

// After a change by hand the last answer is out of date: one tap brings a new one.
function offerFresh() {
  const log = $("log");
  const there = Array.from(log.querySelectorAll(".tm-suggestion")).some((one) => one.dataset.say === AGAIN);
  if (there || !log.querySelector(".tm-cards")) return;
  const fresh = h("div", { class: "tm-fresh tm-options" }, button("", () => send(AGAIN), { class: "tm-suggestion", "data-say": AGAIN }, icon("spark"), h("span", {}, "Recommend again")));
  log.append(fresh);
  toBottom();
}

function send(utterance) {
  const words = utterance.trim();
  if (!words || page.running) return;
  const request = page.failed && page.failed.utterance === words ? page.failed.request : uuid();
  showError("");
  $("log").querySelector(".tm-hero")?.remove();
  $("log").querySelector(".tm-fresh")?.remove();
  const asked = saidNode({ text: words, failed: false });
  const reply = replyNode(actions);
  for (const old of $("log").querySelectorAll(".tm-rest .tm-options")) old.remove();
  $("log").append(asked, reply.node);
  page.running = { request, utterance: words, asked, reply, heard: Date.now() };
  busy(true);
  reply.draw(emptyReply(), "Reading your message", false);
  toBottom();
  trigger("say", { request, utterance: words, key: page.key, catalogue: page.catalogue });
  watchOver(page.running);
}

const emptyReply = () => ({ text: "", cards: [], question: null, ways: [], table: null, suggestions: [], notices: [] });

function hear(view) {
  const turn = page.running;
  if (!turn || !view || view.request !== turn.request) return;
  turn.heard = Date.now();
  if (view.opened && !page.key.id) enter(view.opened);
  if (view.error) return giveUp(turn, view.error, view.gone);
  turn.reply.draw(view.bubble, view.step, view.done);
  if (view.profile && JSON.stringify(view.profile) !== JSON.stringify(page.profile)) setProfile(view.profile);
  toReply(turn.asked);
  if (view.done) finish(turn, view.bubble);
}

function finish(turn, bubble) {
  page.running = null;
  page.failed = null;
  busy(false);
  $("live").textContent = announcement(bubble);
  if (!document.activeElement || document.activeElement === document.body) focusInput();
}

function giveUp(turn, sentence, gone) {
  turn.asked.remove();
  turn.reply.node.remove();
  page.running = null;
  page.failed = { utterance: turn.utterance, request: turn.request };
  busy(false);
  if (!$("input").value.trim()) setInput(turn.utterance);
  if (!$("log").children.length) greet(page.hello);
  if (gone) showError(sentence, startOver, "Start a new conversation");
  else showError(sentence, () => submit());
}

// A turn whose answer never comes: the server is gone, or the line broke; what was recorded is asked for again.
function watchOver(turn) {
  const timer = setInterval(async () => {
    if (page.running !== turn) return clearInterval(timer);
    const silent = Date.now() - turn.heard;
    if (silent < 4000) return;
    const alive = await fetch("healthz", { cache: "no-store" }).then((answer) => answer.ok, () => false);
    if (page.running !== turn) return;
    if (!alive) giveUp(turn, LOST, false);
    else if (silent > 45000) giveUp(turn, "The answer did not arrive. Try again.", false);
  }, 2000);
}

function busy(on) {
  $("send").disabled = on;
  $("chat").setAttribute("aria-busy", String(on));
  element.querySelector(".tm").classList.toggle("tm-busy", on);
}

// --- moving --------------------------------------------------------------------------------------------------------

function toBottom() {
  const box = $("scroll");
  box.scrollTo({ top: box.scrollHeight, behavior: calm.matches ? "auto" : "smooth" });
}

// The reply's end, but never so far that what was asked leaves the screen.
function toReply(asked) {
  const box = $("scroll");
  const top = asked.offsetTop - 20;
  box.scrollTo({ top: Math.min(top, box.scrollHeight - box.clientHeight), behavior: calm.matches ? "auto" : "smooth" });
}

// --- the message box -----------------------------------------------------------------------------------------------

function setInput(text) {
  const input = $("input");
  input.value = text;
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
}

function focusInput() {
  if (window.matchMedia("(pointer: fine)").matches) $("input").focus({ preventScroll: true });
}

function submit() {
  const words = $("input").value;
  if (page.running || !words.trim()) return;
  setInput("");
  send(words);
}

// --- conversations -------------------------------------------------------------------------------------------------

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

function partsLine(parts) {
  return parts.flatMap(([label, value], place) => [place ? h("i", { "aria-hidden": "true" }, "·") : "", h("span", {}, `${label}: `, h("b", {}, value))]);
}

function replay(bubbles) {
  bubbles.forEach((view, place) => {
    if (view.who === "you") return $("log").append(saidNode(view));
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
      h("h1", { dir: "auto" }, hello.catalogue ? hello.welcome : "Add your first catalogue"),
      h("p", {}, hello.catalogue ? "Say it in your own words, or start with one of these." : "Drop a file with the things you recommend, and talk to it a minute later."),
      starters.length ? h("div", { class: "tm-starters", role: "group", "aria-label": "Ways to start" }, starters) : null,
      hello.catalogue ? null : button("Add a catalogue", () => show("import"), { class: "tm-primary" }),
    ),
  );
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

// --- the frame -----------------------------------------------------------------------------------------------------

function show(what) {
  $("chat").hidden = what !== "chat";
  $("side").hidden = what !== "chat";
  $("import").hidden = what !== "import";
  $("add").setAttribute("aria-pressed", String(what === "import"));
  if (what === "import") importPage();
}

function theme(choice) {
  const root = document.documentElement;
  const dark = choice ? choice === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.tm = dark ? "dark" : "light";
  document.body.classList.toggle("dark", dark);
  const toggle = $("theme");
  toggle.replaceChildren(icon(dark ? "sun" : "moon"));
  const label = dark ? "Use light colours" : "Use dark colours";
  toggle.setAttribute("aria-label", label);
  toggle.title = label;
}

function frame() {
  $("nav").append(
    button("", () => { if (!page.running) { showError(""); startOver(); } }, { class: "tm-navbutton", id: "tm-new", "aria-label": "New conversation", title: "New conversation" }, icon("more"), h("span", {}, "New conversation")),
    button("", openHistory, { class: "tm-navbutton", id: "tm-past", "aria-label": "Your conversations", title: "Your conversations" }, icon("history"), h("span", {}, "History")),
    button("", () => show($("import").hidden ? "import" : "chat"), { class: "tm-navbutton", id: "tm-add", "aria-label": "Add your catalogue", title: "Add your catalogue", "aria-pressed": "false" }, icon("file"), h("span", {}, "Add catalogue")),
    iconButton("moon", "Use dark colours", () => {
      const next = document.documentElement.dataset.tm === "dark" ? "light" : "dark";
      keep(local, "tastemaker.theme", next);
      theme(next);
    }, { id: "tm-theme" }),
  );
  element.querySelector(".tm-foot").prepend(button("", () => openProfile(!$("side").classList.contains("tm-open")), { class: "tm-wishes", id: "tm-wishes", "aria-expanded": "false", "aria-controls": "tm-side" }, icon("list"), h("span", {}, "Your wishes")));
  $("send").append(icon("send"));
  $("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  $("input").addEventListener("input", () => setInput($("input").value));
  $("input").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
  });
  $("catalogue").addEventListener("change", (event) => { keys.enter(""); open({ current: { id: "", token: "" }, catalogue: event.target.value }); });
  element.addEventListener("keydown", (event) => { if (event.key === "Escape" && $("side").classList.contains("tm-open")) openProfile(false); });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => theme(kept(local, "tastemaker.theme")));
  theme(kept(local, "tastemaker.theme"));
}

frame();
watch("value", () => hear(props.value));
open({ current: keys.current() });
