// The page itself: what it knows, what it asks the server for, and where things go.

const $ = (id) => element.querySelector(`#tm-${id}`);
const page = { catalogue: "", key: { id: "", token: "" }, profile: null, running: null, failed: null, followed: null, consent: "unsaid", titles: {}, plural: "items" };
const AGAIN = "show me others";
const LOST = "The server does not answer. If you stopped it, start it again; nothing that was said is lost.";
const FAULT = "The server failed at this. Nothing that was said is lost.";

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
  if (!answer || typeof answer !== "object") answer = { error: FAULT, gone: false };
  if (answer.error) {
    showError(answer.error, answer.gone ? startOver : null, "Start a new conversation");
    return null;
  }
  return answer;
}

// One change after the other: answers that overtake each other would leave an older profile on the page.
let changed = Promise.resolve();

function change(work, sent) {
  changed = changed.then(() => ask(work, sent));
  return changed;
}

// --- the profile ---------------------------------------------------------------------------------------------------

function setProfile(profile) {
  page.profile = profile;
  const side = $("side");
  const focused = side.contains(document.activeElement) ? document.activeElement.className : "";
  side.replaceChildren(...profilePanel(profile, actions), consentNode(page.consent, actions));
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
    const slates = Array.from(element.querySelectorAll(".tm-cards")).filter((one) => !one.closest(".tm-other"));
    const latest = !from.closest(".tm-selection") && slates.pop().contains(from);
    send(latest ? `more like the ${ORDINALS[card.rank - 1]} one` : `more like ${card.title}`);
  },
  async react(card, kind, reason, stars) {
    const answer = await change("react", { key: page.key, impression: card.impression, kind, reason: reason || "", stars: stars || null });
    if (!answer) return false;
    setProfile(answer.profile);
    if (kind !== "like" && kind !== "accept") offerFresh();
    return true;
  },
  notice,
  follow(card) {
    notice(card, "click");
    page.followed = { card, at: Date.now() };
  },
  async allow(consent) {
    if (page.key.id && !(await change("allow", { key: page.key, consent }))) return;
    page.consent = consent;
    setProfile(page.profile);
    $("live").textContent = { given: "You agreed.", refused: "You refused.", unsaid: "What you said is taken back." }[consent];
  },
  async edit(edit, chip) {
    const answer = await change("edit", { key: page.key, edit, index: chip ? chip.index : 0, words: chip ? chip.words : "" });
    if (!answer) return;
    setProfile(answer.profile);
    offerFresh();
    $("live").textContent = edit === "undo" ? "Undone." : `${chip.words}: ${edit === "remove" ? "removed" : "changed"}.`;
  },
  async pick(duel, winner) {
    if (page.running) return false;
    const answer = await change("pick", { key: page.key, duel, winner });
    if (!answer) return false;
    $("live").textContent = winner === TIE ? "Neither was picked." : "Picked. The talk goes on from this selection.";
    focusInput();
    return true;
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
  const sent = Date.now();
  page.running = { request, utterance: words, asked, reply, sent, heard: sent };
  keep(tab, DRAFT, words);
  busy(true);
  reply.draw(emptyReply(), "Reading your message", false);
  toBottom();
  trigger("say", { request, utterance: words, key: page.key, catalogue: page.catalogue, consent: page.key.id ? null : page.consent });
  watchOver(page.running);
}

const emptyReply = () => ({ text: "", cards: [], duel: null, question: null, ways: [], table: null, suggestions: [], notices: [], how: [] });

function hear(view) {
  const turn = page.running;
  if (!turn || !view || view.request !== turn.request) return;
  if (turn.heard === turn.sent) keepDraft();
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
  keepDraft();
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
    const alive = await fetch("../healthz", { cache: "no-store" }).then((answer) => answer.ok, () => false);
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

// --- what the page notices by itself -------------------------------------------------------------------------------

// Sent together, a little later: one request for a whole slate. What cannot be sent is not worth an error.
const noticed = [];

function notice(card, kind, seconds) {
  const id = kind === "dwell" ? uuid() : kind;
  noticed.push({ key: page.key, event: { id, impression: card.impression, kind, seconds: seconds ?? null, at: new Date().toISOString() } });
  if (noticed.length === 1) setTimeout(tellNoticed, 1500);
}

function tellNoticed() {
  while (noticed.length) {
    const { key } = noticed[0];
    const several = noticed.filter((one) => one.key.id === key.id).slice(0, 200);
    several.forEach((one) => noticed.splice(noticed.indexOf(one), 1));
    const sent = { key, events: several.map((one) => one.event), sent_at: new Date().toISOString() };
    if (key.id) server.notice(sent).catch(() => {});
  }
}

// How long the page of an item, opened beside this one, was looked at.
function cameBack() {
  const { followed } = page;
  const seconds = followed && (Date.now() - followed.at) / 1000;
  if (document.hidden || !(seconds > 1) || seconds > 86400) return;
  page.followed = null;
  notice(followed.card, "dwell", seconds);
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

// What is in the box, or on its way: a page that is loaded again still has it.
const DRAFT = "tastemaker.draft";

function keepDraft() {
  keep(tab, DRAFT, $("input").value);
}

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
