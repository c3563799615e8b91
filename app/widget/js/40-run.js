// One message and its answer: sent once, followed through broken lines and reloads until it has ended.

const TRIES = 6;

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
    if (run && !now) drive(run, true);
  }

  async function drive(kept, heard) {
    const run = { ...kept, heard, last: 0, over: false };
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
    try {
      if (!w.kept.read().id) await w.wire.begin();
      await listen(run);
      if (run.over) return true;
    } catch (error) {
      const again = error.kind === "lost" || (error.kind === "fault" && !run.failed);
      if (error.kind === "gone" && run.heard) return stored(run);
      if (error.kind === "busy" && run.tries) run.heard = true;
      else if (!again) throw error;
      run.trouble = error;
    }
    if (run.stopped) throw new Trouble("stopped");
    run.tries = (run.tries || 0) + 1;
    if (run.tries > TRIES) throw run.trouble || new Trouble("lost");
    w.step(run, navigator.onLine ? "reconnecting" : "offline");
    await Promise.race([pause(250 * 2 ** run.tries), new Promise((done) => addEventListener("online", done, { once: true, signal: w.signal }))]);
    return false;
  }

  async function listen(run) {
    const stop = new AbortController();
    w.signal.addEventListener("abort", () => stop.abort());
    let dog;
    const alive = () => {
      clearTimeout(dog);
      dog = setTimeout(() => stop.abort(), SILENCE);
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
    if (id && id <= run.last) return;
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
      run.failed = true;
      throw new Trouble(run.stopped ? "stopped" : "failed", event.message);
    } else if (type === "RUN_FINISHED") {
      run.over = true;
      if (!event.result || !event.result.reply) throw new Trouble("stopped");
      w.profile(event.result.profile);
      w.answered(run, event.result.reply);
    }
  }

  // The server knows the run no more, since it was started anew perhaps: what it has stored decides.
  async function stored(run) {
    const { turns, profile } = await w.wire.here("GET", "");
    const turn = turns.filter((one) => one.utterance).pop();
    if (turn && turn.status === "open" && turn.utterance === run.text) {
      run.tries = (run.tries || 0) + 1;
      if (run.tries > TRIES) throw new Trouble("failed");
      await pause(500 * run.tries);
      return false;
    }
    if (!turn || turn.utterance !== run.text || !turn.reply) throw new Trouble("failed");
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
