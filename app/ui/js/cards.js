// A slate as cards, and what people tell us about each of them.

const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

function slate(cards, actions) {
  return h("ol", { class: "tm-cards", "aria-label": `${cards.length} recommendations` }, cards.map((card) => cardNode(card, actions)));
}

function cardNode(card, actions) {
  const heading = `tm-card-${card.impression}`;
  const node = h(
    "li",
    { class: "tm-card", "data-item": card.item },
    h(
      "article",
      { "aria-labelledby": heading },
      h("div", { class: "tm-picture" }, pictureOf(card), h("span", { class: "tm-rank", "aria-hidden": "true" }, String(card.rank))),
      h(
        "div",
        { class: "tm-cardbody" },
        h("h3", { id: heading, class: "tm-title", dir: "auto" }, titleOf(card, actions)),
        facts(card),
        card.why ? h("p", { class: "tm-because", dir: "auto" }, card.why) : null,
        wishes(card),
      ),
      feedback(card, actions),
    ),
  );
  tellSeen(node, card, actions);
  return mark(node, card.mark);
}

// A card was seen when half of it was on the screen for a second.
function tellSeen(node, card, actions) {
  let timer;
  const observer = new IntersectionObserver((changes) => {
    clearTimeout(timer);
    if (!changes[changes.length - 1].isIntersecting) return;
    timer = setTimeout(() => {
      if (document.hidden) return;
      observer.disconnect();
      actions.notice(card, "shown");
    }, 1000);
  }, { threshold: 0.5 });
  observer.observe(node);
}

// A reason may come once more in other words, after its card.
function reword(node, why) {
  const told = node && node.querySelector(".tm-because");
  if (!told || !why || told.textContent === why) return;
  told.replaceChildren(...(calm.matches ? [why] : fading(why)));
}

// A picture from elsewhere that does not come gives way to our drawing, once.
function pictureOf(card) {
  const image = h("img", { src: card.image, alt: "", loading: "lazy", width: 320, height: 200, referrerpolicy: "no-referrer" });
  if (card.drawing) image.addEventListener("error", () => { image.src = card.drawing; }, { once: true });
  return image;
}

function titleOf(card, actions) {
  const address = safeLink(card.link);
  if (!address) return card.title;
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow", onclick: () => actions.follow(card) }, card.title, " ", icon("link"));
}

function facts(card) {
  if (!card.facts.length) return null;
  return h(
    "ul",
    { class: "tm-facts" },
    card.facts.map(([label, value]) => h("li", { title: label, dir: "auto" }, h("span", { class: "tm-sr" }, `${label}: `), value)),
  );
}

function wishes(card) {
  if (!card.wishes.length) return null;
  return h(
    "ul",
    { class: "tm-marks", "aria-label": "Your wishes" },
    card.wishes.map((wish) =>
      h("li", { class: wish.met ? "tm-met" : "tm-missed", dir: "auto" }, icon(wish.met ? "check" : "cross"), h("span", { class: "tm-sr" }, wish.met ? "met: " : "missed: "), wish.words),
    ),
  );
}

function feedback(card, actions) {
  const reasons = h("div", { class: "tm-reasons", role: "group", "aria-label": `What is wrong with ${card.title}?`, "data-of": "dislike", hidden: true });
  reasons.append(h("span", { class: "tm-reasonhead" }, "What is wrong with it?"));
  const known = stars(card, actions);
  for (const reason of card.reasons) {
    const tag = button(reason, async () => {
      if (await actions.react(card, "dislike", reason)) tag.setAttribute("aria-pressed", "true");
    }, { class: "tm-tag", "aria-pressed": "false" });
    reasons.append(tag);
  }
  const row = h(
    "div",
    { class: "tm-feedback", role: "group", "aria-label": `Feedback on ${card.title}` },
    thumb("up", "like", `Good suggestion: ${card.title}`, card, actions),
    thumb("down", "dislike", `Not for me: ${card.title}`, card, actions, reasons),
    thumb("check", "accept", `I take it: ${card.title}`, card, actions),
    thumb("eye", "seen", `Seen it: ${card.title}`, card, actions, known, "Seen it"),
    button("", (event) => actions.similar(card, event.currentTarget), { class: "tm-react tm-similar", "aria-label": `More like ${card.title}`, title: "More like this" }, "More like this"),
  );
  return h("div", { class: "tm-cardfoot" }, row, reasons, known);
}

// How it was, for what one has seen.
function stars(card, actions) {
  const several = [1, 2, 3, 4, 5].map((value) => {
    const label = value === 1 ? "1 star" : `${value} stars`;
    return button("★", async () => {
      if (!(await actions.react(card, "rating", "", value))) return;
      several.forEach((one, place) => {
        one.classList.toggle("tm-lit", place < value);
        one.setAttribute("aria-pressed", String(place + 1 === value));
      });
    }, { class: "tm-star", "aria-label": label, title: label, "aria-pressed": "false" });
  });
  return h("div", { class: "tm-reasons", role: "group", "aria-label": `How was ${card.title}?`, "data-of": "seen", hidden: true }, h("span", { class: "tm-reasonhead" }, "How was it?"), several);
}

const MARKS = { like: "liked", dislike: "rejected", seen: "seen", accept: "taken" };

// What was tapped is taken back by tapping it again.
function thumb(name, kind, label, card, actions, box, words) {
  return button("", async (event) => {
    const node = event.currentTarget.closest(".tm-card");
    const before = node.dataset.mark || "";
    const back = before === MARKS[kind];
    mark(node, back ? "" : MARKS[kind]);
    if (box && !back) openReasons(box, true);
    if (!(await (back ? actions.react(card, "withdraw", kind) : actions.react(card, kind)))) mark(node, before);
  }, { class: "tm-react", "data-kind": kind, "aria-label": label, "aria-pressed": "false", title: words || label.split(":")[0] }, words || icon(name));
}

// The other cards keep the height that they had beside this one.
function openReasons(reasons, open) {
  const cards = Array.from(reasons.closest(".tm-cards").children);
  if (open) for (const card of cards) card.style.minHeight ||= `${card.offsetHeight}px`;
  reasons.hidden = !open;
  if (open) reasons.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
  if (!cards.some((card) => card.querySelector(".tm-reasons:not([hidden])"))) for (const card of cards) card.style.minHeight = "";
}

function mark(node, made) {
  node.dataset.mark = made;
  for (const one of node.querySelectorAll(".tm-react[data-kind]")) one.setAttribute("aria-pressed", String(MARKS[one.dataset.kind] === made));
  for (const box of node.querySelectorAll(".tm-reasons")) if (made !== MARKS[box.dataset.of] && !box.hidden) openReasons(box, false);
  return node;
}
