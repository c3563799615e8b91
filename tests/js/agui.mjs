// Drives /v1/agui with the protocol's own client, as a front end would, and tells what that client made of it.
// Argument: {url, headers, threadId, says: [text], forwardedProps, forgets}. Prints {messages, state, runs, warnings}.
import { HttpAgent, parseSSEStream, runHttpRequest, verifyEvents } from "@ag-ui/client";
import { EventSchemas } from "@ag-ui/core/schemas";

const asked = JSON.parse(process.argv[2]);
const warnings = [];
console.warn = (...words) => warnings.push(words.join(" "));

// Every event is checked as it came, before the client mends or drops anything of it.
function strictly(url, init) {
  const events = [];
  return new Promise((resolve, reject) =>
    verifyEvents()(parseSSEStream(runHttpRequest(() => fetch(url, init)))).subscribe({
      next: (event) => events.push(EventSchemas.parse(event)),
      error: reject,
      complete: () => resolve(events),
    }),
  );
}

const agent = new HttpAgent({ url: asked.url, threadId: asked.threadId, headers: asked.headers });
const runs = [];
for (const [place, text] of asked.says.entries()) {
  if (asked.forgets) agent.setMessages([]);
  agent.addMessage({ id: `asked-${place}`, role: "user", content: text });
  const run = { runId: `run-number-${place}`, events: [], custom: {}, deltas: 0 };
  const input = { threadId: agent.threadId, runId: run.runId, messages: structuredClone(agent.messages), tools: [], context: [] };
  const { newMessages, result } = await agent.runAgent(
    { runId: run.runId, forwardedProps: asked.forwardedProps },
    {
      onEvent: ({ event }) => void run.events.push(event.type),
      onCustomEvent: ({ event }) => void (run.custom[event.name] = event.value),
      onRunErrorEvent: ({ event }) => void (run.error = event),
    },
  );
  run.result = result;
  run.newMessages = newMessages;
  // The same run again, which gives the same answer: this time every event is checked by the schemas.
  const init = { method: "POST", headers: { "Content-Type": "application/json", ...asked.headers } };
  run.again = await strictly(asked.url, { ...init, body: JSON.stringify({ ...input, forwardedProps: asked.forwardedProps }) });
  runs.push(run);
}
console.log(JSON.stringify({ messages: agent.messages, state: agent.state, runs, warnings }));
