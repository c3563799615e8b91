frame();
watch("value", () => hear(props.value));
window.addEventListener("tastemaker:import", (event) => hearImport(event.detail));
setInput(kept(tab, DRAFT));
open({ current: keys.current() });
