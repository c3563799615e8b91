// <tastemaker-chat>: its attributes, its methods, its events.

const RTL = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)$/;
const SEEN_SHARE = 0.6;
const SEEN_TIME = 500;
const KEPT_SEEN = 60;
const script = document.currentScript;

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

function widget(host, shadow) {
  const stopping = new AbortController();
  const server = (host.getAttribute("server") || (script ? script.src.replace(/\/widget\.js.*$/, "") : location.origin)).replace(/\/+$/, "");
  const language = (host.lang || document.documentElement.lang || navigator.language || "en").toLowerCase().split("-")[0].replace(/[^a-z]/g, "") || "en";
  const w = {
    host, shadow, server,
    signal: stopping.signal,
    key: host.getAttribute("key") || "",
    catalogue: host.getAttribute("catalogue") || "",
    inline: host.getAttribute("mode") === "inline",
    person: "",
    known: null,
    texts: EN,
    t: (key, values = {}) => String(w.texts[key] ?? EN[key]).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all),
    count: (number) => new Intl.NumberFormat(language).format(number),
    tell: (type, detail = {}) => host.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, cancelable: true, detail: { catalogue: w.catalogue, ...detail } })),
  };
  w.title = host.heading;
  w.place = `tastemaker:${server}|${w.catalogue}|${w.key}`;
  w.kept = kept(w.place);
  w.wire = wire(w);
  w.run = runs(w);
  w.watch = watcher(w);
  w.launcher = button("launcher", () => act("open"), { "aria-haspopup": "dialog", hidden: w.inline }, icon("chat"), host.hasAttribute("label") && h("span", { dir: "auto" }, host.getAttribute("label")));
  w.root = h("div", { class: "root", lang: language, dir: host.dir || (!host.lang && document.dir) || (RTL.test(language) ? "rtl" : "ltr") }, w.launcher);
  const room = new CSSStyleSheet();
  shadow.adoptedStyleSheets = [sheet, room];
  shadow.replaceChildren(w.root);
  label();

  function label() {
    w.launcher.setAttribute("aria-label", host.getAttribute("label") || w.t("open"));
  }

  // The keyboard of a phone takes room that only this tells of.
  function fit() {
    const { height, offsetTop } = visualViewport;
    room.replaceSync(`.panel{--seen:${height}px;--above:${offsetTop}px}`);
  }
  if (window.visualViewport) {
    for (const type of ["resize", "scroll"]) visualViewport.addEventListener(type, fit, { signal: w.signal });
    fit();
  }

  async function words(place) {
    try {
      const answer = await fetch(place, { credentials: "omit", signal: AbortSignal.timeout(4000) });
      return answer.ok ? await answer.json() : {};
    } catch {
      return {};
    }
  }

  // The panel is made when it is first wanted, in its language.
  const own = address(host.getAttribute("texts"), location.href);
  const texts = Promise.all([language === "en" ? {} : words(`${server}/widget/texts/${language}.json`), own ? words(own) : {}]);
  let made;
  const make = () => (made ||= texts.then(([theirs, site]) => {
    w.texts = { ...EN, ...theirs, ...site, ...host.texts };
    label();
    return panel(w);
  }));

  async function act(name, ...given) {
    const there = await make();
    if (stopping.signal.aborted) return undefined;
    return there[name](...given);
  }

  async function send(text) {
    await act("open");
    await act("ready");
    return w.say(String(text));
  }

  // Another person's conversation is not theirs to read; what one said before signing in stays theirs.
  function identify(jwt) {
    const before = w.kept.read().person;
    const now = subject(jwt);
    w.person = jwt || "";
    if (before && before !== now) w.kept.put({});
    w.kept.write({ person: now });
    if (before !== now) act("reload");
  }

  const { open: since, run } = w.kept.read();
  if (w.inline) act("open");
  else if ((run || Date.now() - (since || 0) < STAYS_OPEN) && since && !matchMedia(NARROW).matches) act("open", false);
  else make();

  return { act, send, identify, stop: () => stopping.abort() };
}

function subject(jwt) {
  try {
    return JSON.parse(atob(jwt.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))).sub || "";
  } catch {
    return "";
  }
}

// Tells that a card was seen: most of it, for half a second, once.
function watcher(w) {
  const cards = new WeakMap();
  const seen = (one) => {
    const before = w.kept.read().seen || [];
    if (before.includes(one.impression_id) || document.visibilityState !== "visible") return;
    w.kept.write({ seen: [...before, one.impression_id].slice(-KEPT_SEEN) });
    w.react(one, "shown");
  };
  const observer = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) {
      const card = cards.get(target);
      clearTimeout(card.timer);
      if (isIntersecting) card.timer = setTimeout(() => { observer.unobserve(target); seen(card.one); }, SEEN_TIME);
    }
  }, { threshold: SEEN_SHARE });
  w.signal.addEventListener("abort", () => observer.disconnect());
  return (node, one) => {
    cards.set(node, { one });
    observer.observe(node);
  };
}

class TastemakerChat extends HTMLElement {
  static observedAttributes = ["server", "key", "catalogue", "lang", "dir", "mode", "title", "starters", "texts", "label"];
  #shadow = this.attachShadow({ mode: "open" });
  #widget = null;
  #pending = false;
  #texts = {};
  #person;
  heading = "";

  connectedCallback() {
    // Left where it is, the browser would show it as a hint wherever the pointer rests.
    if (this.title) {
      this.heading = this.title;
      this.removeAttribute("title");
    }
    window.tastemaker ||= this;
    this.#widget = widget(this, this.#shadow);
    if (this.#person !== undefined) this.#widget.identify(this.#person);
  }

  disconnectedCallback() {
    this.#widget.stop();
    if (window.tastemaker === this) window.tastemaker = null;
  }

  attributeChangedCallback(name, before, now) {
    if (!this.#widget || before === now || (name === "title" && now === null)) return;
    this.#renew();
  }

  #renew() {
    if (this.#pending || !this.#widget) return;
    this.#pending = true;
    queueMicrotask(() => {
      this.#pending = false;
      this.#widget.stop();
      if (this.isConnected) this.connectedCallback();
    });
  }

  get texts() {
    return this.#texts;
  }

  set texts(own) {
    this.#texts = { ...own };
    this.#renew();
  }

  open() {
    return this.#widget.act("open");
  }

  close() {
    return this.#widget.act("close");
  }

  send(text) {
    return this.#widget.send(text);
  }

  identify(jwt) {
    this.#person = jwt || "";
    this.#widget.identify(jwt);
  }

  addToContext(item) {
    return this.#widget.act("addToContext", item);
  }
}

if (!customElements.get("tastemaker-chat")) customElements.define("tastemaker-chat", TastemakerChat);

// The one-script form: what the script is given becomes the element's attributes.
if (script && script.dataset.catalogue && !document.querySelector("tastemaker-chat")) {
  const add = () => document.body.append(h("tastemaker-chat", { server: script.src.replace(/\/widget\.js.*$/, ""), ...script.dataset }));
  if (document.body) add();
  else addEventListener("DOMContentLoaded", add);
}
