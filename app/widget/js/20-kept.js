// What this browser keeps: one entry for a server, a catalogue and a key. Where storage is blocked, the page keeps it.

const memory = {};

const kept = (name) => ({
  read() {
    try {
      return JSON.parse(localStorage.getItem(name)) || memory[name] || {};
    } catch {
      return memory[name] || {};
    }
  },
  write(change) {
    this.put({ ...this.read(), ...change });
  },
  put(all) {
    memory[name] = all;
    try {
      localStorage.setItem(name, JSON.stringify(all));
    } catch {
      // Nothing can be kept longer than the page.
    }
  },
});
