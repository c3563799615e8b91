// Elements are made here and nowhere else, from text: no string ever becomes markup, style or script.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  chat: "M4 8.5A4.5 4.5 0 0 1 8.500 4h7A4.500 4.500 0 0 1 20 8.500v4a4.500 4.500 0 0 1-4.500 4.500H11l-5 4v-4.600a4.500 4.500 0 0 1-2-3.900Z m4.500 2.200 2.600 2.600 4.600-4.800",
  up: "M7 11v9H4a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1h3Zm0 0 4-8a2 2 0 0 1 2 2v4h5.500a2 2 0 0 1 2 2.400l-1.200 6.900a2 2 0 0 1-2 1.700H7",
  down: "M17 13V4h3a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-3Zm0 0-4 8a2 2 0 0 1-2-2v-4H5.500a2 2 0 0 1-2-2.400l1.200-6.900a2 2 0 0 1 2-1.700H17",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12Z M12 9.200a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600Z",
  plus: "M12 5v14M5 12h14",
  check: "m5 12.500 4.500 4.500L19 7.500",
  cross: "m6.500 6.500 11 11m0-11-11 11",
  send: "M12 19V5m-6.500 6.500L12 5l6.500 6.500",
  stop: "M7.500 7.500h9v9h-9z",
  undo: "M9 7l-4.500 4.500L9 16M4.500 11.500H15a5 5 0 0 1 0 10h-2",
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

const uuid = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const pause = (time) => new Promise((done) => setTimeout(done, time));

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// One stop for Tab in a row of buttons; the arrow keys go on from there.
function roving(node) {
  const all = () => Array.from(node.querySelectorAll("button:not(:disabled)"));
  const settle = (chosen) => all().forEach((one) => { one.tabIndex = one === chosen ? 0 : -1; });
  node.addEventListener("focusin", (event) => settle(event.target));
  node.addEventListener("keydown", (event) => {
    const forward = getComputedStyle(node).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const step = { [forward]: 1, [forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft"]: -1 }[event.key];
    const row = all();
    const place = event.key === "Home" ? 0 : event.key === "End" ? row.length - 1 : step && row.indexOf(event.target) + step;
    if (place === undefined) return;
    event.preventDefault();
    row[(place + row.length) % row.length].focus();
  });
  settle(all()[0]);
  return node;
}
