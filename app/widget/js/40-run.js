// One message and its answer: sent once, followed through broken lines and reloads until it has ended.

const TRIES = 8;

function runs(w) {
  let now = null;

  function send(text, about = [], id = uuid()) {
    if (now) return false;
    w.kept.write({ run: { id, text, about } });
    drive(w.kept.read().run, false);
    return true;
  }

  // A message that was on its way when the page was left.
  function resume() {
    const { run } = w.kept.read();
    if (run && !now) drive(run, Boolean(w.kept.read().id));
  }

  async function drive(kept, heard) {
    const run = { ...kept, heard, last: 0, tries: 0 };
    now = run;
    w.asked(run);
    try {
      while (!(await attempt(run)));
    } catch (error) {
      if (w.signal.aborted) return;
      w.unanswered(run, error instanceof Trouble ? error : new Trouble("fault", String(error)));
    }
    now = null;
    w.kept.write({ run: null });
    w.rested(run);
  }

  // Whether the run is over; waits where it is to be tried again.
  async function attempt(run) {
    const { last } = run;
    try {
      if (!w.kept.read().id) await w.wire.begin();
      await listen(run);
      if (run.over) return true;
      if (run.last === last) return stored(run);
    } catch (error) {
      if (error.kind === "gone" && run.heard) return stored(run);
      if (error.kind === "busy" && run.tries) run.heard = true;
      else if (error.kind !== "lost" && (error.kind !== "fault" || run.tries > 1)) throw error;
    }
    if (run.stopped) throw new Trouble("stopped");
    w.step(run, navigator.onLine ? "reconnecting" : "offline");
    await again(run, "lost");
    return false;
  }

  async function again(run, kind) {
    run.tries += 1;
    if (run.tries > TRIES) throw new Trouble(kind);
    await pause(Math.min(5000, 250 * 2 ** run.tries));
  }

  async function listen(run) {
    const stop = new AbortController();
    w.signal.addEventListener("abort", () => stop.abort());
    let dog;
    const alive = () => {
      clearTimeout(dog);
      // A silent line is a broken one.
      dog = setTimeout(() => stop.abort(), 45000);
    };
    alive();
    try {
      const answer = await (run.heard ? w.wire.follow : w.wire.say)(run, stop.signal);
      run.heard = true;
      await events(answer, (id, event) => take(run, id, event), alive);
    } catch (error) {
      throw error instanceof Trouble ? error : new Trouble("lost");
    } finally {
      clearTimeout(dog);
    }
  }

  function take(run, id, event) {
    if (id <= run.last) return;
    run.last = id;
    run.tries = 0;
    const { type, name, value } = event;
    if (type === "STATE_SNAPSHOT") w.profile(event.snapshot.profile);
    else if (type === "STATE_DELTA") w.profile(patched({ profile: w.known }, event.delta).profile);
    else if (type === "STEP_STARTED") w.step(run, event.stepName);
    else if (type === "CUSTOM" && name === "recommendations") w.cards(run, value.items);
    else if (type === "CUSTOM" && name === "reason") run.reply.reword(value);
    else if (type === "TEXT_MESSAGE_CONTENT") w.words(run, event.delta);
    else if (type === "RUN_ERROR") {
      throw new Trouble(run.stopped ? "stopped" : "failed", event.message);
    } else if (type === "RUN_FINISHED") {
      run.over = true;
      if (!event.result) throw new Trouble("stopped");
      w.profile(event.result.profile);
      w.answered(run, event.result.reply);
    }
  }

  // The server knows the run no more, since it was started anew perhaps: what it has stored decides.
  async function stored(run) {
    const { turns, profile } = await w.wire.here("GET", "");
    const turn = turns.filter((one) => one.utterance).pop();
    if (turn && turn.status === "open" && turn.utterance === run.text) {
      await again(run, "failed");
      return false;
    }
    if (!turn || turn.utterance !== run.text || turn.status !== "done") throw new Trouble("failed");
    w.profile(profile);
    w.answered(run, turn.reply);
    return true;
  }

  async function stop() {
    if (!now) return;
    now.stopped = true;
    if (now.heard) await w.wire.here("DELETE", `/runs/${now.id}`).catch(() => {});
  }

  return { send, resume, stop, running: () => now };
}
