// The frame around the conversation: buttons, theme, which of the two pages is shown.

function show(what) {
  $("chat").hidden = what !== "chat";
  $("side").hidden = what !== "chat";
  $("import").hidden = what !== "import";
  $("add").setAttribute("aria-pressed", String(what === "import"));
  if (what === "import") importPage();
}

function theme(choice) {
  const root = document.documentElement;
  const dark = choice ? choice === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.tm = dark ? "dark" : "light";
  document.body.classList.toggle("dark", dark);
  const toggle = $("theme");
  toggle.replaceChildren(icon(dark ? "sun" : "moon"));
  const label = dark ? "Use light colours" : "Use dark colours";
  toggle.setAttribute("aria-label", label);
  toggle.title = label;
}

function frame() {
  $("nav").append(
    button("", () => { if (!page.running) { showError(""); startOver(); } }, { class: "tm-navbutton", id: "tm-new", "aria-label": "New conversation", title: "New conversation" }, icon("more"), h("span", {}, "New conversation")),
    button("", openHistory, { class: "tm-navbutton", id: "tm-past", "aria-label": "Your conversations", title: "Your conversations" }, icon("history"), h("span", {}, "History")),
    button("", () => show($("import").hidden ? "import" : "chat"), { class: "tm-navbutton", id: "tm-add", "aria-label": "Add your catalogue", title: "Add your catalogue", "aria-pressed": "false", hidden: true }, icon("file"), h("span", {}, "Add catalogue")),
    iconButton("moon", "Use dark colours", () => {
      const next = document.documentElement.dataset.tm === "dark" ? "light" : "dark";
      keep(local, "tastemaker.theme", next);
      theme(next);
    }, { id: "tm-theme" }),
  );
  element.querySelector(".tm-foot").prepend(button("", () => openProfile(!$("side").classList.contains("tm-open")), { class: "tm-wishes", id: "tm-wishes", "aria-expanded": "false", "aria-controls": "tm-side" }, icon("list"), h("span", {}, "Your wishes")));
  $("send").append(icon("send"));
  $("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  $("input").addEventListener("input", () => { setInput($("input").value); keepDraft(); });
  $("input").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
  });
  document.addEventListener("visibilitychange", cameBack);
  $("catalogue").addEventListener("change", (event) => choose(event.target));
  element.addEventListener("keydown", (event) => { if (event.key === "Escape" && $("side").classList.contains("tm-open")) openProfile(false); });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => theme(kept(local, "tastemaker.theme")));
  theme(kept(local, "tastemaker.theme"));
}
