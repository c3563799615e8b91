// The frame: launcher, header, log, composer; what is open, what is in focus, what went wrong.

const NARROW = "(max-width: 480px), (max-height: 480px)";
const MOST_CHOSEN = 4;

function panel(w) {
  const live = h("div", { class: "sr", role: "status" });
  const log = h("div", { class: "log", role: "log", "aria-live": "off", "aria-label": w.t("log"), translate: "no", tabindex: 0 });
  const wishes = h("div", { class: "wishes", translate: "no" });
  const alert = h("div", { class: "alert", role: "alert", hidden: true });
  const bar = h("div", { class: "bar", hidden: true });
  const about = h("div", { class: "about", hidden: true });
  const input = h("textarea", { rows: 1, "aria-label": w.t("placeholder"), placeholder: w.t("placeholder"), enterkeyhint: "send", dir: "auto", autocomplete: "off" });
  const sender = button("send", () => (w.run.running() ? w.run.stop() : submit()), {}, icon("send"));
  const heading = h("h2", { id: "title", dir: "auto" }, w.title || w.kept.read().title || w.t("it"));
  const head = h("header", {}, icon("chat"), heading, iconButton("plus", w.t("new"), startOver), w.inline ? null : iconButton("cross", w.t("close"), () => close()));
  const box = h(w.inline ? "section" : "dialog", { class: "panel", tabindex: -1, "aria-labelledby": "title" },
    head, wishes, log, h("div", { class: "foot" }, alert, bar, about, h("form", { submit: (event) => { event.preventDefault(); submit(); } }, input, sender)), live);
  const chosen = new Map();
  let items = [];
  let changes = Promise.resolve();
  let free = false;
  let loading;

  w.root.append(box);
  busy(false);
  setInput(w.kept.read().draft || "");

  // --- what the run tells -------------------------------------------------------------------------------------------

  Object.assign(w, {
    asked(run) {
      say("");
      tidy();
      run.node = said(w, run.text);
      run.reply = replying(w);
      log.append(run.node, run.reply.node);
      free = false;
      busy(true);
      w.step(run, run.heard ? "reconnecting" : "understand");
    },
    step(run, name) {
      // Of most steps there is nothing to say.
      if (EN[name]) run.reply.step(w.t(name));
      follow(run);
    },
    cards(run, several) {
      run.reply.show(several);
      follow(run);
    },
    words(run, words) {
      run.reply.step("");
      run.reply.say(words);
      follow(run);
    },
    answered(run, reply) {
      run.reply.finish(reply);
      follow(run);
      live.textContent = announcement(w, reply);
      w.turns = reply.turn;
      w.kept.write({ turns: reply.turn, open: box.open && Date.now() });
    },
    unanswered(run, error) {
      // Cards that came before it broke off stay.
      run.reply.step("");
      if (!run.reply.node.querySelector(".card")) run.reply.node.remove();
      if (error.kind === "gone") w.kept.put({});
      const plain = error.kind === "stopped" || error.kind === "failed";
      const again = unanswered(run, plain ? error.kind : "failed");
      if (!plain) trouble(error, null, again);
      else if (error.kind === "failed") tellOf(error);
      live.textContent = run.node.textContent;
    },
    rested: () => busy(false),
    profile(profile) {
      if (JSON.stringify(profile) === JSON.stringify(w.known)) return;
      const focused = wishes.contains(w.shadow.activeElement);
      w.known = profile;
      wishes.replaceChildren(...[chips(w, profile)].filter(Boolean));
      if (focused) (wishes.querySelector("button") || input).focus();
    },
  });

  // --- what people do -----------------------------------------------------------------------------------------------

  Object.assign(w, {
    say(text) {
      if (!text.trim() || w.run.running()) return false;
      const meant = items.map((one) => one.item_id);
      items = [];
      drawAbout();
      return w.run.send(text.trim(), meant);
    },
    react(one, kind, reason = "", more = {}, value) {
      const quiet = kind === "shown" || more.keepalive;
      return change(async () => {
        const { profile } = await w.wire.here("POST", "/feedback", { impression_id: one.impression_id, kind, reason, value }, more);
        if (quiet) return;
        w.profile(profile);
        w.tell("rec-feedback", { ...named(one), kind, reason });
        if (kind !== "like" && kind !== "accept") fresh();
      }, quiet);
    },
    edit: (kind, { index, words } = {}) => change(async () => {
      w.profile(await (kind === "undo" ? w.wire.here("POST", "/profile/undo") : w.wire.here("PATCH", "/profile", { index, words, change: kind })));
      live.textContent = w.t("changed");
      fresh();
    }),
    choose(one, from) {
      press(chosen.get(one.item_id) || from, false);
      if (!chosen.delete(one.item_id) && chosen.size < MOST_CHOSEN) {
        chosen.set(one.item_id, from);
        press(from, true);
      }
      drawBar();
    },
  });

  // How long the page behind a card was looked at: until the person is back, or leaves the page that took our place.
  function back() {
    const { left } = w.kept.read();
    const value = left && (Date.now() - left.at) / 1000;
    if (document.hidden || !(value > 1)) return;
    w.kept.write({ left: 0 });
    w.react(left, "dwell", "", { keepalive: true }, value);
  }

  // One change after the other: answers that overtake each other would leave an older profile.
  function change(work, quiet) {
    changes = changes.then(work).then(() => true, (error) => quiet || trouble(error));
    return changes;
  }

  function drawBar() {
    bar.hidden = !chosen.size;
    bar.replaceChildren(
      button("primary", compare, { disabled: chosen.size < 2 }, `${w.t("compare")} (${chosen.size})`),
      iconButton("cross", w.t("dismiss"), clearChosen));
  }

  function clearChosen() {
    chosen.forEach((one) => press(one, false));
    chosen.clear();
    drawBar();
  }

  const compare = () => change(async () => {
    const found = await w.wire.here("POST", "/compare", { item_ids: [...chosen.keys()] });
    const node = h("div", { class: "it" }, table(w, found));
    clearChosen();
    log.append(node);
    node.firstChild.focus({ preventScroll: true });
    scroll(node);
    live.textContent = `${w.t("comparison")}: ${found.titles.join(", ")}`;
  });

  // After a change by hand the last answer is out of date: one tap brings a new one.
  function fresh() {
    const words = w.t("sayAgain");
    if (log.querySelector(`[data-say="${words}" i]`) || !log.querySelector(".cards")) return;
    log.append(options(w, [{ label: w.t("fresh"), utterance: words }], w.t("answers"), "suggestion"));
  }

  function unanswered(run, key) {
    const again = button("again", () => resend(run), {}, w.t("again"));
    run.node.append(h("small", { class: "failed" }, `${w.t(key)} `, again));
    return again;
  }

  function tidy() {
    for (const old of log.querySelectorAll(".hero, .failed, .options")) old.remove();
    if (chosen.size) clearChosen();
  }

  function resend(run) {
    if (w.run.running()) return;
    run.node.remove();
    if (run.reply) run.reply.node.remove();
    w.run.send(run.text, run.about, run.heard ? undefined : run.id);
  }

  function submit() {
    const text = input.value;
    if (w.say(text)) setInput("");
  }

  function setInput(text) {
    input.value = text;
    input.rows = 1;
    while (input.scrollHeight > input.clientHeight && input.rows < 5) input.rows += 1;
    if ((w.kept.read().draft || "") !== text) w.kept.write({ draft: text });
  }

  function drawAbout() {
    about.hidden = !items.length;
    about.replaceChildren(h("span", {}, `${w.t("about")}:`), ...items.map((one) => h("span", { class: "chip" }, h("bdi", {}, one.title), iconButton("cross", w.t("remove", { words: one.title }), () => {
      items = items.filter((other) => other !== one);
      drawAbout();
      input.focus();
    }))));
  }

  async function addToContext({ item_id: id, title }) {
    const one = { item_id: String(id), title: title || String(id) };
    items = [...items.filter((other) => other.item_id !== one.item_id), one].slice(-MOST_CHOSEN);
    drawAbout();
    if (title) return;
    one.title = (await w.wire.catalogue(`/items/${encodeURIComponent(one.item_id)}`).catch(() => one)).title;
    drawAbout();
  }

  // --- what is open -------------------------------------------------------------------------------------------------

  async function load() {
    const told = w.kept.read();
    try {
      const catalogue = w.wire.catalogue();
      const talk = told.id && (await w.wire.here("GET", "").catch((error) => {
        if (error.kind !== "gone" && error.kind !== "refused") throw error;
        w.kept.put({});
      }));
      const { title, welcome, starters, longest_message: longest } = await catalogue;
      w.kept.write({ title });
      if (!w.title) heading.textContent = title;
      input.maxLength = longest;
      say("");
      log.replaceChildren();
      w.profile(talk ? talk.profile : { preferences: [] });
      if (talk && talk.turns.some((turn) => turn.utterance)) replay(talk.turns);
      else log.append(hero(welcome, starters));
      w.run.resume();
      w.shown = w.kept.read().id;
    } catch (error) {
      if (!w.signal.aborted) trouble(error, load);
    }
  }

  function hero(welcome, given) {
    const own = w.host.getAttribute("starters");
    const several = own === null ? given : own.split("|").filter(Boolean).map((one) => ({ label: one.trim(), utterance: one.trim() }));
    return h("div", { class: "hero" }, h("p", { dir: "auto" }, welcome), several.length > 0 && [h("p", {}, w.t("lead")), options(w, several, w.t("answers"), "starter")]);
  }

  function replay(turns) {
    const { run } = w.kept.read();
    const talked = turns.filter((turn) => turn.utterance);
    const last = talked[talked.length - 1];
    const going = run && last.status === "open" && last.utterance === run.text;
    if (run && last.utterance === run.text && last.status !== "open") w.kept.write({ run: null });
    for (const turn of going ? talked.slice(0, -1) : talked) {
      const node = said(w, turn.utterance);
      log.append(node);
      const reply = replying(w);
      if (turn.reply) {
        reply.finish(turn.reply);
        if (turn !== last) for (const old of reply.node.querySelectorAll(".options")) old.remove();
        log.append(reply.node);
      }
      if (turn === last && turn.status === "failed") unanswered({ node, reply, text: turn.utterance, heard: true }, "failed");
    }
    w.turns = last.number;
    requestAnimationFrame(() => { log.scrollTop = Array.from(log.querySelectorAll(".you")).pop().offsetTop - 12; });
  }

  function startOver() {
    if (w.run.running()) return;
    w.kept.put({ open: w.kept.read().open });
    items = [];
    drawAbout();
    clearChosen();
    load();
    input.focus();
  }

  const shown = () => w.inline || box.open;

  function open(focus = true) {
    loading ||= load();
    if (shown()) return;
    // Where the panel is all there is to see, it is all that Tab reaches.
    if (matchMedia(NARROW).matches) box.showModal();
    else box.show();
    setInput(input.value);
    w.launcher.hidden = true;
    w.kept.write({ open: Date.now() });
    if (focus) (matchMedia("(pointer: coarse)").matches ? box : input).focus({ preventScroll: true });
    w.tell("rec-open");
  }

  function close() {
    if (!box.open) return;
    const focused = w.shadow.activeElement;
    w.launcher.hidden = false;
    box.close();
    w.kept.write({ open: 0 });
    if (focused) w.launcher.focus();
  }

  // --- what went wrong ----------------------------------------------------------------------------------------------

  const tellOf = ({ kind, status, message }) => w.tell("rec-error", { kind, status, message });

  function trouble(error, retry, waiting) {
    error.kind = error.kind === "lost" && !navigator.onLine ? "offline" : error.kind || "fault";
    say(w.t(error.kind, { n: error.wait }), retry);
    tellOf(error);
    if (error.kind !== "many" || !waiting) return;
    waiting.disabled = true;
    pause(error.wait * 1000).then(() => { waiting.disabled = false; });
  }

  function say(sentence, retry) {
    alert.hidden = !sentence;
    alert.replaceChildren(...(sentence ? [h("span", {}, sentence), retry ? button("again", retry, {}, w.t("retry")) : "", iconButton("cross", w.t("dismiss"), () => say(""))] : []));
  }

  function busy(on) {
    sender.replaceChildren(icon(on ? "stop" : "send"));
    sender.setAttribute("aria-label", w.t(on ? "stop" : "send"));
    sender.title = w.t(on ? "stop" : "send");
    box.classList.toggle("busy", on);
  }

  // The reply's end, but never so far that what was asked leaves the screen; whoever scrolls is left alone.
  function follow(run) {
    if (!free) scroll(run.node);
  }

  function scroll(node) {
    log.scrollTo({ top: Math.min(node.offsetTop - 12, log.scrollHeight - log.clientHeight), behavior: calm() ? "auto" : "smooth" });
  }

  for (const type of ["wheel", "touchmove"]) log.addEventListener(type, () => { free = true; }, { passive: true });
  input.addEventListener("input", () => setInput(input.value));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  addEventListener("pagehide", back, { signal: w.signal });
  document.addEventListener("visibilitychange", back, { signal: w.signal });
  addEventListener("offline", () => { if (shown()) say(w.t("offline")); }, { signal: w.signal });
  addEventListener("online", () => { say(""); if (!log.childElementCount) load(); }, { signal: w.signal });
  addEventListener("storage", (event) => {
    const told = w.kept.read();
    if (event.key === w.place && loading && !w.run.running() && !told.run && (told.id !== w.shown || told.turns !== w.turns)) load();
  }, { signal: w.signal });

  return {
    open, close, addToContext,
    ready: () => loading,
    reload: () => loading && !w.run.running() && load(),
  };
}
