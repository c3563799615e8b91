// A recommendation, and what people tell us about it.

const MARKS = { like: "liked", dislike: "rejected", seen: "seen", accept: "taken" };

function cards(w, items) {
  return h("ol", { class: "cards", "aria-label": w.t("shown", { n: items.length }) }, items.map((one) => card(w, one)));
}

function card(w, one) {
  const heading = `c${uuid()}`;
  const node = h(
    "li",
    { class: "card", "data-id": one.impression_id },
    h(
      "article",
      { "aria-labelledby": heading },
      h("div", { class: "top" }, picture(w, one), h("div", { class: "what" }, h("h3", { id: heading, dir: "auto" }, link(w, one)), facts(one))),
      h("p", { class: "why", dir: "auto", hidden: !one.why }, one.why),
      wishes(w, one),
      feedback(w, one),
    ),
  );
  mark(node, one.mark);
  w.watch(node, one);
  return node;
}

// A picture that does not come gives way to our drawing, once.
function picture(w, one) {
  const image = h("img", { src: address(one.image, w.server) || address(one.drawing, w.server), alt: "", width: 320, height: 200, loading: "lazy", referrerpolicy: "no-referrer" });
  image.addEventListener("error", () => { image.src = address(one.drawing, w.server); }, { once: true });
  return h("div", { class: "picture" }, image);
}

// A page of the same site takes the place of this one, since the talk goes on there; any other opens beside it.
function link(w, one) {
  const href = address(one.link);
  if (!href) return one.title;
  const ours = new URL(href).origin === location.origin;
  const click = (event) => {
    w.react(one, "click", "", { keepalive: true });
    if (w.tell("rec-click", { ...named(one), link: href })) w.kept.write({ left: { ...named(one), at: Date.now() } });
    else event.preventDefault();
  };
  return h("a", { href, click, rel: "noopener noreferrer nofollow", target: ours ? null : "_blank" }, one.title);
}

const named = (one) => ({ item_id: one.item_id, impression_id: one.impression_id, title: one.title, rank: one.rank });

function facts(one) {
  const told = one.facts.filter((fact) => fact.value !== one.price).slice(0, 3);
  return [
    one.price && h("p", { class: "price" }, one.price),
    told.length > 0 && h("ul", { class: "facts" }, told.map((fact) => h("li", { title: fact.label }, unseen(`${fact.label}: `), h("bdi", {}, fact.value)))),
  ];
}

function wishes(w, one) {
  if (!one.wishes.length) return null;
  return h("ul", { class: "marks", "aria-label": w.t("wishes") }, one.wishes.map((wish) =>
    h("li", { class: wish.met ? "met" : "missed" }, icon(wish.met ? "check" : "cross"), unseen(`${w.t(wish.met ? "met" : "missed")}: `), h("bdi", {}, wish.wanted))));
}

function feedback(w, one) {
  const reasons = h("div", { class: "reasons", role: "group", "aria-label": w.t("wrong"), hidden: true }, h("span", {}, w.t("wrong")));
  for (const reason of one.reject_reasons) {
    const tag = button("tag", async () => press(tag, await w.react(one, "dislike", reason)), { "aria-pressed": "false", dir: "auto" }, reason);
    reasons.append(tag);
  }
  const thumb = (kind, shape) => iconButton(shape, w.t(kind), async (event) => {
    const node = event.currentTarget.closest(".card");
    const before = node.dataset.mark;
    const back = before === MARKS[kind];
    mark(node, back ? "" : MARKS[kind]);
    reasons.hidden = back || kind !== "dislike" || !one.reject_reasons.length;
    reasons.scrollIntoView({ block: "nearest" });
    if (!(await (back ? w.react(one, "withdraw", kind) : w.react(one, kind)))) mark(node, before);
  }, { "data-kind": kind, "aria-pressed": "false" });
  const compare = button("act", () => w.choose(one, compare), { "aria-pressed": "false" }, w.t("compare"));
  const say = (key) => () => w.say(w.t(key, { title: one.title }));
  const row = h("div", { class: "acts", role: "toolbar", "aria-label": one.title },
    thumb("like", "up"), thumb("dislike", "up"), thumb("seen", "eye"), thumb("accept", "check"),
    button("act", say("saySimilar"), {}, w.t("similar")),
    one.price && button("act", say("sayCheaper"), {}, w.t("cheaper")),
    compare);
  return [roving(row), reasons];
}

function mark(node, made) {
  node.dataset.mark = made;
  for (const one of node.querySelectorAll("[data-kind]")) press(one, MARKS[one.dataset.kind] === made);
}
