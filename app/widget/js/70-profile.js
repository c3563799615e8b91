// The wishes as chips: tap one to make it firmer or softer, or take it away.

const NEXT = { must: "prefer", prefer: "must", avoid: "never", never: "avoid" };

function chips(w, profile) {
  const undo = profile.can_undo && iconButton("undo", w.t("undo"), () => w.edit("undo"));
  if (!profile.preferences.length && !undo) return null;
  const row = h("div", { class: "chips", role: "toolbar", "aria-label": w.t("wishes") }, h("div", { class: "row" }, profile.preferences.map((one) => chip(w, one))), undo);
  return roving(row);
}

function chip(w, one) {
  const { label, words } = one;
  const strength = [w.t(one.strength), one.guess && w.t("guess")].filter(Boolean).join(", ");
  const name = w.t("harden", { label, words, strength, next: w.t(NEXT[one.strength]) });
  return h("span", { class: `chip ${one.strength}${one.guess ? " guess" : ""}` },
    button("turn", () => w.edit("toggle", one), { "aria-label": name, title: [strength, one.why].join(". ") }, h("bdi", {}, words)),
    iconButton("cross", w.t("remove", { words }), () => w.edit("remove", one)));
}
