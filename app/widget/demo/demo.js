// What a site's own script does beside the widget: it draws its shelves, and hands things over to be talked about.

const catalogue = document.body.dataset.catalogue;
const grid = document.querySelector(".grid");
const told = document.querySelector(".told");

function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function shelf(item) {
  const ask = element("button", { type: "button", "aria-label": `Ask about ${item.title}` }, "Ask about this");
  ask.addEventListener("click", async () => {
    await window.tastemaker.open();
    await window.tastemaker.addToContext({ item_id: item.id, title: item.title });
  });
  const picture = element("img", { src: item.image, alt: "", width: 320, height: 200, loading: "lazy" });
  picture.addEventListener("error", () => { picture.src = item.drawing; }, { once: true });
  const line = item.price || item.facts.slice(0, 2).map((fact) => fact.value).join(" · ");
  return element("li", {}, picture, element("h3", {}, item.title), element("p", {}, line), ask);
}

async function fill() {
  const answer = await fetch(`../v1/catalogues/${catalogue}/items?limit=12`);
  if (!answer.ok) {
    told.textContent = `The shelves of “${catalogue}” cannot be shown here: ${(await answer.json()).detail}`;
    return;
  }
  grid.append(...(await answer.json()).items.map(shelf));
}

for (const call of document.querySelectorAll("[data-say]")) call.addEventListener("click", () => window.tastemaker.send(call.dataset.say));

document.addEventListener("rec-feedback", (event) => {
  told.textContent = `The page hears of it: “${event.detail.title}”, ${event.detail.kind}.`;
});

fill();
