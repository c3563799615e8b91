// What goes over the wire: requests with their tokens, troubles by kind, and the stream of events.

const SILENCE = 45000;
const KINDS = { 401: "refused", 403: "refused", 404: "gone", 409: "busy", 410: "gone", 429: "many" };

class Trouble extends Error {
  constructor(kind, message = "", status = 0, wait = 0) {
    super(message || kind);
    Object.assign(this, { kind, status, wait });
  }
}

async function trouble(answer) {
  const said = await answer.json().catch(() => ({}));
  const kind = KINDS[answer.status] || (answer.status >= 500 ? "fault" : "unfit");
  return new Trouble(kind, String(said.detail || said.title || ""), answer.status, Number(answer.headers.get("Retry-After")) || 5);
}

function wire(w) {
  const home = () => `/conversations/${encodeURIComponent(w.kept.read().id)}`;
  let renewing;

  async function call(method, path, body, more = {}, again = true) {
    const { token } = w.kept.read();
    const headers = { ...more.headers };
    if (w.key) headers["X-Tastemaker-Key"] = w.key;
    if (w.person) headers["X-Tastemaker-Person"] = w.person;
    if (token && !more.bare) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    let answer;
    try {
      answer = await fetch(`${w.server}/v1${path}`, { method, headers, body: body && JSON.stringify(body), signal: more.signal || w.signal, keepalive: more.keepalive, credentials: "omit" });
    } catch (error) {
      throw w.signal.aborted ? error : new Trouble("lost");
    }
    if (answer.ok) return answer;
    if (answer.status === 401 && token && !more.bare && again && (await renew(token))) return call(method, path, body, more, false);
    throw await trouble(answer);
  }

  // Another tab may have done it already.
  async function renew(used) {
    const { token, refresh } = w.kept.read();
    if (token !== used) return true;
    renewing ||= json("POST", `${home()}/token`, { refresh_token: refresh }, { bare: true }).then(keep);
    try {
      await renewing;
      return true;
    } catch (error) {
      if (error.kind === "lost") throw error;
      return false;
    } finally {
      renewing = null;
    }
  }

  const keep = (access) => w.kept.write({ token: access.token, refresh: access.refresh_token });
  const json = async (...request) => (await call(...request)).json();

  return {
    json,
    here: (method, path, body, more) => json(method, home() + path, body, more),
    catalogue: (path = "") => json("GET", `/catalogues/${encodeURIComponent(w.catalogue)}${path}`, null, { bare: true }),
    async begin() {
      const opened = await json("POST", "/conversations", { catalogue: w.catalogue, channel: "widget" }, { bare: true });
      w.kept.write({ id: opened.id });
      keep(opened);
    },
    // The latest conversation of a person that the site vouches for, from whatever browser it was.
    async theirs() {
      const found = await json("GET", "/conversations", null, { bare: true });
      const latest = (found.conversations || found.items || found).find((one) => one.catalogue === w.catalogue);
      if (!latest) return;
      const access = await json("POST", `/conversations/${encodeURIComponent(latest.id)}/token`, {}, { bare: true });
      w.kept.write({ id: latest.id });
      keep(access);
    },
    say: (run, signal) =>
      call("POST", `${home()}/messages`, { text: run.text, about: run.about }, { signal, headers: { Accept: "text/event-stream", "Idempotency-Key": run.id } }),
    follow: (run, signal) =>
      call("GET", `${home()}/runs/${run.id}/events`, null, { signal, headers: { Accept: "text/event-stream", ...(run.last && { "Last-Event-ID": String(run.last) }) } }),
  };
}

// Reads server-sent events until the stream ends; `alive` is called for every sign of life.
async function events(answer, take, alive) {
  if (!/event-stream/.test(answer.headers.get("Content-Type"))) return take(0, { type: "RUN_FINISHED", result: await answer.json() });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ; ) {
    const { value, done } = await reader.read();
    if (done) return;
    alive();
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      const told = {};
      for (const line of block.split(/\r?\n/)) {
        const [, name, words] = /^(\w+): ?(.*)$/.exec(line) || [];
        if (name) told[name] = told[name] === undefined ? words : `${told[name]}\n${words}`;
      }
      if (told.data) take(Number(told.id) || 0, JSON.parse(told.data));
    }
  }
}

// JSON Patch, as far as a profile needs it.
function patched(whole, changes) {
  const root = { whole: structuredClone(whole) };
  for (const { op, path, value } of changes) {
    const steps = `/whole${path}`.slice(1).split("/").map((step) => step.replace(/~1/g, "/").replace(/~0/g, "~"));
    const last = steps.pop();
    const home = steps.reduce((at, step) => at[step], root);
    if (Array.isArray(home)) home.splice(last === "-" ? home.length : last, op === "add" ? 0 : 1, ...(op === "remove" ? [] : [value]));
    else if (op === "remove") delete home[last];
    else home[last] = value;
  }
  return root.whole;
}
