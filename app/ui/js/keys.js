// What this browser keeps: which conversations are its own, and which one this tab is in. One entry a conversation, so
// that two tabs never overwrite each other's. Storage may be switched off: then the page works until it is closed.

const PREFIX = "tastemaker.conversation.";

function kept(storage, name) {
  try {
    return storage().getItem(name) || "";
  } catch {
    return "";
  }
}

function keep(storage, name, value) {
  try {
    if (value) storage().setItem(name, value);
    else storage().removeItem(name);
  } catch {
    // Nothing can be kept; the page goes on without.
  }
}

const local = () => window.localStorage;
const tab = () => window.sessionStorage;

const keys = {
  all() {
    try {
      return Object.keys(localStorage)
        .filter((name) => name.startsWith(PREFIX))
        .map((name) => ({ id: name.slice(PREFIX.length), token: localStorage.getItem(name) }));
    } catch {
      return [];
    }
  },
  find(id) {
    const token = kept(local, PREFIX + id);
    return token ? { id, token } : { id: "", token: "" };
  },
  add(key) {
    keep(local, PREFIX + key.id, key.token);
  },
  remove(id) {
    keep(local, PREFIX + id, "");
    if (kept(local, "tastemaker.latest") === id) keep(local, "tastemaker.latest", "");
  },
  // The tab's own conversation; a tab that is new goes on with the browser's latest.
  current() {
    const own = kept(tab, "tastemaker.current");
    if (own === "none") return { id: "", token: "" };
    return this.find(own || kept(local, "tastemaker.latest"));
  },
  enter(id) {
    keep(tab, "tastemaker.current", id || "none");
    if (id) keep(local, "tastemaker.latest", id);
  },
};
