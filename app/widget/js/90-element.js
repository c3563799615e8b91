// <tastemaker-chat>: its attributes, its methods, its events.

const RTL = /^(ar|dv|fa|he|ps|ur|yi)$/;
const script = document.currentScript;

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

function widget(host, shadow) {
  const stopping = new AbortController();
  const attribute = (name) => host.getAttribute(name) || "";
  const server = (attribute("server") || (script ? script.src.replace(/\/widget\.js.*$/, "") : location.origin)).replace(/\/+$/, "");
  const language = (/^[a-z]+/.exec((host.lang || document.documentElement.lang || navigator.language).toLowerCase()) || ["en"])[0];
  const w = {
    host, shadow, server,
    signal: stopping.signal,
    key: attribute("key"),
    catalogue: attribute("catalogue"),
    inline: attribute("mode") === "inline",
    consent: attribute("consent") || undefined,
    person: "",
    known: null,
    texts: EN,
    t: (key, values = {}) => String(w.texts[key] ?? EN[key]).replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all),
    count: (number) => number.toLocaleString(language),
    tell: (type, detail = {}) => host.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, cancelable: true, detail: { catalogue: w.catalogue, ...detail } })),
  };
  w.title = host.heading;
  w.place = `tastemaker:${server}|${w.catalogue}|${w.key}`;
  w.kept = kept(w.place);
  w.wire = wire(w);
  w.run = runs(w);
  w.watch = watcher(w);
  w.launcher = button("launcher", () => act("open"), { "aria-haspopup": "dialog", hidden: w.inline }, icon("chat"), attribute("label") && h("span", { dir: "auto" }, attribute("label")));
  w.root = h("div", { class: w.inline ? "root inline" : "root", lang: language, dir: host.dir || (!host.lang && document.dir) || (RTL.test(language) ? "rtl" : "ltr") }, w.launcher);
  const room = new CSSStyleSheet();
  shadow.adoptedStyleSheets = [sheet, room];
  shadow.replaceChildren(w.root);
  label();

  function label() {
    w.launcher.setAttribute("aria-label", attribute("label") || w.t("open"));
  }

  // The keyboard of a phone takes room that only this tells of.
  function fit() {
    const { height, offsetTop } = visualViewport;
    room.replaceSync(`.panel{--seen:${height}px;--above:${offsetTop}px}`);
  }
  for (const type of ["resize", "scroll"]) visualViewport.addEventListener(type, fit, { signal: w.signal });
  fit();

  // The panel is made when it is first wanted, in its language.
  const texts = language === "en" ? Promise.resolve() : fetch(`${server}/widget/texts/${language}.json`, { signal: AbortSignal.timeout(4000) }).then((answer) => answer.ok && answer.json()).catch(() => {});
  let made;
  const make = () => (made ||= texts.then((theirs) => {
    w.texts = { ...EN, ...theirs, ...host.texts };
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

  // What was open half an hour ago opens again.
  if (w.inline) act("open");
  else if (Date.now() - w.kept.read().open < 18e5 && !matchMedia(NARROW).matches) act("open", false);
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

// Tells that a card was seen: half of it, for a second, once.
const watcher = (w) => (node, one) => {
  let timer;
  const observer = new IntersectionObserver((changes) => {
    clearTimeout(timer);
    if (changes.pop().isIntersecting) timer = setTimeout(seen, 1000);
  }, { threshold: 0.5 });
  observer.observe(node);

  function seen() {
    const before = w.kept.read().seen || [];
    if (document.hidden || before.includes(one.impression_id)) return;
    observer.disconnect();
    w.kept.write({ seen: [...before, one.impression_id].slice(-60) });
    w.react(one, "shown");
  }
};

class TastemakerChat extends HTMLElement {
  static observedAttributes = ["server", "key", "catalogue", "lang", "dir", "mode", "title", "starters", "label", "consent"];
  #shadow = this.attachShadow({ mode: "open" });
  #widget = null;
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
    if (before !== now && (name !== "title" || now)) this.#renew();
  }

  #renew() {
    if (!this.#widget || !this.isConnected) return;
    this.#widget.stop();
    this.connectedCallback();
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
  const add = () => document.body.append(h("tastemaker-chat", script.dataset));
  if (document.body) add();
  else addEventListener("DOMContentLoaded", add);
}
