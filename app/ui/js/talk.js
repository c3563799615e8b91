// One message in the log. A reply is drawn again and again while it grows; what is there already stays as it is.

function saidNode(view, again) {
  return h(
    "div",
    { class: "tm-you" },
    h("span", { class: "tm-sr" }, "You: "),
    h("p", { dir: "auto" }, view.text),
    view.failed ? h("small", { class: "tm-failed" }, "This was not answered. ", button("Send it again", () => again(view.text), { class: "tm-again" })) : null,
  );
}

function replyNode(actions) {
  const node = h("div", { class: "tm-it" }, h("span", { class: "tm-sr" }, "Tastemaker: "));
  const parts = {
    step: h("p", { class: "tm-step", hidden: true }, h("span", { class: "tm-dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), h("span", { class: "tm-stepwords" })),
    text: h("p", { class: "tm-text", dir: "auto" }),
    cards: h("div", { class: "tm-slot" }),
    rest: h("div", { class: "tm-rest" }),
  };
  node.append(parts.step, parts.text, parts.cards, parts.rest);
  let shown = "";
  let drawn = "";

  function drawText(text) {
    if (text === shown) return;
    const grows = shown && text.startsWith(shown);
    if (!grows) parts.text.replaceChildren();
    const piece = grows ? text.slice(shown.length) : text;
    if (actions.live() && !calm.matches) parts.text.append(...fading(piece));
    else parts.text.append(piece);
    shown = text;
  }

  function draw(view, step, done) {
    parts.step.hidden = !step;
    parts.step.querySelector(".tm-stepwords").textContent = step ? `${step} …` : "";
    drawText(view.text);
    const slateKey = cardsOf(view).map((card) => card.impression).join();
    if (slateKey !== drawn) {
      parts.cards.replaceChildren(...(view.duel ? [duelNode(view.duel, actions)] : view.cards.length ? [slate(view.cards, actions)] : []));
      drawn = slateKey;
    } else {
      view.cards.forEach((card, place) => reword(parts.cards.querySelectorAll(".tm-card")[place], card.why));
    }
    if (done) parts.rest.replaceChildren(...rest(view, actions));
    node.title = "";
  }

  return { node, draw, parts };
}

function cardsOf(view) {
  return view.duel ? view.duel.sides.flatMap((side) => side.cards) : view.cards;
}

function fading(text) {
  return text.split(/(?<= )/).map((word, place) => h("span", { class: "tm-word", style: `animation-delay:${Math.min(place * 16, 600)}ms` }, word));
}

function rest(view, actions) {
  return [
    view.table ? tableNode(view.table) : null,
    view.notices.length ? h("ul", { class: "tm-notices" }, view.notices.map((one) => h("li", { dir: "auto" }, one))) : null,
    view.question ? questionNode(view.question, actions) : null,
    view.ways.length ? optionRow(view.ways, actions, "Ways to get there", "tm-option") : null,
    view.suggestions.length ? optionRow(view.suggestions, actions, "Suggested replies", "tm-suggestion") : null,
    view.how.length ? h("details", { class: "tm-why" }, h("summary", {}, "How this was understood"), ...view.how.map((line) => h("p", { dir: "auto" }, line))) : null,
  ].filter(Boolean);
}

function questionNode(question, actions) {
  const why = question.why ? h("details", { class: "tm-why" }, h("summary", {}, "Why this question?"), h("p", {}, question.why)) : null;
  return h("div", { class: "tm-question" }, optionRow(question.options, actions, question.text, "tm-option"), why);
}

function optionRow(options, actions, label, kind) {
  return h(
    "div",
    { class: "tm-options", role: "group", "aria-label": label },
    options.map((option) =>
      button("", () => actions.say(option.say), { class: kind, dir: "auto", "data-say": option.say }, h("span", {}, option.label), countNode(option)),
    ),
  );
}

function countNode(option) {
  if (option.count === null) return null;
  return h("span", { class: "tm-count" }, h("span", { class: "tm-sr" }, ", "), count(option.count), h("span", { class: "tm-sr" }, option.count === 1 ? " match" : " matches"));
}

function tableNode(table) {
  const head = h("tr", {}, h("td"), table.titles.map((title) => h("th", { scope: "col", dir: "auto" }, title)));
  const rows = table.rows.map(([label, ...cells], place) =>
    h("tr", { class: table.differs[place] ? "tm-differs" : "" }, h("th", { scope: "row" }, label), cells.map((cell) => h("td", { dir: "auto" }, cell))),
  );
  return h("div", { class: "tm-tablebox", tabindex: "0", role: "region", "aria-label": "Comparison" }, h("table", { class: "tm-table" }, h("thead", {}, head), h("tbody", {}, rows)));
}

// What a screen reader is told once, when the reply is finished.
function announcement(view) {
  const titles = view.cards.map((card) => `${card.rank}: ${card.title}`);
  const sides = view.duel ? view.duel.sides.map((side, place) => `Selection ${SIDES[place]}: ${side.cards.map((card) => card.title).join(", ")}.`) : [];
  const options = view.question ? view.question.options.map((option) => option.label) : [];
  return [view.text, titles.length ? `${titles.length} recommendations. ${titles.join(". ")}.` : "", ...sides, options.length ? `Answers to choose from: ${options.join(", ")}.` : ""].filter(Boolean).join(" ");
}
