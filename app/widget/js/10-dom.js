// Elements are made here and nowhere else, from text: no string ever becomes markup, style or script.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  chat: "M5 4.5h14a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-8l-5 3.5v-3.5H5a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1Zm3.5 6.3 2.6 2.6 4.800-5",
  up: "M7 11v9H3.5v-9H7Zm0 0 4-8a2 2 0 0 1 2 2v4h7l-1.8 11H7",
  eye: "M2.5 12S6 5.5 12 5.5s9.5 6.5 9.5 6.5-3.5 6.5-9.5 6.5S2.5 12 2.5 12Zm9.5-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
  plus: "M12 5v14M5 12h14",
  check: "m5 12.5 4.5 4.5L19 7.5",
  cross: "m6.5 6.5 11 11m0-11-11 11",
  send: "M12 19V5m-6.5 6.5L12 5l6.5 6.5",
  stop: "M7.5 7.5h9v9h-9z",
  undo: "M9 7l-4.5 4.5L9 16M4.5 11.5H15a5 5 0 0 1 0 10h-2",
};

function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value == null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child != null && child !== false && child !== ""));
  return node;
}

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const button = (kind, click, attributes, ...children) => h("button", { type: "button", class: kind, click, ...attributes }, ...children);

const iconButton = (name, label, click, attributes) => button("icon", click, { "aria-label": label, title: label, ...attributes }, icon(name));

const press = (node, on) => node.setAttribute("aria-pressed", String(Boolean(on)));

const unseen = (words) => h("span", { class: "sr" }, words);

// An address that a link or a picture may have; everything but http and https is dropped.
function address(given, base) {
  try {
    const found = new URL(given, base);
    return given && /^https?:$/.test(found.protocol) ? found.href : "";
  } catch {
    return "";
  }
}

const uuid = () => crypto.getRandomValues(new Uint32Array(4)).join("-");

const pause = (time) => new Promise((done) => setTimeout(done, time));

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// One stop for Tab in a row of buttons; the arrow keys go on from there.
function roving(node) {
  const row = Array.from(node.querySelectorAll("button"));
  const settle = (chosen) => row.forEach((one) => { one.tabIndex = one === chosen ? 0 : -1; });
  node.addEventListener("focusin", (event) => settle(event.target));
  node.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key] * (node.matches(":dir(rtl)") ? -1 : 1);
    if (step) row[(row.indexOf(event.target) + step + row.length) % row.length].focus();
  });
  settle(row[0]);
  return node;
}
