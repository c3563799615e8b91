// Elements are made here and nowhere else, from text: no string ever becomes markup.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  up: ["M7 11v9H4a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1h3Zm0 0 4-8a2 2 0 0 1 2 2v4h5.5a2 2 0 0 1 2 2.4l-1.2 6.9a2 2 0 0 1-2 1.7H7"],
  down: ["M17 13V4h3a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-3Zm0 0-4 8a2 2 0 0 1-2-2v-4H5.500a2 2 0 0 1-2-2.400l1.200-6.900a2 2 0 0 1 2-1.700H17"],
  eye: ["M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12Z", "M12 9.200a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600Z"],
  more: ["M12 5v14", "M5 12h14"],
  like: ["M4 7h11", "M4 12h7", "M4 17h5", "M17 12v8", "M13 16h8"],
  check: ["m5 12.500 4.500 4.500L19 7.500"],
  cross: ["m6.500 6.500 11 11", "m17.500 6.500-11 11"],
  send: ["M12 19V5", "m5.500 11.500 6.500-6.500 6.500 6.500"],
  sun: ["M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z", "M12 2.500v2", "M12 19.500v2", "M2.500 12h2", "M19.500 12h2", "m5.300 5.300 1.400 1.400", "m17.300 17.300 1.400 1.400", "m18.700 5.300-1.400 1.400", "m6.700 17.300-1.400 1.400"],
  moon: ["M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500Z"],
  undo: ["M9 7 4.500 11.500 9 16", "M4.500 11.500H15a5 5 0 0 1 0 10h-2"],
  history: ["M3.500 12a8.500 8.500 0 1 0 2.600-6.100L3.500 8.500", "M3.500 3.500v5h5", "M12 7.500V12l3 2"],
  list: ["M4 6h16", "M4 12h16", "M4 18h10"],
  file: ["M12 16V4", "m7 9 5-5 5 5", "M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3"],
  trash: ["M4 7h16", "M9 7V4.500h6V7", "M6.500 7l.8 12.500h9.400L17.500 7"],
  link: ["M14 4h6v6", "M20 4 11 13", "M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5"],
  back: ["M19 12H5", "m11 6-6 6 6 6"],
  spark: ["M12 3v4", "M12 17v4", "M3 12h4", "M17 12h4", "m6 6 2.500 2.500", "m15.500 15.500 2.500 2.500", "m18 6-2.500 2.500", "m8.500 15.500-2.500 2.500"],
};

function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "tm-icon");
  svg.setAttribute("aria-hidden", "true");
  for (const line of ICONS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", line);
    svg.append(path);
  }
  return svg;
}

function button(label, onclick, attributes, ...children) {
  return h("button", { type: "button", onclick, ...attributes }, ...(children.length ? children : [label]));
}

function iconButton(name, label, onclick, attributes) {
  return button(label, onclick, { class: "tm-iconbutton", "aria-label": label, title: label, ...attributes }, icon(name));
}

function count(number) {
  return new Intl.NumberFormat("en").format(number);
}

function safeLink(address) {
  return /^https?:\/\//i.test(address) ? address : "";
}

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
