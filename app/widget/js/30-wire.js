// What goes over the wire: requests with their tokens, troubles by kind, and the stream of events.

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
  return new Trouble(kind, said.detail, answer.status, Number(answer.headers.get("Retry-After")) || 5);
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
    const { token, refresh_token } = w.kept.read();
    if (token !== used) return true;
    renewing ||= json("POST", `${home()}/token`, { refresh_token }, { bare: true }).then(keep);
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

  const keep = ({ token, refresh_token }) => w.kept.write({ token, refresh_token });
  const json = async (...request) => (await call(...request)).json();

  return {
    json,
    here: (method, path, body, more) => json(method, home() + path, body, more),
    catalogue: (path = "") => json("GET", `/catalogues/${encodeURIComponent(w.catalogue)}${path}`, null, { bare: true }),
    async begin() {
      const opened = await json("POST", "/conversations", { catalogue: w.catalogue, channel: "widget", consent: w.consent }, { bare: true });
      w.kept.write({ id: opened.id });
      keep(opened);
    },
    say: (run, signal) =>
      call("POST", `${home()}/messages`, { text: run.text, about: run.about }, { signal, headers: { Accept: "text/event-stream", "Idempotency-Key": run.id } }),
    follow: (run, signal) =>
      call("GET", `${home()}/runs/${run.id}/events`, null, { signal, headers: { Accept: "text/event-stream", ...(run.last && { "Last-Event-ID": String(run.last) }) } }),
  };
}

// Reads server-sent events until the stream ends; `alive` is called for every sign of life.
async function events(answer, take, alive) {
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
        const [, name, words] = /^(\w+): ?(.*)/.exec(line) || [];
        told[name] = words;
      }
      if (told.data) take(+told.id, JSON.parse(told.data));
    }
  }
}

// JSON Patch, as far as a profile needs it.
function patched(whole, changes) {
  const root = structuredClone({ whole });
  const at = (path) => {
    const steps = `whole${path}`.split("/");
    const last = steps.pop();
    return [steps.reduce((home, step) => home[step], root), last];
  };
  const take = (path) => {
    const [home, last] = at(path);
    if (Array.isArray(home)) return home.splice(last, 1)[0];
    const taken = home[last];
    delete home[last];
    return taken;
  };
  const put = (path, value) => {
    const [home, last] = at(path);
    if (Array.isArray(home)) home.splice(last === "-" ? home.length : last, 0, value);
    else home[last] = value;
  };
  for (const { op, path, from, value } of changes) {
    const moved = op === "move" ? take(from) : value;
    if (op === "remove" || op === "replace") take(path);
    if (op !== "remove") put(path, moved);
  }
  return root.whole;
}
