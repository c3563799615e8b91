// One message in the log. A reply grows; what is there already stays as it is.

function said(w, text) {
  return h("div", { class: "you" }, unseen(`${w.t("you")}: `), h("p", { dir: "auto" }, text));
}

function replying(w) {
  const step = h("p", { class: "step", hidden: true });
  const text = h("p", { class: "text", dir: "auto" });
  const slate = h("div");
  const rest = h("div");
  const node = h("div", { class: "it" }, unseen(`${w.t("it")}: `), step, text, slate, rest);
  let shown = "";

  function show(items) {
    const slateOf = items.map((one) => one.impression_id).join();
    if (slateOf !== shown) slate.replaceChildren(...(items.length ? [cards(w, items)] : []));
    else items.forEach(reword);
    shown = slateOf;
  }

  function reword({ impression_id: id, why }) {
    const told = slate.querySelector(`[data-id="${CSS.escape(id)}"] .why`);
    if (told && why && told.textContent !== why) told.replaceChildren(why);
  }

  return {
    node,
    show,
    reword,
    step(words) {
      step.hidden = !words;
      step.textContent = words;
    },
    say: (words) => text.append(words),
    finish(reply) {
      step.hidden = true;
      if (text.textContent !== reply.text) text.replaceChildren(reply.text);
      show(reply.recommendations);
      rest.replaceChildren(...ending(w, reply));
    },
  };
}

function ending(w, reply) {
  const { question, relaxations, comparison, notices, suggestions } = reply;
  const ways = relaxations.filter((way) => way.option).map((way) => ({ ...way.option, count: way.count, example: way.example }));
  return [
    comparison && table(w, comparison),
    notices.length && h("ul", { class: "notices" }, notices.map((one) => h("li", { dir: "auto" }, one))),
    question && options(w, question.options, question.text, "option"),
    question && question.why && h("details", {}, h("summary", {}, w.t("whyQuestion")), h("p", { dir: "auto" }, question.why)),
    ways.length && options(w, ways, w.t("answers"), "option way"),
    suggestions.length && options(w, suggestions, w.t("answers"), "suggestion"),
  ].filter(Boolean);
}

function options(w, several, label, kind) {
  return h("div", { class: "options", role: "group", "aria-label": label }, several.map((one) =>
    button(kind, () => w.say(one.utterance), { dir: "auto", "data-say": one.utterance }, h("span", {}, one.label), one.count != null && counted(w, one))));
}

function counted(w, one) {
  const number = w.t(one.count === 1 ? "match" : "matches", { n: w.count(one.count) });
  if (one.example) return h("small", {}, `${number}, ${w.t("suchAs", { title: one.example })}`);
  return h("small", {}, h("span", { "aria-hidden": "true" }, w.count(one.count)), unseen(`, ${number}`));
}

function table(w, { titles, rows }) {
  const head = h("tr", {}, h("td"), titles.map((title) => h("th", { scope: "col", dir: "auto" }, title)));
  const body = rows.map((row) => h("tr", { class: row.differs && "differs" }, h("th", { scope: "row", dir: "auto" }, row.label), row.values.map((value) => h("td", { dir: "auto" }, value))));
  return h("div", { class: "table", tabindex: 0, role: "region", "aria-label": w.t("comparison") }, h("table", {}, h("thead", {}, head), h("tbody", {}, body)));
}

// What a screen reader is told once, when the reply is finished.
function announcement(w, reply) {
  const titles = reply.recommendations.map((one) => `${one.rank}: ${one.title}.`);
  const answers = reply.question ? reply.question.options.map((one) => one.label) : [];
  return [reply.text, titles.length && `${w.t("shown", { n: titles.length })}.`, ...titles, answers.length && `${w.t("answers")}: ${answers.join(", ")}.`].filter(Boolean).join(" ");
}
