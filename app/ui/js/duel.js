// Two slates side by side: one is picked, and the talk goes on from it.

const SIDES = ["A", "B"];

function duelNode(duel, actions) {
  const sides = duel.sides.map((side, place) => sideNode(side, place, actions));
  const node = h("section", { class: "tm-duel", "aria-label": "Two selections to choose from" }, h("div", { class: "tm-sides" }, sides));
  if (duel.picked === null) offerPicks(node, duel, sides, actions);
  else settle(node, sides, duel.picked);
  return node;
}

function sideNode(side, place, actions) {
  const heading = `tm-side-${side.slate}`;
  return h(
    "div",
    { class: "tm-selection", role: "group", "aria-labelledby": heading, "data-slate": side.slate },
    h("h3", { id: heading, class: "tm-sidename" }, `Selection ${SIDES[place]}`),
    slate(side.cards, actions),
  );
}

// Left and right arrow go from one choice to the next.
function offerPicks(node, duel, sides, actions) {
  const pick = (winner) => async () => {
    if (await actions.pick(duel.id, winner)) settle(node, sides, winner === TIE ? "" : winner);
  };
  const choices = duel.sides.map((side, place) => {
    const named = { class: "tm-choose tm-primary", "aria-label": `This one: selection ${SIDES[place]}` };
    return button("", pick(side.slate), named, icon("check"), h("span", {}, "This one"));
  });
  const neither = button("Neither stands out", pick(TIE), { class: "tm-choose tm-neither" });
  sides.forEach((side, place) => side.append(h("div", { class: "tm-chooserow" }, choices[place])));
  node.append(h("div", { class: "tm-chooserow" }, neither));
  const order = [choices[0], neither, choices[1]];
  node.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const at = order.indexOf(event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    order[Math.min(Math.max(at + step, 0), order.length - 1)].focus();
  });
}

const TIE = "tie";

// What was picked stays as the slate of this answer, the other one is folded away; of neither, both stay as they are.
function settle(node, sides, picked) {
  for (const row of node.querySelectorAll(".tm-chooserow")) row.remove();
  if (!picked) return;
  const winner = sides.find((side) => side.dataset.slate === picked);
  const loser = sides.find((side) => side !== winner);
  const other = h("details", { class: "tm-why tm-other" }, h("summary", {}, "The other selection"), loser.querySelector(".tm-cards"));
  node.setAttribute("aria-label", "The selection that you picked");
  node.classList.add("tm-decided");
  node.replaceChildren(winner.querySelector(".tm-cards"), other);
}
