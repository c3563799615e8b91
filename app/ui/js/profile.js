// The live profile: every wish a chip that can be changed.

const STRENGTHS = {
  must: { words: "must have", next: "nice to have" },
  prefer: { words: "nice to have", next: "must have" },
  avoid: { words: "rather not", next: "never" },
  never: { words: "never", next: "rather not" },
};

function profilePanel(profile, actions) {
  const known = profile || { chips: [], waived: [], liked: [], left_out: 0, undo: false };
  const undo = button("", () => actions.edit("undo"), { class: "tm-undo", disabled: !known.undo, "aria-label": "Undo the last change" }, icon("undo"), h("span", {}, "Undo"));
  const head = h("div", { class: "tm-sidehead" }, h("h2", {}, "Your wishes"), undo, iconButton("cross", "Close your wishes", actions.closeProfile, { class: "tm-iconbutton tm-sideclose" }));
  return [head, known.chips.length ? h("ul", { class: "tm-chips" }, known.chips.map((chip) => chipNode(chip, actions))) : null, ...asides(known), isEmpty(known) ? emptyProfile() : null].filter(Boolean);
}

function isEmpty(known) {
  return !known.chips.length && !known.waived.length && !known.liked.length && !known.left_out;
}

function emptyProfile() {
  return h(
    "div",
    { class: "tm-none" },
    h("p", {}, "What I understand of your wishes appears here while we talk."),
    h("ul", {}, h("li", {}, "Tap a wish to switch between “must have” and “nice to have”."), h("li", {}, "Remove what is wrong, or undo the last change."), h("li", {}, "Guesses are marked as guesses.")),
  );
}

function chipNode(chip, actions) {
  const strength = STRENGTHS[chip.strength];
  const described = `tm-chip-${chip.index}`;
  const toggle = button("", () => actions.edit("toggle", chip), {
    class: "tm-chiptoggle", title: chip.why, "aria-describedby": described,
    "aria-label": `${chip.label}: ${chip.words}, ${strength.words}${chip.guess ? ", a guess" : ""}. Change to ${strength.next}`,
  }, h("span", { class: "tm-chiplabel" }, chip.label, chip.guess ? h("em", {}, " · a guess") : null), h("span", { class: "tm-chipwords", dir: "auto" }, chip.words), h("span", { class: "tm-strength" }, strength.words));
  return h(
    "li",
    { class: `tm-chip tm-${chip.strength}${chip.guess ? " tm-guess" : ""}`, translate: "no" },
    toggle,
    h("span", { id: described, class: "tm-sr" }, chip.why),
    iconButton("cross", `Remove ${chip.label}: ${chip.words}`, () => actions.edit("remove", chip), { class: "tm-chipremove", title: "Remove" }),
  );
}

function asides(known) {
  const line = (label, words) => h("p", { class: "tm-aside" }, h("span", {}, label), h("span", { dir: "auto" }, words));
  return [
    known.waived.length ? line("Anything goes", known.waived.join(", ")) : null,
    known.liked.length ? line("Close to", known.liked.join(", ")) : null,
    known.left_out ? line("Not shown again", `${count(known.left_out)} you rejected or know`) : null,
  ];
}

// Whether the conversation may be learned from: said, not said, or taken back by tapping it again.
function consentNode(consent, actions) {
  const choice = (said, words) => button(words, () => actions.allow(consent === said ? "unsaid" : said), { class: `tm-tag tm-${said}`, "aria-pressed": String(consent === said) });
  return h("div", { class: "tm-consent", role: "group", "aria-label": "May we learn from this conversation?" }, h("span", {}, "May we learn from this conversation?"), choice("given", "Yes"), choice("refused", "No"));
}
